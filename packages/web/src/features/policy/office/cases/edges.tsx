import type { Draft, Edge } from '@hegu/contract/policy/drafts.ts';
import { useLocale } from '../../../../i18n/locale.ts';
import { useT } from '../../../../i18n/messages.ts';
import { Button } from '../../../../ui/button.tsx';
import { type Column, DataTable } from '../../../../ui/data-table.tsx';
import { usePlaceWords } from '../../parts/names.ts';
import { officeWords } from '../messages.ts';
import styles from '../office.module.css';

/** For each comparison with a fixed edge: is there a case below, at and above it. */
export function Edges({
  draft,
  disabled,
  busy,
  onMake,
}: {
  draft: Draft;
  disabled: boolean;
  busy: boolean;
  onMake: (edge: number | undefined) => void;
}) {
  const t = useT(officeWords);
  const locale = useLocale();
  const places = usePlaceWords();
  const unsound = draft.problems.some((p) => p.severity === 'error');
  if (unsound) return <p className={styles.hint}>{t.edgesLater}</p>;
  if (draft.edges.length === 0) return <p className={styles.hint}>{t.noEdges}</p>;
  const mark = (there: boolean) => (
    <span className={there ? styles.there : styles.missing}>
      {there ? '✓' : '–'}
      <span className="sr-only">{there ? t.yes : t.no}</span>
    </span>
  );
  const rows = draft.edges.map((edge, index) => ({ edge, index }));
  const columns: readonly Column<{ edge: Edge; index: number }>[] = [
    { key: 'edge', title: t.edge, card: 'title', render: (r) => places(r.edge.asks[locale]) },
    { key: 'below', title: t.below, width: '90px', render: (r) => mark(r.edge.below) },
    { key: 'at', title: t.at, width: '90px', render: (r) => mark(r.edge.at) },
    { key: 'above', title: t.above, width: '90px', render: (r) => mark(r.edge.above) },
    {
      key: 'make',
      title: '',
      card: 'actions',
      width: '110px',
      render: (r) =>
        r.edge.offers.length > 0 && (
          <Button look="quiet" disabled={disabled} busy={busy} onClick={() => onMake(r.index)}>
            {t.makeOne}
          </Button>
        ),
    },
  ];
  return (
    <>
      <DataTable columns={columns} rows={rows} rowKey={(r) => String(r.index)} label={t.edges} />
      {draft.edges.some((e) => e.offers.length > 0) && (
        <p>
          <Button disabled={disabled} busy={busy} onClick={() => onMake(undefined)}>
            {t.makeAll}
          </Button>
        </p>
      )}
    </>
  );
}
