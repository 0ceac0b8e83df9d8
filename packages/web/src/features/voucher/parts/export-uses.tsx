import { exportUses } from '@hegu/contract/voucher/uses.ts';
import { useState } from 'react';
import { useT } from '../../../i18n/messages.ts';
import { download } from '../../../lib/api.ts';
import { Button } from '../../../ui/button.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import { voucherWords } from './words.ts';

type Selection = Omit<NonNullable<Parameters<typeof download<typeof exportUses>>[2]>['query'], 'format'>;

/** The uses that a list shows as a file, all of its pages. */
export function ExportUses({ query }: { query: Selection }) {
  const t = useT(voucherWords);
  const [busy, setBusy] = useState<'xlsx' | 'csv' | null>(null);
  const [error, setError] = useState<unknown>(null);
  const save = async (format: 'xlsx' | 'csv') => {
    setBusy(format);
    setError(null);
    try {
      await download(exportUses, `${t.exportName}.${format}`, { query: { ...query, format } });
    } catch (cause) {
      setError(cause);
    } finally {
      setBusy(null);
    }
  };
  return (
    <>
      <Button look="quiet" busy={busy === 'xlsx'} onClick={() => void save('xlsx')}>
        {t.exportXlsx}
      </Button>
      <Button look="quiet" busy={busy === 'csv'} onClick={() => void save('csv')}>
        {t.exportCsv}
      </Button>
      {error !== null && <ProblemView error={error} />}
    </>
  );
}
