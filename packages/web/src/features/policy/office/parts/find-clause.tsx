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

/** The library by words, with something to do for each clause that is found. */
export function FindClause({
  on,
  children,
}: {
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
    { query: { limit: 12, ...(q ? { q } : {}) } },
    { enabled: on, keepPrevious: true },
  );
  return (
    <>
      <Field label={t.findClause} htmlFor={id} help={t.findHint}>
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
        {(found.data?.items ?? []).map((c) => (
          <li key={c.id}>
            <span>
              <strong>{c.title[locale]}</strong>
              <span className={styles.hint}>
                {c.policy.title[locale]} · {c.amount[locale]}
              </span>
            </span>
            {children(c)}
          </li>
        ))}
      </ul>
    </>
  );
}
