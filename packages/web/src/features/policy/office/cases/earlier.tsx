import type { GoldenCase } from '@hegu/rules/golden.ts';
import { useT } from '../../../../i18n/messages.ts';
import { inputClass } from '../../../../ui/field.tsx';
import { officeWords } from '../messages.ts';
import styles from '../office.module.css';
import { ClauseAt } from '../parts/clause-picks.tsx';
import { useEditing } from '../parts/editing.ts';
import { AddButton, Labelled, PlaceErrors, RemoveButton } from '../parts/inputs.tsx';

/** What the made-up firm has been paid before: it counts towards ceilings and exclusions. */
export function Earlier({ index, golden }: { index: number; golden: GoldenCase }) {
  const t = useT(officeWords);
  const { on, set, others } = useEditing();
  const list = ['golden', index, 'earlier'] as const;
  const all = golden.earlier ?? [];
  return (
    <div className={styles.list}>
      <strong>{t.earlier}</strong>
      {all.map((e, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a payment is known by its place
        <div key={i} className={styles.stretch}>
          <ClauseAt label={t.earlierOf} path={[...list, i, 'clause']} value={e.clause} />
          <Labelled label={t.earlierYuan} path={[...list, i, 'fen']}>
            {(id) => (
              <input
                id={id}
                type="number"
                className={inputClass}
                disabled={!on}
                value={typeof e.fen === 'number' ? e.fen / 100 : ''}
                onChange={(event) =>
                  set(
                    [...list, i, 'fen'],
                    event.target.value === '' ? undefined : Math.round(Number(event.target.value) * 100),
                  )
                }
              />
            )}
          </Labelled>
          <Labelled label={t.earlierOn} path={[...list, i, 'on']}>
            {(id) => (
              <input
                id={id}
                type="date"
                className={inputClass}
                disabled={!on}
                value={e.on ?? ''}
                onChange={(event) => set([...list, i, 'on'], event.target.value)}
              />
            )}
          </Labelled>
          <Labelled label={t.earlierItem} path={[...list, i, 'item']}>
            {(id) => (
              <input
                id={id}
                className={inputClass}
                disabled={!on}
                value={e.item ?? ''}
                onChange={(event) =>
                  set([...list, i, 'item'], event.target.value === '' ? null : event.target.value)
                }
              />
            )}
          </Labelled>
          {on && <RemoveButton what={e.clause} onClick={() => set([...list, i], undefined)} />}
          <PlaceErrors path={[...list, i]} />
        </div>
      ))}
      <AddButton
        onClick={() =>
          set(list, [
            ...all,
            { clause: others[0]?.id ?? golden.clause, item: null, fen: 0, on: golden.assessedOn },
          ])
        }
      >
        {t.addEarlier}
      </AddButton>
    </div>
  );
}
