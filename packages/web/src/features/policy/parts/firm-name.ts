import { useLocale } from '../../../i18n/locale.ts';
import { localName } from '../../../i18n/messages.ts';

interface Named {
  readonly firmName: string;
  /** Empty where no English name is known. */
  readonly firmNameEn: string;
}

/** The firm of an application, an order, an entry of a list: in English where an English name is known. */
export function useFirmName(): (of: Named) => string {
  const locale = useLocale();
  return (of) => localName({ nameZh: of.firmName, nameEn: of.firmNameEn }, locale);
}
