import { useId } from 'react';
import { useT } from '../../../../i18n/messages.ts';
import { Field, inputClass } from '../../../../ui/field.tsx';
import { outages } from './messages.ts';
import styles from './outages.module.css';
import type { Recurrence } from './recurrence.ts';

const choices = ['none', 'week', 'month'] as const;

/** None, weekly or monthly, with an end: no rule runs for ever. */
export function RecurrenceFields({
  value,
  onChange,
}: {
  value: Recurrence;
  onChange: (next: Recurrence) => void;
}) {
  const t = useT(outages);
  const ids = { every: useId(), interval: useId(), end: useId(), last: useId() };
  return (
    <div className={styles.recurrence}>
      <Field label={t.repeat} htmlFor={ids.every}>
        <select
          id={ids.every}
          className={inputClass}
          value={value.every}
          onChange={(event) =>
            onChange({ ...value, every: choices.find((c) => c === event.target.value) ?? 'none' })
          }
        >
          {choices.map((c) => (
            <option key={c} value={c}>
              {t.repeats[c]}
            </option>
          ))}
        </select>
      </Field>
      {value.every !== 'none' && (
        <>
          <Field label={t.interval} htmlFor={ids.interval}>
            <select
              id={ids.interval}
              className={inputClass}
              value={value.interval}
              onChange={(event) => onChange({ ...value, interval: Number(event.target.value) })}
            >
              {[1, 2, 3, 4, 6, 12].map((n) => (
                <option key={n} value={n}>
                  {value.every === 'week' ? t.intervalWeek(n) : t.intervalMonth(n)}
                </option>
              ))}
            </select>
          </Field>
          {value.every === 'week' && (
            <fieldset className={styles.weekdays}>
              <legend>{t.on}</legend>
              {t.weekdays.map((short, i) => {
                const day = i + 1;
                const on = value.weekdays.includes(day);
                return (
                  <label key={t.weekdayNames[i]} data-on={on || undefined}>
                    <input
                      type="checkbox"
                      className="sr-only"
                      checked={on}
                      aria-label={t.weekdayNames[i]}
                      onChange={() =>
                        onChange({
                          ...value,
                          weekdays: on ? value.weekdays.filter((d) => d !== day) : [...value.weekdays, day],
                        })
                      }
                    />
                    <span aria-hidden="true">{short}</span>
                  </label>
                );
              })}
            </fieldset>
          )}
          <Field label={t.ends} htmlFor={ids.end}>
            <select
              id={ids.end}
              className={inputClass}
              value={value.end}
              onChange={(event) =>
                onChange({ ...value, end: event.target.value === 'until' ? 'until' : 'count' })
              }
            >
              <option value="count">{t.endCount}</option>
              <option value="until">{t.endUntil}</option>
            </select>
          </Field>
          <Field label={value.end === 'count' ? t.endCount : t.endUntil} htmlFor={ids.last}>
            {value.end === 'count' ? (
              <input
                id={ids.last}
                type="number"
                min={1}
                max={520}
                className={inputClass}
                value={value.count}
                onChange={(event) => onChange({ ...value, count: Number(event.target.value) })}
              />
            ) : (
              <input
                id={ids.last}
                type="date"
                className={inputClass}
                value={value.until}
                onChange={(event) => onChange({ ...value, until: event.target.value })}
              />
            )}
          </Field>
        </>
      )}
    </div>
  );
}
