import type { Cap, Clause, Exclusion } from '@hegu/rules/clause.ts';
import { useLocale } from '../../../../i18n/locale.ts';
import { useT } from '../../../../i18n/messages.ts';
import { Button } from '../../../../ui/button.tsx';
import { policyWords } from '../../parts/words.ts';
import { officeWords } from '../messages.ts';
import styles from '../office.module.css';
import { ClausesAt } from '../parts/clause-picks.tsx';
import { type OtherClause, type Path, useEditing } from '../parts/editing.ts';
import { IdAt } from '../parts/id-at.tsx';
import {
  AddButton,
  NumberAt,
  PlaceErrors,
  RemoveButton,
  SelectAt,
  TextAt,
  WordsAt,
} from '../parts/inputs.tsx';
import { ConditionEditor } from '../tree/condition.tsx';
import { firstField, newCondition, type TreeContext } from '../tree/make.ts';
import { Reading } from '../tree/reading.tsx';
import { ValueEditor } from '../tree/value.tsx';

/** A document without its clauses, finished or not. */
export interface DocumentText {
  readonly title?: { zh?: string; en?: string };
  readonly number?: string;
  readonly issuer?: { zh?: string; en?: string };
  readonly level?: string;
  readonly district?: string;
  readonly field?: string;
  readonly address?: string;
  readonly status?: string;
  readonly caps?: readonly Cap[];
  readonly exclusions?: readonly Exclusion[];
}

const levels = ['national', 'city', 'district', 'town', 'park', 'elsewhere'];
const fields = [
  'biomedicine',
  'devices',
  'cosmetics',
  'ladder',
  'innovation',
  'premises',
  'voucher',
  'other',
];
const statuses = ['inForce', 'ended', 'consultation', 'unknown'];

/** The document, its ceilings and its exclusions; published with the clause where this draft has them. */
export function DocumentForm({
  document,
  clause,
  clauseId,
  holding,
}: {
  document: DocumentText | null;
  clause: Clause;
  clauseId: string;
  /** As it holds now; null for a document that is new. */
  holding: DocumentText | null;
}) {
  const t = useT(officeWords);
  const p = useT(policyWords);
  const locale = useLocale();
  const { set, on, names } = useEditing();
  const known = names?.districts ?? [];
  const code = document?.district;
  // Of another city, perhaps
  const districts =
    code === undefined || known.some((d) => d.code === code)
      ? known
      : [{ code, zh: code, en: code }, ...known];
  const path = ['document'] as const;
  const self = {
    id: clauseId,
    title: { zh: clause.title?.zh || clauseId, en: clause.title?.en || clauseId },
    policyTitle: { zh: t.thisClause, en: t.thisClause },
    from: clause.period?.from ?? '',
    to: clause.period?.to ?? null,
    ...(clause.benefit.per ? { per: clause.benefit.per.in } : {}),
  };
  return (
    <fieldset className={styles.part}>
      <legend>{t.document}</legend>
      <p className={styles.hint}>{t.documentHint}</p>
      <PlaceErrors path={path} more={['id']} />
      {!document && on && holding && <Button onClick={() => set(path, holding)}>{t.editDocument}</Button>}
      {document && (
        <>
          <WordsAt label={t.documentFields.title} path={[...path, 'title']} value={document.title} />
          <WordsAt label={t.documentFields.issuer} path={[...path, 'issuer']} value={document.issuer} />
          <div className={styles.pair}>
            <TextAt
              label={t.documentFields.number}
              path={[...path, 'number']}
              value={document.number}
              optional
            />
            <TextAt label={t.documentFields.address} path={[...path, 'address']} value={document.address} />
            <SelectAt
              label={t.documentFields.level}
              path={[...path, 'level']}
              value={document.level}
              options={levels.map((value) => ({ value, label: p.level[value] ?? value }))}
            />
            <SelectAt
              label={t.documentFields.district}
              path={[...path, 'district']}
              value={document.district ?? ''}
              options={[
                { value: '', label: t.none },
                ...districts.map((d) => ({ value: d.code, label: d[locale] })),
              ]}
              onChange={(code) => set([...path, 'district'], code === '' ? undefined : code)}
            />
            <SelectAt
              label={t.documentFields.field}
              path={[...path, 'field']}
              value={document.field}
              options={fields.map((value) => ({ value, label: p.field[value] ?? value }))}
            />
            <SelectAt
              label={t.documentFields.status}
              path={[...path, 'status']}
              value={document.status}
              options={statuses.map((value) => ({ value, label: t.documentStatus[value] ?? value }))}
            />
          </div>
          <Caps caps={document.caps ?? []} self={self} />
          <Exclusions exclusions={document.exclusions ?? []} self={self} />
          {on && holding && (
            <Button look="quiet" onClick={() => set(path, null)}>
              {t.keepDocument}
            </Button>
          )}
        </>
      )}
    </fieldset>
  );
}

const fresh = (prefix: string, taken: readonly { readonly id: string }[]): string => {
  let n = taken.length + 1;
  while (taken.some((x) => x.id === `${prefix}-${n}`)) n++;
  return `${prefix}-${n}`;
};

function PerSelect({ path, value }: { path: Path; value: 'firm' | 'item' }) {
  const t = useT(officeWords);
  return (
    <SelectAt
      label={t.per}
      path={path}
      value={value}
      options={[
        { value: 'firm', label: t.perFirm },
        { value: 'item', label: t.perItem },
      ]}
    />
  );
}

