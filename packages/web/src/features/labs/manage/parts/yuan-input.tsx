import { useEffect, useState } from 'react';
import { inputClass } from '../../../../ui/field.tsx';

const shown = (fen: number | null): string =>
  fen === null ? '' : fen % 100 === 0 ? String(fen / 100) : (fen / 100).toFixed(2);

/** `1234.5` → 123450 分; null for what is no amount. Exact: no float is multiplied. */
export function readYuan(text: string): number | null {
  const read = /^(\d{1,10})(?:\.(\d{1,2}))?$/.exec(text.trim().replaceAll(',', ''));
  if (!read) return null;
  return Number(read[1]) * 100 + Number((read[2] ?? '').padEnd(2, '0'));
}

/** An amount in yuan; `null` when the field is empty. What is no amount is marked and not passed on. */
export function YuanInput({
  id,
  value,
  label,
  placeholder,
  onChange,
}: {
  id?: string;
  value: number | null;
  /** For a screen reader, where there is no label of its own. */
  label?: string;
  placeholder?: string;
  onChange: (fen: number | null) => void;
}) {
  const [text, setText] = useState(shown(value));
  useEffect(() => setText((old) => (readYuan(old) === value ? old : shown(value))), [value]);
  const wrong = text.trim() !== '' && readYuan(text) === null;
  return (
    <input
      id={id}
      className={inputClass}
      inputMode="decimal"
      autoComplete="off"
      aria-label={label}
      aria-invalid={wrong}
      placeholder={placeholder}
      style={{ textAlign: 'right', fontVariantNumeric: 'tabular-nums' }}
      value={text}
      onChange={(event) => {
        setText(event.target.value);
        const fen = readYuan(event.target.value);
        if (fen !== null) onChange(fen);
        else if (event.target.value.trim() === '') onChange(null);
      }}
    />
  );
}
