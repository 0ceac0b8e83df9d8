import { useState } from 'react';
import { useT } from '../i18n/messages.ts';
import { useFormat } from '../lib/session.ts';
import styles from './facets.module.css';
import { Icon } from './icons.tsx';
import { usePhone } from './use-media.ts';

export interface FacetOption {
  readonly value: string;
  readonly label: string;
  readonly count?: number;
}

export interface FacetGroup {
  /** The field of the query. */
  readonly name: string;
  readonly title: string;
  readonly options: readonly FacetOption[];
  readonly selected: string | undefined;
}

const shortList = 7;

/** Filters with counts, one choice a group; pressing the chosen one again lets it go. Folded on a phone. */
export function Facets({
  groups,
  onChange,
  onClear,
}: {
  groups: readonly FacetGroup[];
  onChange: (name: string, value: string | undefined) => void;
  onClear: () => void;
}) {
  const { facets: t } = useT();
  const phone = usePhone();
  const [unfolded, setUnfolded] = useState(false);
  const active = groups.filter((group) => group.selected !== undefined).length;
  const open = !phone || unfolded;
  return (
    <div className={styles.facets}>
      <div className={styles.head}>
        {phone ? (
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
  onChange: (name: string, value: string | undefined) => void;
}) {
  const { facets: t } = useT();
  const format = useFormat();
  const [all, setAll] = useState(false);
  const chosen = group.options.find((option) => option.value === group.selected);
  const first = group.options.slice(0, shortList);
  const options = all ? group.options : chosen && !first.includes(chosen) ? [chosen, ...first] : first;
  const hidden = group.options.length - options.length;
  const most = Math.max(1, ...group.options.map((option) => option.count ?? 0));
  return (
    <fieldset className={styles.group}>
      <legend>{group.title}</legend>
      <ul>
        {options.map((option) => {
          const on = option.value === group.selected;
          return (
            <li key={option.value}>
              <button
                type="button"
                className={styles.option}
                aria-pressed={on}
                onClick={() => onChange(group.name, on ? undefined : option.value)}
              >
                <span>{option.label}</span>
                {option.count !== undefined && (
                  <>
                    <span className={styles.count}>{format.number(option.count)}</span>
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
