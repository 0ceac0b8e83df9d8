import { useEffect, useId, useState } from 'react';
import { inputClass } from '../../../ui/field.tsx';
import styles from './clock-input.module.css';
import { clock, dayMinutes, readClock } from './time.ts';

/** What somebody may type for a clock time: `9`, `930`, `9:30`, `9：30`, `24:00`. */
export function readTyped(text: string): number | null {
  const plain = text.trim().replace(/[：.点]/g, ':');
  if (/^\d{1,2}$/.test(plain)) return readClock(`${plain}:00`);
  if (/^\d{3,4}$/.test(plain)) return readClock(`${plain.slice(0, -2)}:${plain.slice(-2)}`);
  return readClock(plain);
}

/** A clock time in minutes of the day, on 24 hours whatever the device prefers; times on the grid are offered. */
export function ClockInput({
  id,
  label,
  value,
  gridMinutes,
  onChange,
}: {
  id?: string;
  label?: string;
  value: number;
  gridMinutes: number;
  onChange: (minutes: number) => void;
}) {
  const listId = useId();
  const [text, setText] = useState(clock(value));
  useEffect(() => setText(clock(value)), [value]);
  const step = Math.max(gridMinutes, 30);
  const commit = () => {
    const read = readTyped(text);
    if (read === null) setText(clock(value));
    else if (read !== value) onChange(read);
    else setText(clock(value));
  };
  return (
    <>
      <input
        id={id}
        aria-label={label}
        className={`${inputClass} ${styles.clock}`}
        inputMode="numeric"
        autoComplete="off"
        maxLength={6}
        size={6}
        list={listId}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          const read = /^\d{2}:\d{2}$/.test(event.target.value) ? readClock(event.target.value) : null;
          if (read !== null && read !== value) onChange(read);
        }}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === 'Enter') commit();
        }}
      />
      <datalist id={listId}>
        {Array.from({ length: Math.floor(dayMinutes / step) }, (_, i) => i * step).map((at) => (
          <option key={at} value={clock(at)} />
        ))}
      </datalist>
    </>
  );
}
