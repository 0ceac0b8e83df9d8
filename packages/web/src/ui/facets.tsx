import { useState } from 'react';
import { useT } from '../i18n/messages.ts';
import { useFormat } from '../lib/session.ts';
import styles from './facets.module.css';
import { Icon } from './icons.tsx';
import { useMedia } from './use-media.ts';

export interface FacetOption {
  readonly value: string;
  readonly label: string;
  readonly count?: number;
  /** There are more: only some were counted. */
  readonly atLeast?: boolean;
}

export interface FacetGroup {
  /** The field of the query. */
  readonly name: string;
  readonly title: string;
  readonly options: readonly FacetOption[];
  readonly selected: readonly string[];
  /** Several values may hold at once; otherwise one choice replaces the other. */
  readonly many?: boolean;
}

const shortList = 7;

/** Filters with counts; pressing a chosen one again lets it go. `foldBelow` (px): where the page has no room beside its list. */
export function Facets({
  groups,
  onChange,
  onClear,
  foldBelow = 768,
}: {
  groups: readonly FacetGroup[];
  onChange: (name: string, values: readonly string[]) => void;
  onClear: () => void;
  foldBelow?: number;
}) {
  const { facets: t } = useT();
  const folds = useMedia(`(max-width: ${foldBelow - 1}px)`);
  const [unfolded, setUnfolded] = useState(false);
  const active = groups.reduce((sum, group) => sum + group.selected.length, 0);
  const open = !folds || unfolded;
  return (
    <div className={styles.facets}>
      <div className={styles.head}>
        {folds ? (
          <button
            type="button"
            className={styles.fold}
            aria-expanded={open}
            onClick={() => setUnfolded(!unfolded)}
          >
            <Icon name="filter" />
            {t.title}
            {active > 0 && ` (${active})`}
            <Icon name="chevronDown" size={16} className={styles.chevron} />
          </button>
        ) : (
          <h2>{t.title}</h2>
        )}
        {active > 0 && (
          <button type="button" className={styles.clear} onClick={onClear}>
            {t.clearAll}
          </button>
        )}
      </div>
      {open &&
        groups
          .filter((group) => group.options.length > 0)
          .map((group) => <Group key={group.name} group={group} onChange={onChange} />)}
    </div>
  );
}

function Group({
  group,
  onChange,
}: {
  group: FacetGroup;
  onChange: (name: string, values: readonly string[]) => void;
}) {
  const { facets: t } = useT();
  const format = useFormat();
  const [all, setAll] = useState(false);
  const chosen = new Set(group.selected);
  // What is chosen stays in sight, also when it is far down the list.
  const options = group.options.filter(
    (option, index) => all || index < shortList || chosen.has(option.value),
  );
  const hidden = group.options.length - options.length;
  const most = Math.max(1, ...group.options.map((option) => option.count ?? 0));
  return (
    <fieldset className={styles.group}>
      <legend>{group.title}</legend>
      <ul>
        {options.map((option) => {
          const on = chosen.has(option.value);
          return (
            <li key={option.value}>
              <button
                type="button"
                className={styles.option}
                aria-pressed={on}
                onClick={() => onChange(group.name, toggle(group, option.value))}
              >
                <span>{option.label}</span>
                {option.count !== undefined && (
                  <>
                    <span className={styles.count}>
                      {format.number(option.count)}
                      {option.atLeast && '+'}
                    </span>
                    <span
                      className={styles.weight}
                      style={{ width: `${(option.count / most) * 100}%` }}
                      aria-hidden="true"
                    />
                  </>
                )}
              </button>
            </li>
          );
        })}
      </ul>
      {(hidden > 0 || all) && group.options.length > shortList && (
        <button type="button" className={styles.rest} onClick={() => setAll(!all)}>
          {all ? t.less : t.more(hidden)}
        </button>
      )}
    </fieldset>
  );
}

function toggle(group: FacetGroup, value: string): readonly string[] {
  if (group.selected.includes(value)) return group.selected.filter((other) => other !== value);
  return group.many ? [...group.selected, value] : [value];
}
