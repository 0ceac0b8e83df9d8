import type { Draft } from '@hegu/contract/policy/drafts.ts';
import { useLocale } from '../../../../i18n/locale.ts';
import { useT } from '../../../../i18n/messages.ts';
import { type Column, DataTable } from '../../../../ui/data-table.tsx';
import { StatusTag } from '../../../../ui/status-tag.tsx';
import { usePlaceWords } from '../../parts/names.ts';
import { officeWords } from '../messages.ts';
import styles from '../office.module.css';

type Row = NonNullable<Draft['differences']>[number];

/** The draft beside the version that holds, part by part in words. */
export function CompareTab({ draft }: { draft: Draft }) {
  const t = useT(officeWords);
  const locale = useLocale();
  const places = usePlaceWords();
  if (!draft.holds) return <p className={styles.hint}>{t.compareNew}</p>;
  if (!draft.differences) return <p className={styles.hint}>{t.compareLater}</p>;
  if (draft.differences.length === 0) return <p className={styles.hint}>{t.compareNone}</p>;
  const columns: readonly Column<Row>[] = [
    { key: 'what', title: t.part, card: 'title', width: '22%', render: (r) => r.what[locale] },
    {
      key: 'change',
      title: '',
      card: 'corner',
      width: '90px',
      render: (r) => (
        <StatusTag tone={r.change === 'removed' ? 'wait' : r.change === 'added' ? 'act' : 'calm'}>
          {t.change[r.change]}
        </StatusTag>
      ),
    },
    {
      key: 'before',
      title: t.before,
      render: (r) => <del className={styles.before}>{places(r.before?.[locale] ?? '')}</del>,
    },
    {
      key: 'after',
      title: t.after,
      render: (r) => <ins className={styles.after}>{places(r.after?.[locale] ?? '')}</ins>,
    },
  ];
  return (
    <DataTable columns={columns} rows={draft.differences} rowKey={(r) => r.path} label={t.tabs.compare} />
  );
}
