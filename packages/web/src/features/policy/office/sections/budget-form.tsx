import type { Clause } from '@hegu/rules/clause.ts';
import { useT } from '../../../../i18n/messages.ts';
import { officeWords } from '../messages.ts';
import styles from '../office.module.css';
import { useEditing } from '../parts/editing.ts';
import { AddButton, NumberAt, PlaceErrors, RemoveButton, SelectAt } from '../parts/inputs.tsx';

const ways = ['acceptance', 'proRata', 'ranking', 'unknown'] as const;

/** Money or places for all applicants together, and how they are shared out when they do not reach. */
export function BudgetForm({ clause }: { clause: Clause }) {
  const t = useT(officeWords);
  const { set, on } = useEditing();
  const { budget } = clause;
  const path = ['clause', 'budget'] as const;
  return (
    <fieldset className={styles.part}>
      <legend>{t.clauseBudget}</legend>
      {budget ? (
        <>
          <div className={styles.pair}>
            <NumberAt label={t.budgetPerYear} path={[...path, 'yuanPerYear']} value={budget.yuanPerYear} />
            <NumberAt label={t.budgetPlaces} path={[...path, 'places']} value={budget.places} step={1} />
            <SelectAt
              label={t.budgetBy}
              path={[...path, 'by']}
              value={budget.by}
              options={ways.map((value) => ({ value, label: t.budgetWays[value] ?? value }))}
            />
          </div>
          {on && <RemoveButton what={t.clauseBudget} onClick={() => set(path, undefined)} />}
        </>
      ) : (
        <AddButton onClick={() => set(path, { by: 'acceptance' })}>{t.addBudget}</AddButton>
      )}
      <PlaceErrors path={path} />
    </fieldset>
  );
}
