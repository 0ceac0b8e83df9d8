import type { Cap, Exclusion } from '@hegu/rules/clause.ts';
import { useT } from '../../../../i18n/messages.ts';
import { Button } from '../../../../ui/button.tsx';
import { inputClass } from '../../../../ui/field.tsx';
import { policyWords } from '../../parts/words.ts';
import { officeWords } from '../messages.ts';
import styles from '../office.module.css';
import { type Path, useEditing } from '../parts/editing.ts';
import {
  AddButton,
  Labelled,
  NumberAt,
  PlaceErrors,
  RemoveButton,
  SelectAt,
  TextAt,
  WordsAt,
} from '../parts/inputs.tsx';

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
  clauseId,
  holding,
}: {
  document: DocumentText | null;
  clauseId: string;
  /** As it holds now; null for a document that is new. */
  holding: DocumentText | null;
}) {
  const t = useT(officeWords);
  const p = useT(policyWords);
  const { set, on } = useEditing();
  const path = ['document'] as const;
  return (
    <fieldset className={styles.part}>
      <legend>{t.document}</legend>
      <p className={styles.hint}>{t.documentHint}</p>
      <PlaceErrors path={path} />
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
            <TextAt
              label={t.documentFields.district}
              path={[...path, 'district']}
              value={document.district}
              optional
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
          <Caps caps={document.caps ?? []} clauseId={clauseId} />
          <Exclusions exclusions={document.exclusions ?? []} clauseId={clauseId} />
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

function ClauseIds({ path, value }: { path: Path; value: readonly string[] }) {
  const t = useT(officeWords);
  const { set, on } = useEditing();
  return (
    <Labelled label={t.clauseIds} path={path}>
      {(id) => (
        <>
          <textarea
            id={id}
            rows={Math.max(2, value.length)}
            className={inputClass}
            disabled={!on}
            value={value.join('\n')}
            onChange={(e) =>
              set(
                path,
                e.target.value.split('\n').map((x) => x.trim()),
              )
            }
          />
          {value.map((c, i) => (
            <PlaceErrors key={`${c}${String(i)}`} path={[...path, i]} />
          ))}
        </>
      )}
    </Labelled>
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

function Caps({ caps, clauseId }: { caps: readonly Cap[]; clauseId: string }) {
  const t = useT(officeWords);
  const { set, on } = useEditing();
  const list = ['document', 'caps'] as const;
  return (
    <div className={styles.list}>
      <strong>{t.caps}</strong>
      {caps.map((cap, i) => (
        <div key={cap.id} className={styles.requirement}>
          <WordsAt label={t.text} path={[...list, i, 'text']} value={cap.text} />
          <div className={styles.pair}>
            <PerSelect path={[...list, i, 'per']} value={cap.per} />
            <SelectAt
              label={t.caps}
              path={[...list, i, 'within']}
              value={cap.within}
              options={(['year', 'policy', 'lifetime'] as const).map((value) => ({
                value,
                label: t.within[value] ?? value,
              }))}
            />
            {cap.limit.op === 'yuan' && (
              <NumberAt label={t.yuan} path={[...list, i, 'limit', 'yuan']} value={cap.limit.yuan} />
            )}
            {cap.limit.op === 'count' && (
              <NumberAt
                label={t.unit.count}
                path={[...list, i, 'limit', 'count']}
                value={cap.limit.count}
                step={1}
              />
            )}
            {cap.limit.op === 'percent' && (
              <NumberAt label={t.percent} path={[...list, i, 'limit', 'percent']} value={cap.limit.percent} />
            )}
          </div>
          <ClauseIds path={[...list, i, 'clauses']} value={cap.clauses} />
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
              clauses: [clauseId],
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

function Exclusions({ exclusions, clauseId }: { exclusions: readonly Exclusion[]; clauseId: string }) {
  const t = useT(officeWords);
  const { set, on } = useEditing();
  const list = ['document', 'exclusions'] as const;
  return (
    <div className={styles.list}>
      <strong>{t.exclusions}</strong>
      {exclusions.map((rule, i) => (
        <div key={rule.id} className={styles.requirement}>
          <WordsAt label={t.text} path={[...list, i, 'text']} value={rule.text} />
          <PerSelect path={[...list, i, 'per']} value={rule.per} />
          <ClauseIds path={[...list, i, 'clauses']} value={rule.clauses} />
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
              clauses: [clauseId, ''],
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
