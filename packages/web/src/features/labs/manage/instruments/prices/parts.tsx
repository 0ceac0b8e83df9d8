import type { Bilingual, PriceBook } from '@hegu/contract/labs/pricing.ts';
import { type ReactNode, useId } from 'react';
import { Field, helpId, inputClass } from '../../../../../ui/field.tsx';
import { ErrorAt, useFieldError } from '../../parts/field-errors.tsx';
import { NumberInput, type Scale, scaled } from '../../parts/number-input.tsx';
import styles from './prices.module.css';

/** What every part of the editor works on. */
export interface BookPart {
  readonly book: PriceBook;
  readonly set: (next: Partial<PriceBook>) => void;
}

/** Where the server's complaints about the book are kept. */
export const inBook = (path: string): string => `priceBook.${path}`;

export const whole: Scale = scaled(1, 0);
export const factor: Scale = scaled(10_000, 4);
export const percent: Scale = scaled(100, 2);

/** A number with its label, help and what the server says about it. */
export function NumberField({
  label,
  help,
  path,
  scale,
  value,
  placeholder,
  required = false,
  min,
  max,
  onChange,
}: {
  label: string;
  help?: ReactNode;
  path: string;
  scale: Scale;
  value: number | null;
  placeholder?: string;
  required?: boolean;
  min?: number;
  max?: number;
  onChange: (value: number | null) => void;
}) {
  const id = useId();
  const error = useFieldError(inBook(path));
  return (
    <Field label={label} htmlFor={id} help={help} error={error}>
      <NumberInput
        id={id}
        scale={scale}
        value={value}
        placeholder={placeholder}
        required={required}
        {...(min === undefined ? {} : { min })}
        {...(max === undefined ? {} : { max })}
        invalid={error !== undefined}
        describedBy={help || error ? helpId(id) : undefined}
        onChange={onChange}
      />
    </Field>
  );
}

/** A name in both languages, Chinese above English. */
export function Names({
  value,
  labels,
  path,
  onChange,
}: {
  value: Bilingual;
  labels: readonly [string, string];
  path: string;
  onChange: (next: Bilingual) => void;
}) {
  const errors = { zh: useFieldError(inBook(`${path}.zh`)), en: useFieldError(inBook(`${path}.en`)) };
  return (
    <span className={styles.names}>
      {(['zh', 'en'] as const).map((lang, i) => (
        <span key={lang} className={styles.name}>
          <input
            className={inputClass}
            aria-label={labels[i]}
            placeholder={labels[i]}
            aria-invalid={errors[lang] !== undefined}
            value={value[lang]}
            maxLength={lang === 'zh' ? 80 : 120}
            onChange={(e) => onChange({ ...value, [lang]: e.target.value })}
          />
          <ErrorAt path={inBook(`${path}.${lang}`)} />
        </span>
      ))}
    </span>
  );
}

export function Group({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
  return (
    <fieldset className={styles.group}>
      <legend>{title}</legend>
      {hint && <p className={styles.hint}>{hint}</p>}
      {children}
    </fieldset>
  );
}
