import type { ReactNode } from 'react';
import { inputClass } from '../../../../ui/field.tsx';
import styles from '../office.module.css';
import { type Path, useEditing } from './editing.ts';
import { Labelled, PlaceErrors, RemoveButton } from './inputs.tsx';

/** Several out of a list, one below the other, in the order in which they were chosen. */
export function PicksAt({
  label,
  path,
  value,
  nameOf,
  add,
  children,
  onChange,
}: {
  label: string;
  path: Path;
  value: readonly string[];
  nameOf: (key: string) => string;
  /** What the empty choice says. */
  add: string;
  /** The options that are left. */
  children: ReactNode;
  /** Where an empty list stands for something else than itself. */
  onChange?: (value: readonly string[]) => void;
}) {
  const { on, set } = useEditing();
  const put = onChange ?? ((all: readonly string[]) => set(path, all));
  return (
    <Labelled label={label} path={path}>
      {(id) => (
        <div className={styles.picks}>
          {value.length > 0 && (
            <ul>
              {value.map((key, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the same one may stand there twice, which is told
                <li key={`${key}${i}`}>
                  <span>{nameOf(key)}</span>
                  {on && (
                    <RemoveButton what={nameOf(key)} onClick={() => put(value.filter((_, n) => n !== i))} />
                  )}
                  <PlaceErrors path={[...path, i]} />
                </li>
              ))}
            </ul>
          )}
          {on && (
            <select
              id={id}
              className={inputClass}
              value=""
              onChange={(e) => e.target.value && put([...value, e.target.value])}
            >
              <option value="">+ {add}</option>
              {children}
            </select>
          )}
        </div>
      )}
    </Labelled>
  );
}
