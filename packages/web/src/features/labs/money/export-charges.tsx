import type { exportCharges } from '@hegu/contract/labs/billing.ts';
import type { RouteQueryIn } from '@hegu/contract/route.ts';
import { useState } from 'react';
import { useT } from '../../../i18n/messages.ts';
import { download } from '../../../lib/api.ts';
import { Button } from '../../../ui/button.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
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
  const { actions } = useT();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const save = async () => {
    setBusy(true);
    setError(null);
    try {
      await download(route, t.fileName, { query: { ...query, format: 'xlsx' } });
    } catch (cause) {
      setError(cause);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button busy={busy} disabled={disabled} onClick={() => void save()}>
        <Icon name="download" size={18} />
        {actions.export}
      </Button>
      {error !== null && <ProblemView error={error} />}
    </>
  );
}
