import { useId, useState } from 'react';
import { useT } from '../../../../../i18n/messages.ts';
import { Field, helpId, inputClass } from '../../../../../ui/field.tsx';
import { useFieldError } from '../../parts/field-errors.tsx';
import { NumberInput, scaled } from '../../parts/number-input.tsx';
import { rulesForm as words } from './messages.ts';
import styles from './rules.module.css';

/**
 * A limit as a rule has it: a number, null for no limit at all, undefined for what a layer below says. On the instrument itself
 * the last two come to the same, and an empty field means them.
 */
export type Limit = number | null | undefined;

const whole = scaled(1, 0);
const sizes = { minutes: 1, hours: 60, days: 1440 } as const;
type Unit = keyof typeof sizes;
const units = Object.keys(sizes) as Unit[];
const scales = { minutes: whole, hours: scaled(60, 2), days: scaled(1440, 2) } as const;

/** The unit in which a length reads best. */
const unitOf = (minutes: Limit): Unit =>
  typeof minutes !== 'number' || minutes === 0
    ? 'hours'
    : minutes % 1440 === 0
      ? 'days'
      : minutes % 60 === 0
        ? 'hours'
        : 'minutes';

interface InputProps {
  readonly id?: string;
  readonly label: string;
  readonly value: number | null;
  readonly least?: number;
  readonly most?: number;
  readonly required?: boolean;
  readonly placeholder?: string;
  readonly invalid?: boolean;
  readonly describedBy?: string | undefined;
  readonly onChange: (value: number | null) => void;
}

/** A length in minutes, written in the unit that reads best. */
export function LengthInput({ label, value, least = 0, most, ...input }: InputProps) {
  const t = useT(words);
  const [unit, setUnit] = useState<Unit>(() => unitOf(value));
  return (
    <span className={styles.length}>
      <NumberInput
        key={unit}
        {...input}
        label={label}
        scale={scales[unit]}
        min={least}
        max={most}
        value={value}
      />
      <select
        className={inputClass}
        aria-label={`${label} ${t.unit}`}
        value={unit}
        onChange={(event) => setUnit(units.find((u) => u === event.target.value) ?? 'hours')}
      >
        {units.map((u) => (
          <option key={u} value={u}>
            {t.units[u]}
          </option>
        ))}
      </select>
    </span>
  );
}

export const CountInput = ({ least = 0, most, ...input }: InputProps) => (
  <NumberInput {...input} scale={whole} min={least} max={most} />
);

/** A limit with its label; where rules are layered, with "no limit" apart from "as the layer below". */
export function LimitField({
  label,
  path,
  kind,
  value,
  least = 0,
  most,
  layered,
  onChange,
}: {
  label: string;
  path: string;
  kind: 'count' | 'length';
  value: Limit;
  least?: number;
  most: number;
  layered: boolean;
  onChange: (value: Limit) => void;
}) {
  const t = useT(words);
  const id = useId();
  const error = useFieldError(`bookingRules.${path}`);
  const Input = kind === 'count' ? CountInput : LengthInput;
  const lifted = layered && value === null;
  return (
    <Field
      label={label}
      htmlFor={id}
      error={error}
      aside={
        layered && (
          <label className={styles.lift}>
            <input
              type="checkbox"
              checked={lifted}
              aria-label={`${label} ${t.unlimited}`}
              onChange={(event) => onChange(event.target.checked ? null : undefined)}
            />
            {t.unlimited}
          </label>
        )
      }
    >
      {lifted ? (
        <output id={id} className={styles.lifted}>
          {t.unlimited}
        </output>
      ) : (
        <Input
          id={id}
          label={label}
          value={value ?? null}
          least={least}
          most={most}
          placeholder={layered ? t.inherit : t.none}
          invalid={error !== undefined}
          describedBy={error ? helpId(id) : undefined}
          onChange={(n) => onChange(n ?? undefined)}
        />
      )}
    </Field>
  );
}
