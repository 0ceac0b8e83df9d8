import type { FieldDef } from '@hegu/rules/facts.ts';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { type Column, DataTable } from '../../../ui/data-table.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { StatusTag } from '../../../ui/status-tag.tsx';
import { useFirmCatalogue } from '../parts/catalogue.ts';
import { type Fact, shownOf } from '../parts/groups.ts';
import { useSourceName } from '../parts/source.ts';
import { printValue } from '../parts/value.ts';
import styles from './firm.module.css';
import { firmPageWords } from './messages.ts';

/** A value with who said it and when; pressing it shows every statement there has been. */
export function FactValue({
  fact,
  def,
  onHistory,
}: {
  fact: Fact;
  def: FieldDef;
  onHistory: (fact: Fact) => void;
}) {
  const t = useT(firmPageWords);
  const locale = useLocale();
  const source = useSourceName();
  const { codeName } = useFirmCatalogue();
  const shown = shownOf(fact);
  if (!shown) return <>–</>;
  return (
    <button
      type="button"
      className={styles.value}
      data-conflict={fact.conflict || undefined}
      onClick={() => onHistory(fact)}
    >
      <span>
        {fact.conflict && <Icon name="warning" size={14} label={t.differs} />}
        {printValue(def, shown.value, locale, codeName)}
      </span>
      <small>
        {source(shown.source)} · {shown.observedOn}
      </small>
    </button>
  );
}

type Observation = Fact['observations'][number];

export function FactHistory({ fact, onClose }: { fact: Fact | null; onClose: () => void }) {
  const t = useT(firmPageWords);
  const locale = useLocale();
  const source = useSourceName();
  const { catalogue, codeName } = useFirmCatalogue();
  const def = fact ? catalogue?.byKey.get(fact.field) : undefined;
  const label = def ? `${def.label[locale]}${fact?.year ? ` ${fact.year}` : ''}` : '';
  const period = (o: Observation) =>
    o.year !== null ? String(o.year) : o.from || o.to ? t.fromTo(o.from ?? '…', o.to ?? '…') : t.always;
  const columns: readonly Column<Observation>[] = [
    {
      key: 'value',
      title: t.value,
      card: 'title',
      render: (o) => <strong>{printValue(def, o.value, locale, codeName)}</strong>,
    },
    { key: 'source', title: t.source, render: (o) => source(o.source) },
    { key: 'on', title: t.observedOn, render: (o) => o.observedOn },
    { key: 'period', title: t.period, render: period },
    {
      key: 'counts',
      title: t.counts,
      card: 'corner',
      render: (o) => (o.counts ? <StatusTag tone="act">{t.counts}</StatusTag> : null),
    },
  ];
  return (
    <Dialog open={fact !== null} title={t.history(label)} width={680} onClose={onClose}>
      <p className={styles.faint}>
        {def?.meaning?.[locale]} {t.historyHint}
      </p>
      {fact && (
        <DataTable
          label={label}
          columns={columns}
          rows={fact.observations}
          rowKey={(o) => `${o.source}:${o.observedOn}:${o.from ?? ''}:${JSON.stringify(o.value)}`}
        />
      )}
    </Dialog>
  );
}
