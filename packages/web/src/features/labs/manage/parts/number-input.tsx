import { useEffect, useState } from 'react';
import { inputClass } from '../../../../ui/field.tsx';

/** How a whole number of the record (分, basis points, minutes) is written in a field. */
export interface Scale {
  /** Null for what is no number of this kind. */
  readonly read: (text: string) => number | null;
  readonly show: (value: number) => string;
}

/** `scaled(10_000, 4)`: basis points as a factor; `scaled(60, 2)`: minutes as hours. Rounded to a whole number of the record. */
export function scaled(per: number, decimals: number): Scale {
  const pattern = decimals === 0 ? /^\d{1,10}$/ : new RegExp(`^\\d{1,10}(?:\\.\\d{1,${decimals}})?$`);
  return {
    read: (text) => (pattern.test(text) ? Math.round(Number(text) * per) : null),
    show: (value) => String(Number((value / per).toFixed(decimals))),
  };
}

/**
 * A number in a field of text, so that it can be emptied and half typed. What is no number, or lies outside the limits, is
 * marked and not passed on; on leaving the field the value that holds comes back.
 */
export function NumberInput({
  id,
  value,
  scale,
  label,
  placeholder,
  required = false,
  min = 0,
  max = Number.MAX_SAFE_INTEGER,
  invalid = false,
  describedBy,
  className = inputClass,
  onChange,
}: {
  id?: string | undefined;
  /** In units of the record; null when the field is empty. */
  value: number | null;
  scale: Scale;
  /** For a screen reader, where there is no label of its own. */
  label?: string | undefined;
  placeholder?: string | undefined;
  /** Never passes null on. */
  required?: boolean;
  min?: number;
  max?: number;
  invalid?: boolean;
  describedBy?: string | undefined;
  className?: string;
  onChange: (value: number | null) => void;
}) {
  const shown = value === null ? '' : scale.show(value);
  const [text, setText] = useState(shown);
  const read = (typed: string): number | null => {
    const n = scale.read(typed.trim().replaceAll(',', ''));
    return n !== null && n >= min && n <= max ? n : null;
  };
  // A value that came from elsewhere; what is being typed for the same value stays as it is typed.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another value, not another way to write it
  useEffect(() => setText((old) => (read(old) === value ? old : shown)), [value]);
  const empty = text.trim() === '';
  const wrong = empty ? required : read(text) === null;
  return (
    <input
      id={id}
      className={className}
      inputMode="decimal"
      autoComplete="off"
      aria-label={label}
      aria-invalid={wrong || invalid}
      aria-describedby={describedBy}
      placeholder={placeholder}
      style={{ textAlign: 'right', fontVariantNumeric: 'tabular-nums' }}
      value={text}
      onChange={(event) => {
        setText(event.target.value);
        const n = read(event.target.value);
        if (n !== null) onChange(n);
        else if (event.target.value.trim() === '' && !required) onChange(null);
      }}
      onBlur={() => {
        if (wrong) setText(shown);
      }}
    />
  );
}
