import { useId } from 'react';
import { useLocale } from '../../../../i18n/locale.ts';
import { localName, useT } from '../../../../i18n/messages.ts';
import { Button } from '../../../../ui/button.tsx';
import { Field, inputClass } from '../../../../ui/field.tsx';
import { useManagedInstruments } from '../parts/managed.ts';
import styles from './instruments.module.css';
import { instruments as words } from './messages.ts';

/** Instruments that are booked together with this one. */
export function Links({
  self,
  facilityId,
  ids,
  onChange,
}: {
  self: string;
  facilityId: string;
  ids: readonly string[];
  onChange: (next: readonly string[]) => void;
}) {
  const t = useT(words);
  const locale = useLocale();
  const select = useId();
  const all = useManagedInstruments(facilityId || undefined) ?? [];
  const nameOf = (id: string) => {
    const found = all.find((i) => i.id === id);
    return found ? `${localName(found, locale)} · ${found.model}` : id;
  };
  return (
    <div className={styles.stack}>
      <h3>{t.links}</h3>
      <p className={styles.hint}>{t.linksHint}</p>
      <ul className={styles.windows}>
        {ids.map((id) => (
          <li key={id}>
            <span>{nameOf(id)}</span>
            <Button look="quiet" onClick={() => onChange(ids.filter((other) => other !== id))}>
              {t.removeRow}
            </Button>
          </li>
        ))}
      </ul>
      <Field label={t.addLink} htmlFor={select}>
        <select
          id={select}
          className={inputClass}
          value=""
          onChange={(event) => event.target.value && onChange([...ids, event.target.value])}
        >
          <option value="">{t.addLink}</option>
          {all
            .filter((i) => i.id !== self && !ids.includes(i.id))
            .map((i) => (
              <option key={i.id} value={i.id}>
                {localName(i, locale)} · {i.model}
              </option>
            ))}
        </select>
      </Field>
    </div>
  );
}
