import type { ClauseSummary } from '@hegu/contract/policy/library.ts';
import { listClauses } from '@hegu/contract/policy/library.ts';
import { type ReactNode, useDeferredValue, useId, useState } from 'react';
import { useLocale } from '../../../../i18n/locale.ts';
import { useT } from '../../../../i18n/messages.ts';
import { useRouteQuery } from '../../../../lib/query.ts';
import { Field, inputClass } from '../../../../ui/field.tsx';
import { ProblemView } from '../../../../ui/problem-view.tsx';
import { officeWords } from '../messages.ts';
import styles from '../office.module.css';

/** The library by words, with something to do for each clause that is found, or for each document that has one. */
export function FindClause({
  on,
  documents = false,
  children,
}: {
  /** Each document once, by the first of its clauses. */
  documents?: boolean;
  /** Asks the server only while it is shown. */
  on: boolean;
  children: (clause: ClauseSummary) => ReactNode;
}) {
  const t = useT(officeWords);
  const locale = useLocale();
  const id = useId();
  const [typed, setTyped] = useState('');
  const q = useDeferredValue(typed.trim());
  const found = useRouteQuery(
    listClauses,
    { query: { limit: documents ? 60 : 12, ...(q ? { q } : {}) } },
    { enabled: on, keepPrevious: true },
  );
  const items = found.data?.items ?? [];
  const shown = documents
    ? items.filter((c, i) => items.findIndex((x) => x.policy.id === c.policy.id) === i).slice(0, 12)
    : items;
  return (
    <>
      <Field label={documents ? t.findDocument : t.findClause} htmlFor={id} help={t.findHint}>
        <input
          id={id}
          className={inputClass}
          value={typed}
          maxLength={100}
          onChange={(e) => setTyped(e.target.value)}
        />
      </Field>
      {found.error && <ProblemView error={found.error} />}
      <ul className={styles.found}>
        {shown.map((c) => (
          <li key={c.id}>
            <span>
              <strong>{documents ? c.policy.title[locale] : c.title[locale]}</strong>
              <span className={styles.hint}>
                {documents
                  ? [c.policy.number, c.policy.issuer[locale]].filter(Boolean).join(' · ')
                  : `${c.policy.title[locale]} · ${c.amount[locale]}`}
              </span>
            </span>
            {children(c)}
          </li>
        ))}
      </ul>
    </>
  );
}
