import { type ReactNode, useId } from 'react';
import { useLocale } from '../../../../i18n/locale.ts';
import { Field, helpId, inputClass } from '../../../../ui/field.tsx';
import { printMoney } from '../../../enterprise/parts/value.ts';
import { fenOf } from '../turn.ts';

/** Labelled controls of the officers' forms. */

interface Typed {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly help?: ReactNode;
  readonly optional?: boolean;
}

export function LineField({
  label,
  value,
  onChange,
  help,
  optional = false,
  maxLength,
}: Typed & { maxLength: number }) {
  const id = useId();
  return (
    <Field label={label} htmlFor={id} help={help} optional={optional}>
      <input
        id={id}
        className={inputClass}
        autoComplete="off"
        maxLength={maxLength}
        aria-describedby={help ? helpId(id) : undefined}
        value={value}
        onChange={(e) => onChange(e.target.value)}
      />
    </Field>
  );
}

export function AreaField({
  label,
  value,
  onChange,
  help,
  optional = false,
  rows = 3,
  maxLength = 2000,
}: Typed & { rows?: number; maxLength?: number }) {
  const id = useId();
  return (
    <Field label={label} htmlFor={id} help={help} optional={optional}>
      <textarea
        id={id}
        className={inputClass}
        rows={rows}
        maxLength={maxLength}
        aria-describedby={help ? helpId(id) : undefined}
        value={value}
        onChange={(e) => onChange(e.target.value)}
      />
    </Field>
  );
}

export function DayField({ label, value, onChange, help, min, max }: Typed & { min?: string; max?: string }) {
  const id = useId();
  return (
    <Field label={label} htmlFor={id} help={help}>
      <input
        id={id}
        type="date"
        className={inputClass}
        min={min}
        max={max}
        aria-describedby={help ? helpId(id) : undefined}
        value={value}
        onChange={(e) => onChange(e.target.value)}
      />
    </Field>
  );
}

/** An amount in yuan as it is typed, and in words beside it. `bad` is said of what is no amount; `most`, of what is above it. */
export function YuanField({
  label,
  value,
  onChange,
  help,
  bad,
  most,
}: Typed & { bad: string; most?: { readonly fen: number; readonly said: string } | undefined }) {
  const locale = useLocale();
  const id = useId();
  const fen = fenOf(value);
  const none = value !== '' && fen === null;
  const above = fen !== null && most !== undefined && fen > most.fen;
  const notes = [fen === null ? null : printMoney(fen, locale), help, most?.said];
  return (
    <Field
      label={label}
      htmlFor={id}
      error={none ? bad : above ? most.said : undefined}
      help={above ? undefined : notes.filter(Boolean).join(' · ') || undefined}
    >
      <input
        id={id}
        className={inputClass}
        inputMode="decimal"
        autoComplete="off"
        aria-describedby={helpId(id)}
        aria-invalid={none || above || undefined}
        value={value}
        onChange={(e) => onChange(e.target.value)}
      />
    </Field>
  );
}
