import type { Clause } from '@hegu/rules/clause.ts';
import { valueWords } from '@hegu/rules/explain/words.ts';
import { useId, useMemo, useState } from 'react';
import { useLocale } from '../../../../i18n/locale.ts';
import { useT } from '../../../../i18n/messages.ts';
import { inputClass } from '../../../../ui/field.tsx';
import { officeWords } from '../messages.ts';
import styles from '../office.module.css';
import { useEditing } from '../parts/editing.ts';
import { AddButton, PlaceErrors, RemoveButton } from '../parts/inputs.tsx';
import { newValue, renamed, type TreeContext, usesOf } from '../tree/make.ts';
import { ValueEditor } from '../tree/value.tsx';

const fits = (name: string): boolean => /^[a-z][A-Za-z0-9]{0,39}$/.test(name);

/** Values with a name (定义): written once, used in any condition or amount of the clause. */
export function DefinitionsForm({ clause }: { clause: Clause }) {
  const t = useT(officeWords);
  const { catalogue, set } = useEditing();
  const definitions = clause.definitions ?? {};
  const names = Object.keys(definitions);
  const add = () => {
    let n = names.length + 1;
    while (`value${n}` in definitions) n++;
    set(['clause', 'definitions', `value${n}`], newValue('fact', { catalogue, definitions: {} }));
  };
  return (
    <fieldset className={styles.part}>
      <legend>{t.definitions}</legend>
      <p className={styles.hint}>{t.definitionsHint}</p>
      <PlaceErrors path={['clause', 'definitions']} />
      {names.map((name) => (
        <Definition key={name} clause={clause} name={name} />
      ))}
      <AddButton onClick={add}>{t.addDefinition}</AddButton>
    </fieldset>
  );
}

function Definition({ clause, name }: { clause: Clause; name: string }) {
  const t = useT(officeWords);
  const locale = useLocale();
  const id = useId();
  const { catalogue, spoken, assessedYear, on, set } = useEditing();
  const [typed, setTyped] = useState(name);
  const { definitions } = clause;
  const value = definitions[name];
  // It may use the others, never itself
  const cx: TreeContext = useMemo(
    () => ({
      catalogue,
      definitions: Object.fromEntries(Object.entries(definitions).filter(([key]) => key !== name)),
    }),
    [catalogue, definitions, name],
  );
  const words = useMemo(() => {
    try {
      return (
        value &&
        valueWords({ catalogue: spoken, definitions, assessedYear, event: clause.event }, value)[locale]
      );
    } catch {
      // What cannot be read is told at its place by the checks
      return null;
    }
  }, [spoken, definitions, assessedYear, clause.event, value, locale]);
  if (!value) return null;
  const taken = typed !== name && typed in definitions;
  const wrong = !fits(typed) ? t.definitionName : taken ? t.definitionTaken : null;
  const uses = usesOf(clause, name);
  return (
    <section className={styles.requirement} aria-label={`${t.definition} ${name}`}>
      <div className={styles.requirementHead}>
        <div className={styles.labelled}>
          <label htmlFor={id}>{t.definitionLabel}</label>
          <input
            id={id}
            className={inputClass}
            disabled={!on}
            spellCheck={false}
            aria-invalid={wrong !== null || undefined}
            value={typed}
            onChange={(e) => setTyped(e.target.value)}
            onBlur={() => {
              // Every use follows the name
              if (wrong === null && typed !== name) set(['clause'], renamed(clause, name, typed));
            }}
          />
          {wrong && (
            <div className={styles.errors}>
              <p>{wrong}</p>
            </div>
          )}
        </div>
        <span className={styles.hint}>{t.definitionUses(uses)}</span>
        {on && <RemoveButton what={name} onClick={() => set(['clause', 'definitions', name], undefined)} />}
      </div>
      <ValueEditor
        node={value}
        path={['clause', 'definitions', name]}
        cx={cx}
        types={['number', 'date', 'flag', 'code', 'codes']}
      />
      {words && (
        <p className={styles.reading}>
          <span>{t.reads}</span> {words}
        </p>
      )}
    </section>
  );
}
