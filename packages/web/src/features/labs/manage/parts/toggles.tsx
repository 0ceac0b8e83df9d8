import styles from './parts.module.css';

/** Some of a few: buttons that stay down. */
export function Toggles<Value extends string | number>({
  label,
  options,
  value,
  invalid = false,
  onChange,
}: {
  label: string;
  options: readonly { readonly value: Value; readonly label: string }[];
  value: readonly Value[];
  invalid?: boolean;
  /** In the order of the options. */
  onChange: (value: Value[]) => void;
}) {
  return (
    <fieldset className={styles.toggles} data-invalid={invalid || undefined}>
      <legend className="sr-only">{label}</legend>
      {options.map((option) => {
        const on = value.includes(option.value);
        return (
          <button
            key={option.value}
            type="button"
            aria-pressed={on}
            onClick={() =>
              onChange(
                options.map((o) => o.value).filter((v) => (v === option.value ? !on : value.includes(v))),
              )
            }
          >
            {option.label}
          </button>
        );
      })}
    </fieldset>
  );
}
