import type { FieldDef } from '@hegu/rules/facts.ts';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { Field, helpId, inputClass } from '../../../ui/field.tsx';
import { choicesOf, useFirmCatalogue } from './catalogue.ts';
import styles from './fact-input.module.css';
import { firmWords } from './words.ts';

/** The control that fits a field of the catalogue, with its unit, its meaning and what is wrong with it. */
export function FactInput({
  id,
  def,
  value,
  error,
  disabled = false,
  note,
  onChange,
}: {
  id: string;
  def: FieldDef;
  /** As `toInput` writes it. */
  value: string;
  error?: string | undefined;
  disabled?: boolean;
  note?: string | undefined;
  onChange: (value: string) => void;
}) {
  const t = useT(firmWords);
  const { state } = useT();
  const locale = useLocale();
  const { catalogue } = useFirmCatalogue();
  const choices = choicesOf(catalogue, def);
  const unit =
    def.unit === 'money'
      ? t.moneyInput
      : def.unit === 'share'
        ? '%'
        : def.unit === 'count'
          ? def.measure?.[locale]
          : undefined;
  const help = note ?? def.meaning?.[locale];
  const common = {
    id,
    className: inputClass,
    disabled,
    value,
    'aria-invalid': error ? true : undefined,
    'aria-describedby': error || help ? helpId(id) : undefined,
    onChange: (event: { target: { value: string } }) => onChange(event.target.value),
  } as const;
  if (def.type === 'codes' && choices.length > 0) {
    const chosen = new Set(value.split(',').filter((c) => c !== ''));
    return (
      <fieldset className={styles.many} disabled={disabled}>
        <legend>{def.label[locale]}</legend>
        <div>
          {choices.map((c) => (
            <label key={c.code}>
              <input
                type="checkbox"
                checked={chosen.has(c.code)}
                onChange={() => {
                  const next = new Set(chosen);
                  if (!next.delete(c.code)) next.add(c.code);
                  onChange([...next].join(','));
                }}
              />
              {c[locale]}
            </label>
          ))}
        </div>
        {error && <p className={styles.error}>{error}</p>}
      </fieldset>
    );
  }
  return (
    <Field
      label={def.label[locale]}
      htmlFor={id}
      error={error}
      help={help}
      aside={unit && <span className={styles.unit}>{unit}</span>}
    >
      {def.type === 'flag' ? (
        <select {...common}>
          <option value="">–</option>
          <option value="true">{state.yes}</option>
          <option value="false">{state.no}</option>
        </select>
      ) : def.type === 'code' && choices.length > 0 ? (
        <select {...common}>
          <option value="">–</option>
          {choices.map((c) => (
            <option key={c.code} value={c.code}>
              {c[locale]}
            </option>
          ))}
        </select>
      ) : (
        <input
          {...common}
          type={def.type === 'date' ? 'date' : 'text'}
          inputMode={def.type === 'number' ? 'decimal' : undefined}
          autoComplete="off"
        />
      )}
    </Field>
  );
}
