import { useId } from 'react';
import { useT } from '../../../i18n/messages.ts';
import { Field, inputClass } from '../../../ui/field.tsx';
import { firmPageWords } from '../firm/messages.ts';
import { useSourceName } from './source.ts';

const usual = ['registry', 'market-regulator', 'tax', 'social-insurance', 'ip-office', 'experts'] as const;

/** Who an officer's statement comes from: the usual authorities, and the return of a year. */
export function SourceField({
  value,
  year,
  onChange,
}: {
  value: string;
  /** Year of the return that is offered. */
  year: number;
  onChange: (value: string) => void;
}) {
  const t = useT(firmPageWords);
  const source = useSourceName();
  const id = useId();
  const options = [...usual, `return:${year}`];
  return (
    <Field label={t.source} htmlFor={id}>
      <select id={id} className={inputClass} value={value} onChange={(event) => onChange(event.target.value)}>
        {(options.includes(value) ? options : [value, ...options]).map((o) => (
          <option key={o} value={o}>
            {source(o)}
          </option>
        ))}
      </select>
    </Field>
  );
}
