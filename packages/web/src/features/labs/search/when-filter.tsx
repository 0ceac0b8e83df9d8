import { Link } from '@tanstack/react-router';
import { type FormEvent, useId, useState } from 'react';
import { useT } from '../../../i18n/messages.ts';
import { useFormat, useNow } from '../../../lib/session.ts';
import { Button } from '../../../ui/button.tsx';
import { inputClass } from '../../../ui/field.tsx';
import { ClockInput } from '../parts/clock-input.tsx';
import { dayOf } from '../parts/time.ts';
import { searchWords } from './messages.ts';
import styles from './search.module.css';
import { readWhen, usePresets, writeWhen } from './when.ts';

const lengths = [30, 60, 120, 240, 480] as const;

/** When and for how long: quick choices, a time of one's own, the length. */
export function WhenFilter({
  when,
  minutes,
  onWhen,
  onMinutes,
}: {
  when: string | undefined;
  minutes: number;
  onWhen: (when: string | undefined) => void;
  onMinutes: (minutes: number) => void;
}) {
  const t = useT(searchWords);
  const format = useFormat();
  const { presets } = usePresets();
  const isPreset = presets.some((p) => p.when === when);
  const [picking, setPicking] = useState(when !== undefined && !isPreset);
  const lengthId = useId();
  return (
    <div className={styles.when}>
      <fieldset className={styles.chips}>
        <legend>{t.when}</legend>
        <button
          type="button"
          aria-pressed={when === undefined && !picking}
          onClick={() => {
            setPicking(false);
            onWhen(undefined);
          }}
        >
          {t.anytime}
        </button>
        {presets.map((preset) => (
          <button
            key={preset.name}
            type="button"
            aria-pressed={preset.when === when && !picking}
            onClick={() => {
              setPicking(false);
              onWhen(preset.when);
            }}
          >
            {t.presets[preset.name]}
          </button>
        ))}
        <button type="button" aria-pressed={picking} aria-expanded={picking} onClick={() => setPicking(true)}>
          {t.pick}
        </button>
      </fieldset>
      {when !== undefined && (
        <label className={styles.length} htmlFor={lengthId}>
          <span>{t.length}</span>
          <select
            id={lengthId}
            className={inputClass}
            value={minutes}
            onChange={(event) => onMinutes(Number(event.target.value))}
          >
            {[...new Set([...lengths, minutes])]
              .sort((a, b) => a - b)
              .map((length) => (
                <option key={length} value={length}>
                  {format.duration(length)}
                </option>
              ))}
          </select>
        </label>
      )}
      <Link to="/slots" className={styles.chain}>
        {t.multi}
      </Link>
      {picking && <Picker key={when ?? ''} when={when} onWhen={onWhen} />}
    </div>
  );
}

function Picker({ when, onWhen }: { when: string | undefined; onWhen: (when: string) => void }) {
  const t = useT(searchWords);
  const { zone } = useFormat();
  const now = useNow();
  const today = dayOf(now, zone);
  const first = readWhen(when) ?? { fromDay: today, fromMinute: 540, toDay: today, toMinute: 1080 };
  const [fromDay, setFromDay] = useState(first.fromDay);
  const [from, setFrom] = useState(first.fromMinute);
  const [toDay, setToDay] = useState(first.toDay);
  const [to, setTo] = useState(first.toMinute);
  const [bad, setBad] = useState(false);
  const id = useId();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const written = writeWhen({
      fromDay,
      fromMinute: from,
      toDay,
      toMinute: to,
    });
    const fine = readWhen(written) !== null;
    setBad(!fine);
    if (fine) onWhen(written);
  };
  return (
    <form className={styles.picker} onSubmit={submit}>
      <span className={styles.pair}>
        <label htmlFor={`${id}a`}>{t.from}</label>
        <input
          id={`${id}a`}
          type="date"
          className={inputClass}
          aria-label={t.fromDay}
          value={fromDay}
          min={today}
          required
          onChange={(event) => {
            setFromDay(event.target.value);
            if (event.target.value > toDay) setToDay(event.target.value);
          }}
        />
        <ClockInput label={t.fromTime} value={from} gridMinutes={30} onChange={setFrom} />
      </span>
      <span className={styles.pair}>
        <label htmlFor={`${id}b`}>{t.to}</label>
        <input
          id={`${id}b`}
          type="date"
          className={inputClass}
          aria-label={t.toDay}
          value={toDay}
          min={fromDay}
          required
          onChange={(event) => setToDay(event.target.value)}
        />
        <ClockInput label={t.toTime} value={to} gridMinutes={30} onChange={setTo} />
      </span>
      <Button look="act" type="submit">
        {t.apply}
      </Button>
      {bad && (
        <p className={styles.bad} role="alert">
          {t.badWindow}
        </p>
      )}
    </form>
  );
}
