import type { FirmFacts, Purpose } from '@hegu/contract/enterprise/facts.ts';
import type { Firm } from '@hegu/contract/enterprise/firms.ts';
import { useEffect, useMemo, useState } from 'react';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { Button } from '../../../ui/button.tsx';
import { type Column, DataTable } from '../../../ui/data-table.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { Section } from '../../../ui/page.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { useNarrow } from '../../../ui/use-media.ts';
import { useFirmCatalogue } from '../parts/catalogue.ts';
import { type Fact, type FactGroup, groupFacts, type YearlyRow, yearsOf } from '../parts/groups.ts';
import type { Stand } from '../parts/stand.ts';
import { Collections } from './collections.tsx';
import { Conflicts } from './conflicts.tsx';
import { EditFacts } from './edit-facts.tsx';
import { FactHistory, FactValue } from './fact-value.tsx';
import styles from './firm.module.css';
import { firmPageWords } from './messages.ts';
import { Relations } from './relations.tsx';

/** What authorities judge or register is not for the firm to state. */
const fillable = (stand: Stand, group: FactGroup['key']): boolean =>
  stand.certifies || (group !== 'judged' && group !== 'conduct');

/** Everything that may be shown of a firm: groups of facts with a column a year, then what it has. */
export function Profile({
  firm,
  stand,
  facts,
  open = false,
  past = false,
  reading,
}: {
  firm: Firm;
  stand: Stand;
  facts: FirmFacts;
  /** Only what is public. */
  open?: boolean;
  /** As known on an earlier day: nothing can be stated there. */
  past?: boolean;
  /** For what an officer or a park reads. */
  reading?: { readonly purpose: Purpose; readonly note: string };
}) {
  const t = useT(firmPageWords);
  const { catalogue } = useFirmCatalogue();
  const narrow = useNarrow();
  const [history, setHistory] = useState<Fact | null>(null);
  const groups = useMemo(
    () => (catalogue ? groupFacts(catalogue.fields, facts.facts) : []),
    [catalogue, facts.facts],
  );
  const years = yearsOf(facts.facts, narrow ? 3 : 5).toReversed();
  const ready = catalogue !== null;
  // A link into the page arrives before its parts are there
  useEffect(() => {
    const { hash } = window.location;
    if (ready && hash.length > 1) document.getElementById(hash.slice(1))?.scrollIntoView();
  }, [ready]);
  if (!catalogue) return <Skeleton lines={6} height={28} />;
  const edits = stand.edits && !past;
  // An officer states facts without reading the rest: the groups stand there to be filled
  const shown = groups.filter(
    (g) =>
      g.yearly.length + g.single.length > 0 ||
      (edits && !open && g.defs.length > 0 && fillable(stand, g.key)),
  );
  const nothing = facts.facts.length === 0 && facts.collections.length === 0;
  return (
    <>
      {facts.withheld.length > 0 && <p className={styles.withheld}>{t.withheld(facts.withheld.length)}</p>}
      {nothing && (
        <Empty icon="ledger" title={open ? t.noOpen : t.nothingKnown}>
          {open ? t.noOpenHint : t.nothingKnownHint}
        </Empty>
      )}
      <Conflicts facts={facts.facts} />
      {shown.length > 2 && (
        <nav className={styles.jump} aria-label={t.sections}>
          {shown.map((g) => (
            <a key={g.key} href={`#${g.key}`}>
              {t.groups[g.key]}
            </a>
          ))}
          {!open && <a href="#certificates">{t.collection.certificates}</a>}
          {!open && <a href="#relations">{t.collection.relations}</a>}
        </nav>
      )}
      {shown.map((group) => (
        <Group
          key={group.key}
          group={group}
          years={years}
          firm={firm}
          stand={stand}
          edits={edits}
          open={open}
          onHistory={setHistory}
        />
      ))}
      <Collections firm={firm} facts={facts} stand={stand} edits={edits} open={open} />
      {!open && <Relations firm={firm} stand={stand} {...(reading ? { reading } : {})} />}
      <FactHistory fact={history} onClose={() => setHistory(null)} />
    </>
  );
}

function Group({
  group,
  years,
  firm,
  stand,
  edits,
  open,
  onHistory,
}: {
  group: FactGroup;
  years: readonly number[];
  firm: Firm;
  stand: Stand;
  edits: boolean;
  open: boolean;
  onHistory: (fact: Fact) => void;
}) {
  const t = useT(firmPageWords);
  const locale = useLocale();
  const [editing, setEditing] = useState(false);
  const columns: readonly Column<YearlyRow>[] = [
    { key: 'field', title: t.indicator, card: 'title', render: (row) => row.def.label[locale] },
    ...years.map(
      (year): Column<YearlyRow> => ({
        key: String(year),
        title: String(year),
        align: 'end',
        render: (row) => {
          const fact = row.byYear.get(year);
          return fact ? <FactValue fact={fact} def={row.def} onHistory={onHistory} /> : '–';
        },
      }),
    ),
  ];
  const editable = edits && fillable(stand, group.key);
  return (
    <Section
      id={group.key}
      title={t.groups[group.key]}
      actions={
        editable && (
          <Button look="quiet" onClick={() => setEditing(true)}>
            <Icon name="plus" size={16} />
            {t.edit}
          </Button>
        )
      }
    >
      {group.single.length > 0 && (
        <dl className={styles.single}>
          {group.single.map(({ def, fact }) => (
            <div key={def.key}>
              <dt title={def.meaning?.[locale]}>{def.label[locale]}</dt>
              <dd>
                <FactValue fact={fact} def={def} onHistory={onHistory} />
              </dd>
            </div>
          ))}
        </dl>
      )}
      {group.yearly.length > 0 && (
        <DataTable
          label={t.groups[group.key]}
          columns={columns}
          rows={group.yearly}
          rowKey={(row) => row.def.key}
        />
      )}
      {editable && !open && group.blank.length > 0 && (
        <details className={styles.blank}>
          <summary>{t.blank(group.blank.length)}</summary>
          <p>{group.blank.map((d) => d.label[locale]).join(locale === 'zh' ? '、' : ', ')}</p>
        </details>
      )}
      {editing && <EditFacts firm={firm} stand={stand} group={group} onClose={() => setEditing(false)} />}
    </Section>
  );
}
