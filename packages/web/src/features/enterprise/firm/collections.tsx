import { type FirmFacts, recordFacts } from '@hegu/contract/enterprise/facts.ts';
import type { Firm } from '@hegu/contract/enterprise/firms.ts';
import { isInternalId, kindOfItem } from '@hegu/rules/explain/item-name.ts';
import type { CollectionDef } from '@hegu/rules/facts.ts';
import { useState } from 'react';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { useRouteMutation } from '../../../lib/query.ts';
import { Button } from '../../../ui/button.tsx';
import { type Column, DataTable } from '../../../ui/data-table.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { Section } from '../../../ui/page.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import { StatusTag } from '../../../ui/status-tag.tsx';
import { useFirmCatalogue } from '../parts/catalogue.ts';
import { useSourceName } from '../parts/source.ts';
import type { Stand } from '../parts/stand.ts';
import { printValue } from '../parts/value.ts';
import { CertificateStrip } from './certificate-strip.tsx';
import { EditItem } from './edit-item.tsx';
import styles from './firm.module.css';
import { firmPageWords } from './messages.ts';
import { StageTrack } from './stage-track.tsx';

export type Item = FirmFacts['collections'][number]['items'][number];
type Told = FirmFacts['collections'][number];

/** Columns that fit beside each other; what else is known stands in one more. */
const mostColumns = 5;

/** What a reader looks for first; the rest in the order of the catalogue. */
const first = ['certificates', 'products', 'ips', 'honours'];

/** Certificates, products, rights and the rest: each as a table, the first two drawn as well. */
export function Collections({
  firm,
  facts,
  stand,
  edits,
  open,
}: {
  firm: Firm;
  facts: FirmFacts;
  stand: Stand;
  edits: boolean;
  open: boolean;
}) {
  const { catalogue } = useFirmCatalogue();
  if (!catalogue) return null;
  const told = new Map(facts.collections.map((c) => [c.collection, c]));
  const keys = [...first, ...[...catalogue.collections.keys()].filter((k) => !first.includes(k))];
  return keys.map((key) => {
    const def = catalogue.collections.get(key);
    const here = told.get(key);
    // Where nothing is known, only what can be filled in is worth a heading
    const fillable = edits && (key !== 'awards' || stand.certifies);
    if (!def || (!here?.items.length && (open || !fillable))) return null;
    return (
      <Collection
        key={key}
        firm={firm}
        def={def}
        told={here ?? { collection: key, complete: false, items: [] }}
        stand={stand}
        edits={fillable && !open}
        open={open}
      />
    );
  });
}

function Collection({
  firm,
  def,
  told,
  stand,
  edits,
  open,
}: {
  firm: Firm;
  def: CollectionDef;
  told: Told;
  stand: Stand;
  edits: boolean;
  open: boolean;
}) {
  const t = useT(firmPageWords);
  const { actions, table } = useT();
  const locale = useLocale();
  const source = useSourceName();
  const { codeName } = useFirmCatalogue();
  const [editing, setEditing] = useState<Item | 'new' | null>(null);
  const complete = useRouteMutation(recordFacts);
  const used = def.fields.filter((f) => told.items.some((i) => i.values[f.key] !== undefined));
  const shown = used.slice(0, mostColumns);
  const rest = used.slice(mostColumns);
  const columns: readonly Column<Item>[] = [
    {
      key: 'id',
      title: t.item,
      card: 'subtitle',
      render: (i) =>
        isInternalId(i.id) ? (
          (kindOfItem(def.fields, i.values)?.[locale] ?? '–')
        ) : (
          <code className={styles.code}>{i.id}</code>
        ),
    },
    ...shown.map(
      (f, index): Column<Item> => ({
        key: f.key,
        title: f.label[locale],
        align: f.type === 'number' ? 'end' : 'start',
        card: index === 0 ? 'title' : 'fact',
        render: (i) => {
          const value = i.values[f.key];
          if (value === undefined) return '–';
          if (def.key === 'products' && f.key === 'stage' && typeof value === 'string') {
            return <StageTrack stage={value} {...(f.codes ? { codes: f.codes } : {})} />;
          }
          return printValue(f, value, locale, codeName);
        },
      }),
    ),
    ...(rest.length > 0
      ? [
          {
            key: 'rest',
            title: t.more,
            render: (i: Item) => (
              <small className={styles.rest}>
                {rest
                  .flatMap((f) => {
                    const value = i.values[f.key];
                    return value === undefined
                      ? []
                      : [`${f.label[locale]} ${printValue(f, value, locale, codeName)}`];
                  })
                  .join(' · ') || '–'}
              </small>
            ),
          },
        ]
      : []),
    {
      key: 'source',
      title: t.source,
      render: (i) => (
        <small className={styles.said}>
          {source(i.source)} · {i.observedOn}
        </small>
      ),
    },
    ...(edits
      ? [
          {
            key: 'actions',
            title: table.actions,
            card: 'actions',
            align: 'end',
            render: (i: Item) => (
              <Button look="quiet" onClick={() => setEditing(i)}>
                {actions.edit}
              </Button>
            ),
          } satisfies Column<Item>,
        ]
      : []),
  ];
  return (
    <Section
      id={def.key}
      title={t.collection[def.key] ?? def.label[locale]}
      hint={told.items.length > 0 ? `${told.items.length} ${def.measure[locale]}` : undefined}
      actions={
        <>
          {!open && (told.items.length > 0 || told.complete) && (
            <StatusTag tone={told.complete ? 'act' : 'wait'}>
              {!told.complete ? t.incomplete : told.items.length > 0 ? t.complete : t.confirmedNone}
            </StatusTag>
          )}
          {edits && (
            <Button look="quiet" onClick={() => setEditing('new')}>
              <Icon name="plus" size={16} />
              {t.add}
            </Button>
          )}
        </>
      }
    >
      {def.key === 'certificates' && told.items.length > 0 && <CertificateStrip items={told.items} />}
      <DataTable
        label={def.label[locale]}
        columns={columns}
        rows={told.items}
        rowKey={(i) => i.id}
        empty={
          <p className={styles.faint}>
            {told.complete ? t.confirmedNone : def.key === 'certificates' ? t.certificatesEmpty : t.noItems}
          </p>
        }
      />
      {edits && (
        <p className={styles.completeness}>
          <Button
            look="quiet"
            busy={complete.isPending}
            onClick={() =>
              complete.mutate({
                params: { id: firm.id },
                body: { complete: [{ collection: def.key, complete: !told.complete }] },
              })
            }
          >
            {told.complete ? t.markIncomplete : told.items.length > 0 ? t.markComplete : t.markNone}
          </Button>
          {!told.complete && <span className={styles.faint}>{t.completeWhy}</span>}
        </p>
      )}
      {complete.error && <ProblemView error={complete.error} />}
      {editing && (
        <EditItem
          firmId={firm.id}
          stand={stand}
          def={def}
          item={editing === 'new' ? null : editing}
          onClose={() => setEditing(null)}
        />
      )}
    </Section>
  );
}
