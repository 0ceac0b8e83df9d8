import { suggestCatalogue } from '@hegu/contract/catalogue.ts';
import { useId, useState } from 'react';
import { useLocale } from '../../../../i18n/locale.ts';
import { useT } from '../../../../i18n/messages.ts';
import { useRouteQuery } from '../../../../lib/query.ts';
import { Field, helpId, inputClass } from '../../../../ui/field.tsx';
import styles from './instruments.module.css';
import { instruments as words } from './messages.ts';

/** A class of the instrument taxonomy, found by its name in either language, pinyin or a synonym. */
export function ClassPicker({
  code,
  name,
  invalid,
  error,
  onChange,
}: {
  code: string;
  /** Of the class that is chosen, when it is known. */
  name: string;
  invalid: boolean;
  error: string | undefined;
  onChange: (code: string) => void;
}) {
  const t = useT(words);
  const locale = useLocale();
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const [chosen, setChosen] = useState(name);
  const { data } = useRouteQuery(
    suggestCatalogue,
    { query: { q: typed ?? '', limit: 20 } },
    { enabled: typed !== null && typed.trim() !== '', keepPrevious: true },
  );
  const classes = data?.items.flatMap((item) => (item.type === 'class' ? [item] : [])) ?? [];
  const shown = code === '' ? '' : `${chosen || name} ${code}`.trim();
  return (
    <Field label={`${t.fields.class} *`} htmlFor={id} help={t.fields.classHelp} error={error}>
      <input
        id={id}
        className={inputClass}
        autoComplete="off"
        aria-describedby={helpId(id)}
        aria-invalid={invalid || error !== undefined}
        value={typed ?? shown}
        onChange={(event) => setTyped(event.target.value)}
      />
      {typed !== null && typed.trim() !== '' && (
        <ul className={styles.options}>
          {classes.map((c) => (
            <li key={c.classCode}>
              <button
                type="button"
                onClick={() => {
                  setChosen(locale === 'en' ? c.en : c.zh);
                  onChange(c.classCode);
                  setTyped(null);
                }}
              >
                {locale === 'en' ? c.en : c.zh} <small>{c.classCode}</small>
              </button>
            </li>
          ))}
        </ul>
      )}
    </Field>
  );
}
