import type { Clause } from '@hegu/rules/clause.ts';
import { useT } from '../../../../i18n/messages.ts';
import { officeWords } from '../messages.ts';
import styles from '../office.module.css';
import { ClausesAt } from '../parts/clause-picks.tsx';
import { useEditing } from '../parts/editing.ts';
import { AddButton, PlaceErrors, RemoveButton, SelectAt, StretchAt } from '../parts/inputs.tsx';

const exactness = ['day', 'month', 'year', 'unknown'] as const;

/** When it holds, for what happened when, when applications are taken, and what it takes the place of. */
export function DatesForm({ clause }: { clause: Clause }) {
  const t = useT(officeWords);
  const { set, on } = useEditing();
  const known = clause.datesKnown;
  const options = exactness.map((value) => ({ value, label: t.exact[value] ?? value }));
  return (
    <fieldset className={styles.part}>
      <legend>{t.dates}</legend>
      <StretchAt label={t.period} path={['clause', 'period']} value={clause.period} />
      {known ? (
        <div className={styles.stretch}>
          {(['from', 'to'] as const).map((edge) => (
            <SelectAt
              key={edge}
              label={`${t.datesKnown} · ${t[edge]}`}
              path={['clause', 'datesKnown', edge]}
              value={known[edge]}
              options={options}
            />
          ))}
          {on && (
            <RemoveButton what={t.datesKnown} onClick={() => set(['clause', 'datesKnown'], undefined)} />
          )}
          <PlaceErrors path={['clause', 'datesKnown']} />
        </div>
      ) : (
        <AddButton onClick={() => set(['clause', 'datesKnown'], { from: 'day', to: 'day' })}>
          {t.addDatesKnown}
        </AddButton>
      )}
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
          <span className={styles.hint}>{t.stretchHint[list]}</span>
          <PlaceErrors path={['clause', list]} />
          {(clause[list] ?? []).map((s, i) => (
            <StretchAt
              // biome-ignore lint/suspicious/noArrayIndexKey: a stretch is known by its place
              key={i}
              label={`${t[list]} ${String(i + 1)}`}
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
            {t.addStretch[list]}
          </AddButton>
        </div>
      ))}
      <ClausesAt label={t.follows} path={['clause', 'follows']} value={clause.follows ?? []} />
    </fieldset>
  );
}
