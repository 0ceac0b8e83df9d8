import type { Clause } from '@hegu/rules/clause.ts';
import { useT } from '../../../../i18n/messages.ts';
import { inputClass } from '../../../../ui/field.tsx';
import { officeWords } from '../messages.ts';
import styles from '../office.module.css';
import { problemsBelow, useEditing } from '../parts/editing.ts';
import { IdAt } from '../parts/id-at.tsx';
import {
  AddButton,
  Labelled,
  PlaceErrors,
  RemoveButton,
  SelectAt,
  TextAt,
  WordsAt,
} from '../parts/inputs.tsx';
import { ConditionEditor } from '../tree/condition.tsx';
import { newCondition, type TreeContext } from '../tree/make.ts';
import { Reading } from '../tree/reading.tsx';
import { BenefitForm } from './benefit-form.tsx';
import { BudgetForm } from './budget-form.tsx';
import { DatesForm } from './dates-form.tsx';
import { DefinitionsForm } from './definitions-form.tsx';
import { MaterialsForm } from './materials-form.tsx';

/** The clause part by part. */
export function ClauseForm({ clause }: { clause: Clause }) {
  const t = useT(officeWords);
  return (
    <div className={styles.form}>
      <PlaceErrors path={['clause']} more={['id']} />
      <fieldset className={styles.part}>
        <legend>{t.words}</legend>
        <WordsAt label={t.titleField} path={['clause', 'title']} value={clause.title} />
        <WordsAt label={t.plain} path={['clause', 'plain']} value={clause.plain} rows={3} />
        <TextAt label={t.article} path={['clause', 'article']} value={clause.article} />
        <Provenance clause={clause} />
      </fieldset>
      <DatesForm clause={clause} />
      <DefinitionsForm clause={clause} />
      <fieldset className={styles.part}>
        <legend>{t.conditions}</legend>
        <p className={styles.hint}>{t.conditionsHint}</p>
        <Conditions clause={clause} />
      </fieldset>
      <BenefitForm clause={clause} />
      <BudgetForm clause={clause} />
      <MaterialsForm clause={clause} />
    </div>
  );
}

function Provenance({ clause }: { clause: Clause }) {
  const t = useT(officeWords);
  const { on, set } = useEditing();
  const verifier = clause.provenance?.verifier ?? null;
  const put = (change: { name?: string; on?: string }) => {
    const next = { name: verifier?.name ?? '', on: verifier?.on ?? '', ...change };
    set(['clause', 'provenance', 'verifier'], next.name === '' && next.on === '' ? null : next);
  };
  return (
    <div className={styles.pair}>
      <SelectAt
        label={t.provenance}
        path={['clause', 'provenance', 'mark']}
        value={clause.provenance?.mark}
        options={(['text', 'news'] as const).map((value) => ({
          value,
          label: t.provenanceMark[value] ?? value,
        }))}
      />
      <TextAt
        label={t.sourceAddress}
        path={['clause', 'provenance', 'address']}
        value={clause.provenance?.address}
      />
      <Labelled label={t.verifier} path={['clause', 'provenance', 'verifier', 'name']}>
        {(id) => (
          <input
            id={id}
            className={inputClass}
            disabled={!on}
            value={verifier?.name ?? ''}
            onChange={(e) => put({ name: e.target.value })}
          />
        )}
      </Labelled>
      <PlaceErrors path={['clause', 'provenance']} more={['verifier']} />
      <Labelled label={t.verifiedOn} path={['clause', 'provenance', 'verifier', 'on']}>
        {(id) => (
          <input
            id={id}
            type="date"
            className={inputClass}
            disabled={!on}
            value={verifier?.on ?? ''}
            onChange={(e) => put({ on: e.target.value })}
          />
        )}
      </Labelled>
    </div>
  );
}

function Conditions({ clause }: { clause: Clause }) {
  const t = useT(officeWords);
  const editing = useEditing();
  const { catalogue, set, on } = editing;
  const cx: TreeContext = { catalogue, definitions: clause.definitions ?? {} };
  const fresh = () => {
    const ids = new Set(clause.requirements.map((r) => r.id));
    let n = clause.requirements.length + 1;
    while (ids.has(`condition-${n}`)) n++;
    return {
      id: `condition-${n}`,
      kind: 'requirement',
      text: { zh: '', en: '' },
      rule: newCondition('compare', cx),
    };
  };
  return (
    <>
      <PlaceErrors path={['clause', 'requirements']} />
      {clause.requirements.map((r, i) => {
        const path = ['clause', 'requirements', i] as const;
        return (
          <section
            // biome-ignore lint/suspicious/noArrayIndexKey: its name can be edited
            key={i}
            className={styles.requirement}
            data-wrong={problemsBelow(editing, path).some((p) => p.severity === 'error') || undefined}
          >
            <div className={styles.requirementHead}>
              <SelectAt
                label={t.kind}
                path={[...path, 'kind']}
                value={r.kind}
                options={[
                  { value: 'scope', label: t.scope },
                  { value: 'requirement', label: t.requirement },
                ]}
              />
              <TextAt label={t.article} path={[...path, 'article']} value={r.article} optional />
              <IdAt path={[...path, 'id']} value={r.id} />
              {on && clause.requirements.length > 1 && (
                <RemoveButton what={r.text?.zh} onClick={() => set(path, undefined)} />
              )}
            </div>
            <WordsAt label={t.text} path={[...path, 'text']} value={r.text} />
            <ConditionEditor node={r.rule} path={[...path, 'rule']} cx={cx} />
            <Reading rule={r.rule} cx={cx} event={clause.event} />
            <PlaceErrors path={path} />
          </section>
        );
      })}
      <AddButton onClick={() => set(['clause', 'requirements', clause.requirements.length], fresh())}>
        {t.addRequirement}
      </AddButton>
    </>
  );
}
