import { useId } from 'react';
import { useT } from '../../../../i18n/messages.ts';
import { useFormat, useZone } from '../../../../lib/session.ts';
import { Field, inputClass } from '../../../../ui/field.tsx';
import { fromLocalInput, localInput } from '../day/layout.ts';
import { manage } from './messages.ts';
import styles from './parts.module.css';

/** Start and end as the wall clock of the valley; `null` while a field is incomplete. */
export function SpanFields({
  startsAt,
  endsAt,
  onChange,
  step = 900,
}: {
  startsAt: string;
  endsAt: string;
  onChange: (startsAt: string, endsAt: string) => void;
  /** Seconds between the values offered; any minute may be typed. */
  step?: number;
}) {
  const t = useT(manage);
  const zone = useZone();
  const format = useFormat();
  const ids = { from: useId(), to: useId() };
  const minutes = (Date.parse(endsAt) - Date.parse(startsAt)) / 60_000;
  return (
    <div className={styles.span}>
      <Field label={t.from} htmlFor={ids.from}>
        <input
          id={ids.from}
          type="datetime-local"
          className={inputClass}
          step={step}
          value={localInput(startsAt, zone)}
          onChange={(event) => {
            const at = fromLocalInput(event.target.value, zone);
            // The length stays when the start moves.
            if (at) onChange(at, new Date(Date.parse(at) + Math.max(minutes, 15) * 60_000).toISOString());
          }}
        />
      </Field>
      <Field
        label={t.to}
        htmlFor={ids.to}
        aside={minutes > 0 && <span className={styles.aside}>{format.duration(minutes)}</span>}
      >
        <input
          id={ids.to}
          type="datetime-local"
          className={inputClass}
          step={step}
          value={localInput(endsAt, zone)}
          aria-invalid={minutes <= 0}
          onChange={(event) => {
            const at = fromLocalInput(event.target.value, zone);
            if (at) onChange(startsAt, at);
          }}
        />
      </Field>
    </div>
  );
}
