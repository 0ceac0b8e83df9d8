import type { Clause } from '@hegu/rules/clause.ts';
import { conditionWords } from '@hegu/rules/explain/words.ts';
import { useMemo } from 'react';
import { useLocale } from '../../../../i18n/locale.ts';
import { useT } from '../../../../i18n/messages.ts';
import { inputClass } from '../../../../ui/field.tsx';
import { officeWords } from '../messages.ts';
import styles from '../office.module.css';
import { problemsBelow, useEditing } from '../parts/editing.ts';
import {
  AddButton,
  CheckAt,
  Labelled,
  NumberAt,
  PlaceErrors,
  RemoveButton,
  SelectAt,
  StretchAt,
  TextAt,
  WordsAt,
} from '../parts/inputs.tsx';
import { ConditionEditor } from '../tree/condition.tsx';
import { newCondition, type TreeContext } from '../tree/make.ts';
import { BenefitForm } from './benefit-form.tsx';

/** The clause part by part. */
export function ClauseForm({ clause }: { clause: Clause }) {
  const t = useT(officeWords);
  return (
    <div className={styles.form}>
      <fieldset className={styles.part}>
        <legend>{t.words}</legend>
        <WordsAt label={t.titleField} path={['clause', 'title']} value={clause.title} />
        <WordsAt label={t.plain} path={['clause', 'plain']} value={clause.plain} rows={3} />
        <TextAt label={t.article} path={['clause', 'article']} value={clause.article} />
        <Provenance clause={clause} />
      </fieldset>
      <Dates clause={clause} />
      <fieldset className={styles.part}>
        <legend>{t.conditions}</legend>
        <p className={styles.hint}>{t.conditionsHint}</p>
        <Conditions clause={clause} />
      </fieldset>
      <BenefitForm clause={clause} />
      <Materials clause={clause} />
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

function Dates({ clause }: { clause: Clause }) {
  const t = useT(officeWords);
  const { set } = useEditing();
  return (
    <fieldset className={styles.part}>
      <legend>{t.dates}</legend>
      <StretchAt label={t.period} path={['clause', 'period']} value={clause.period} />
      {clause.event ? (
        <StretchAt
          label={t.event}
          path={['clause', 'event']}
          value={clause.event}
          onRemove={() => set(['clause', 'event'], undefined)}
        />
      ) : (
        <AddButton onClick={() => set(['clause', 'event'], { ...clause.period })}>{t.addEvent}</AddButton>
      )}
      {(['filing', 'bridges'] as const).map((list) => (
        <div key={list} className={styles.list}>
          <strong>{t[list]}</strong>
          {(clause[list] ?? []).map((s, i) => (
            <StretchAt
              // biome-ignore lint/suspicious/noArrayIndexKey: a stretch is known by its place
              key={i}
              path={['clause', list, i]}
              value={s}
              onRemove={() => set(['clause', list, i], undefined)}
            />
          ))}
          <AddButton
            onClick={() =>
              set(
                ['clause', list],
                [...(clause[list] ?? []), { ...clause.period, to: clause.period?.to ?? null }],
              )
            }
          >
            {t.addStretch}
          </AddButton>
        </div>
      ))}
    </fieldset>
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
            key={r.id}
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
              {on && clause.requirements.length > 1 && (
                <RemoveButton what={r.text?.zh} onClick={() => set(path, undefined)} />
              )}
            </div>
            <WordsAt label={t.text} path={[...path, 'text']} value={r.text} />
            <ConditionEditor node={r.rule} path={[...path, 'rule']} cx={cx} />
            <Reading clause={clause} rule={r.rule} />
            <PlaceErrors path={path} />
          </section>
        );
      })}
      <AddButton onClick={() => set(['clause', 'requirements', clause.requirements.length], fresh())}>
        {t.addRequirement}
      </AddButton>
      {Object.keys(clause.definitions ?? {}).map((name) => (
        <PlaceErrors key={name} path={['clause', 'definitions', name]} />
      ))}
    </>
  );
}

/** The rule read aloud, so that what was built can be compared with what was meant. */
function Reading({ clause, rule }: { clause: Clause; rule: Clause['requirements'][number]['rule'] }) {
  const t = useT(officeWords);
  const locale = useLocale();
  const { catalogue, assessedYear } = useEditing();
  const words = useMemo(() => {
    try {
      return conditionWords(
        { catalogue, definitions: clause.definitions ?? {}, assessedYear, event: clause.event },
        rule,
      )[locale];
    } catch {
      // What cannot be read is told at its place by the checks
      return null;
    }
  }, [catalogue, clause.definitions, clause.event, assessedYear, rule, locale]);
  if (words === null) return null;
  return (
    <p className={styles.reading}>
      <span>{t.reads}</span> {words}
    </p>
  );
}

function Materials({ clause }: { clause: Clause }) {
  const t = useT(officeWords);
  const { set, on } = useEditing();
  const all = clause.materials ?? [];
  const fresh = () => {
    const ids = new Set(all.map((m) => m.id));
    let n = all.length + 1;
    while (ids.has(`material-${n}`)) n++;
    return { id: `material-${n}`, name: { zh: '', en: '' }, source: 'firm', required: true, form: 'file' };
  };
  return (
    <fieldset className={styles.part}>
      <legend>{t.materials}</legend>
      {all.map((m, i) => (
        <div key={m.id} className={styles.requirement}>
          <WordsAt label={t.materialName} path={['clause', 'materials', i, 'name']} value={m.name} />
          <div className={styles.requirementHead}>
            <SelectAt
              label={t.provenance}
              path={['clause', 'materials', i, 'source']}
              value={m.source}
              options={(['firm', 'platform', 'authority'] as const).map((value) => ({
                value,
                label: t.materialSource[value] ?? value,
              }))}
            />
            <CheckAt
              label={t.required}
              path={['clause', 'materials', i, 'required']}
              value={m.required ?? true}
            />
            {on && (
              <RemoveButton what={m.name?.zh} onClick={() => set(['clause', 'materials', i], undefined)} />
            )}
          </div>
        </div>
      ))}
      <AddButton onClick={() => set(['clause', 'materials'], [...all, fresh()])}>{t.addMaterial}</AddButton>
      <NumberAt
        label={t.decisionDays}
        path={['clause', 'decisionWorkingDays']}
        value={clause.decisionWorkingDays}
        optional
        step={1}
      />
    </fieldset>
  );
}
