import { getInstrument } from '@hegu/contract/labs/instruments.ts';
import { useLocale } from '../../../i18n/locale.ts';
import { localName } from '../../../i18n/messages.ts';
import { useRouteQuery } from '../../../lib/query.ts';

/** What an instrument's configuration is called; its code where the instrument no longer has it. */
export function useConfigurationName(instrumentId: string, code: string | null): string | null {
  const locale = useLocale();
  const { data } = useRouteQuery(getInstrument, { params: { id: instrumentId } }, { enabled: code !== null });
  const found = data?.configurations.find((c) => c.code === code);
  // Until it is known, rather nothing than a code nobody has seen
  return found ? localName(found, locale) : data ? code : code && '…';
}
