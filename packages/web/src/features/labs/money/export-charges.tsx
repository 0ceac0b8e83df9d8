import type { exportCharges } from '@hegu/contract/labs/charges.ts';
import type { RouteQueryIn } from '@hegu/contract/route.ts';
import { useT } from '../../../i18n/messages.ts';
import { download } from '../../../lib/api.ts';
import { ExportButton } from '../../../ui/export-button.tsx';
import { moneyWords } from './messages.ts';

/** Saves as Excel what the list shows. */
export function ExportCharges({
  route,
  query,
  disabled,
}: {
  route: typeof exportCharges;
  query: RouteQueryIn<typeof exportCharges>;
  disabled: boolean;
}) {
  const t = useT(moneyWords).charges;
  return (
    <ExportButton
      save={() => download(route, t.fileName, { query: { ...query, format: 'xlsx' } })}
      disabled={disabled}
    />
  );
}
