import { useEffect, useId, useRef, useState } from 'react';
import { useT } from '../../../../i18n/messages.ts';
import { inputClass } from '../../../../ui/field.tsx';
import { manage } from './messages.ts';
import styles from './parts.module.css';

/** How a whole number of the record (分, basis points, minutes) is written in a field. */
export interface Scale {
  /** Null for what is no number of this kind. */
  readonly read: (text: string) => number | null;
  readonly show: (value: number) => string;
  readonly decimals: number;
}

/** `scaled(10_000, 4)`: basis points as a factor; `scaled(60, 2)`: minutes as hours. Rounded to a whole number of the record. */
export function scaled(per: number, decimals: number): Scale {
  const pattern = decimals === 0 ? /^\d{1,10}$/ : new RegExp(`^\\d{1,10}(?:\\.\\d{1,${decimals}})?$`);
  return {
    read: (text) => (pattern.test(text) ? Math.round(Number(text) * per) : null),
    show: (value) => String(Number((value / per).toFixed(decimals))),
    decimals,
  };
}

/** Why a text is no value of a field: what a person has to hear to get it right. Null: it is one. */
export function whyNot(
  text: string,
  scale: Scale,
  min: number,
  max: number,
): 'empty' | 'number' | 'decimals' | 'small' | 'big' | null {
  const typed = text.trim().replaceAll(',', '');
  if (typed === '') return 'empty';
  const n = scale.read(typed);
  if (n !== null) return n < min ? 'small' : n > max ? 'big' : null;
  if (!/^[-+]?\d+(?:\.\d+)?$/.test(typed)) return 'number';
  if (typed.startsWith('-')) return 'small';
  return /^\d{11}/.test(typed) ? 'big' : 'decimals';
}

/**
 * A number in a field of text, so that it can be emptied and half typed. What is no number, or lies outside the limits, is
 * marked and not passed on; on leaving the field the value that holds comes back, and below it stands why.
 */
export function NumberInput({
  id,
  value,
  scale,
  label,
  placeholder,
  required = false,
  blank = false,
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
  /**
   * What is wrong stays and counts as nothing, so that a dialog cannot be sent with the amount that stood there before; and a
   * form with it is not sent at all, where another field of it would do.
   */
  blank?: boolean;
  min?: number;
  max?: number | undefined;
  invalid?: boolean;
  describedBy?: string | undefined;
  className?: string;
  onChange: (value: number | null) => void;
}) {
  const t = useT(manage).number;
  const refused = useId();
  const [said, setSaid] = useState<string | null>(null);
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
  const say = (): string => {
    const why = whyNot(text, scale, min, max) ?? 'number';
    const reason =
      why === 'decimals'
        ? t.decimals(scale.decimals)
        : why === 'small'
          ? t.small(scale.show(min))
          : why === 'big'
            ? t.big(scale.show(max))
            : t[why];
    return blank ? reason : t.kept(reason, text.trim(), shown);
  };
  const box = useRef<HTMLInputElement>(null);
  const complaint = blank && wrong ? say() : '';
  useEffect(() => box.current?.setCustomValidity(complaint), [complaint]);
  return (
    <span className={styles.number}>
      <input
        ref={box}
        id={id}
        className={className}
        inputMode="decimal"
        autoComplete="off"
        aria-label={label}
        aria-invalid={wrong || invalid}
        aria-describedby={[describedBy, said && refused].filter(Boolean).join(' ') || undefined}
        placeholder={placeholder}
        style={{ textAlign: 'right', fontVariantNumeric: 'tabular-nums' }}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setSaid(null);
          const n = read(event.target.value);
          if (n !== null) onChange(n);
          else if (blank || (event.target.value.trim() === '' && !required)) onChange(null);
        }}
        onBlur={() => {
          if (!wrong) return;
          if (!blank) setText(shown);
          setSaid(say());
        }}
      />
      {said && (
        <span id={refused} className={styles.error} role="status">
          {said}
        </span>
      )}
    </span>
  );
}
