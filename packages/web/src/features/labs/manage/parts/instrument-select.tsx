import { useId } from 'react';
import { useLocale } from '../../../../i18n/locale.ts';
import { localName, useT } from '../../../../i18n/messages.ts';
import { Field, inputClass } from '../../../../ui/field.tsx';
import { useManagedFacilities, useManagedInstruments } from './managed.ts';
import { manage } from './messages.ts';
import parts from './parts.module.css';

/** An instrument of the reader's, facility first when there are several. `value` is its id, '' for none. */
export function InstrumentSelect({
  facility,
  value,
  onFacility,
  onChange,
}: {
  facility: string;
  value: string;
  onFacility: (id: string) => void;
  onChange: (id: string) => void;
}) {
  const m = useT(manage);
  const { state } = useT();
  const locale = useLocale();
  const ids = { facility: useId(), instrument: useId() };
  const { facilities } = useManagedFacilities();
  const instruments = useManagedInstruments(facility || undefined);
  return (
    <div className={parts.span}>
      <Field label={m.facility} htmlFor={ids.facility}>
        <select
          id={ids.facility}
          className={inputClass}
          value={facility}
          onChange={(event) => onFacility(event.target.value)}
        >
          <option value="">{m.allFacilities}</option>
          {facilities?.map((f) => (
            <option key={f.id} value={f.id}>
              {localName(f, locale)}
            </option>
          ))}
        </select>
      </Field>
      <Field label={m.instrument} htmlFor={ids.instrument}>
        <select
          id={ids.instrument}
          className={inputClass}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        >
          <option value="">{instruments ? m.pickInstrument : state.loading}</option>
          {instruments?.map((i) => (
            <option key={i.id} value={i.id}>
              {localName(i, locale)} · {i.model}
            </option>
          ))}
        </select>
      </Field>
    </div>
  );
}
