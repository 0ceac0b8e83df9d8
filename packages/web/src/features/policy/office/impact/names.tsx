import type { ImpactResult } from '@hegu/contract/policy/impact.ts';
import { Link } from '@tanstack/react-router';
import { useLocale } from '../../../../i18n/locale.ts';
import { useT } from '../../../../i18n/messages.ts';
import { useSession } from '../../../../lib/session.ts';
import { type Column, DataTable } from '../../../../ui/data-table.tsx';
import { Section } from '../../../../ui/page.tsx';
import { printMoney } from '../../../enterprise/parts/value.ts';
import figures from '../figures.module.css';
import { officeWords } from '../messages.ts';
import styles from '../office.module.css';

const kinds = ['gained', 'lost', 'more', 'less'] as const;

/** Who gains and who loses by a draft, of those who let themselves be named. */
export function Names({ result }: { result: ImpactResult }) {
  const t = useT(officeWords);
  const locale = useLocale();
  const sum = (fen: number | null) => (fen === null ? t.unknownAmount : printMoney(fen, locale));
  const { has } = useSession();
  if (kinds.every((kind) => result[kind] === 0)) return null;
  if (!has('officer')) return <p className={styles.hint}>{t.namesHidden}</p>;
  const full = kinds.some((change) => result.list.filter((r) => r.change === change).length === 200);
  const columns: readonly Column<ImpactResult['list'][number]>[] = [
    {
      key: 'name',
      title: t.names,
      card: 'title',
      render: (r) => (
        <Link to="/firms/$id" params={{ id: r.firmId }}>
          {r.name[locale] || r.name.zh}
        </Link>
      ),
    },
    {
      key: 'change',
      title: '',
      card: 'corner',
      render: (r) => (
        <span className={r.change === 'gained' || r.change === 'more' ? figures.gain : figures.lose}>
          {t[r.change]}
        </span>
      ),
    },
    {
      key: 'amount',
      title: t.amount,
      align: 'end',
      render: (r) =>
        r.change === 'more' || r.change === 'less'
          ? `${sum(r.beforeFen)} → ${sum(r.amountFen)}`
          : sum(r.amountFen),
    },
  ];
  return (
    <Section title={t.names} {...(full ? { hint: t.namesMore } : {})}>
      {result.unnamed && <p className={styles.hint}>{t.namesKept}</p>}
      <DataTable columns={columns} rows={result.list} rowKey={(r) => r.firmId} label={t.names} />
    </Section>
  );
}