function Caps({ caps, self }: { caps: readonly Cap[]; self: OtherClause & { readonly per?: string } }) {
  const t = useT(officeWords);
  const { set, on, catalogue } = useEditing();
  const list = ['document', 'caps'] as const;
  /** A ceiling over each item may be a share of what the item cost. */
  const inside = (cap: Cap): TreeContext => ({
    catalogue,
    definitions: {},
    ...(cap.per === 'item' && self.per !== undefined ? { collection: self.per } : {}),
  });
  return (
    <div className={styles.list}>
      <strong>{t.caps}</strong>
      <PlaceErrors path={list} />
      {caps.map((cap, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: its name can be edited
        <div key={i} className={styles.requirement}>
          <WordsAt label={t.text} path={[...list, i, 'text']} value={cap.text} />
          <div className={styles.pair}>
            <PerSelect path={[...list, i, 'per']} value={cap.per} />
            <SelectAt
              label={t.countedOver}
              path={[...list, i, 'within']}
              value={cap.within}
              options={(['year', 'policy', 'lifetime'] as const).map((value) => ({
                value,
                label: t.within[value] ?? value,
              }))}
            />
            <SelectAt
              label={t.limit}
              path={[...list, i, 'limit', 'op']}
              value={cap.limit.op}
              options={(['yuan', 'percent', 'count'] as const).map((value) => ({
                value,
                label: t.limits[value] ?? value,
              }))}
              onChange={(op) =>
                set(
                  [...list, i, 'limit'],
                  op === 'yuan'
                    ? { op, yuan: 1_000_000 }
                    : op === 'count'
                      ? { op, count: 1 }
                      : { op, percent: 50, of: firstField(inside(cap), ['number']) },
                )
              }
            />
            {cap.limit.op === 'yuan' && (
              <NumberAt label={t.yuan} path={[...list, i, 'limit', 'yuan']} value={cap.limit.yuan} />
            )}
            {cap.limit.op === 'count' && (
              <NumberAt
                label={t.limits.count}
                path={[...list, i, 'limit', 'count']}
                value={cap.limit.count}
                step={1}
              />
            )}
            {cap.limit.op === 'percent' && (
              <NumberAt label={t.percent} path={[...list, i, 'limit', 'percent']} value={cap.limit.percent} />
            )}
            <IdAt path={[...list, i, 'id']} value={cap.id} />
          </div>
          {cap.limit.op === 'percent' && (
            <div className={styles.list}>
              <strong>{t.base}</strong>
              <ValueEditor node={cap.limit.of} path={[...list, i, 'limit', 'of']} cx={inside(cap)} />
            </div>
          )}
          <PlaceErrors path={[...list, i]} more={['limit']} />
          <ClausesAt
            label={t.clauseIds}
            path={[...list, i, 'clauses']}
            value={cap.clauses ?? []}
            self={self}
          />
          {on && <RemoveButton what={cap.text?.zh} onClick={() => set([...list, i], undefined)} />}
        </div>
      ))}
      <AddButton
        onClick={() =>
          set(list, [
            ...caps,
            {
              id: fresh('cap', caps),
              text: { zh: '', en: '' },
              clauses: [self.id],
              per: 'firm',
              within: 'year',
              limit: { op: 'yuan', yuan: 1_000_000 },
            },
          ])
        }
      >
        {t.addCap}
      </AddButton>
    </div>
  );
}

function Exclusions({ exclusions, self }: { exclusions: readonly Exclusion[]; self: OtherClause }) {
  const t = useT(officeWords);
  const { set, on, catalogue } = useEditing();
  const list = ['document', 'exclusions'] as const;
  const cx: TreeContext = { catalogue, definitions: {} };
  return (
    <div className={styles.list}>
      <strong>{t.exclusions}</strong>
      <PlaceErrors path={list} />
      {exclusions.map((rule, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: its name can be edited
        <div key={i} className={styles.requirement}>
          <WordsAt label={t.text} path={[...list, i, 'text']} value={rule.text} />
          <div className={styles.pair}>
            <PerSelect path={[...list, i, 'per']} value={rule.per} />
            <IdAt path={[...list, i, 'id']} value={rule.id} />
          </div>
          <ClausesAt
            label={t.clauseIds}
            path={[...list, i, 'clauses']}
            value={rule.clauses ?? []}
            self={self}
          />
          {rule.unless ? (
            <>
              <span className={styles.word}>{t.unless}</span>
              <ConditionEditor
                node={rule.unless}
                path={[...list, i, 'unless']}
                cx={cx}
                onRemove={() => set([...list, i, 'unless'], undefined)}
              />
              <Reading rule={rule.unless} cx={cx} />
            </>
          ) : (
            <AddButton onClick={() => set([...list, i, 'unless'], newCondition('exists', cx))}>
              {t.addUnless}
            </AddButton>
          )}
          <PlaceErrors path={[...list, i]} />
          {on && <RemoveButton what={rule.text?.zh} onClick={() => set([...list, i], undefined)} />}
        </div>
      ))}
      <AddButton
        onClick={() =>
          set(list, [
            ...exclusions,
            {
              id: fresh('exclusion', exclusions),
              text: { zh: '', en: '' },
              clauses: [self.id],
              per: 'firm',
            },
          ])
        }
      >
        {t.addExclusion}
      </AddButton>
    </div>
  );
}
