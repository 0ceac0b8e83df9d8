import styles from './choices.module.css';

/** A row of views of which one holds: a tab strip without the ceremony. */
export function Choices<Value extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: Value;
  options: readonly { readonly value: Value; readonly label: string; readonly count?: number | undefined }[];
  onChange: (value: Value) => void;
}) {
  return (
    <fieldset className={styles.choices}>
      <legend className="sr-only">{label}</legend>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          aria-pressed={option.value === value}
          onClick={() => onChange(option.value)}
        >
          {option.label}
          {option.count !== undefined && option.count > 0 && (
            <span className={styles.count}>{option.count}</span>
          )}
        </button>
      ))}
    </fieldset>
  );
}
