import { listClauses } from '@hegu/contract/policy/library.ts';
import type { RouteOk } from '@hegu/contract/route.ts';
import { useDeferredValue, useState } from 'react';
import { useLocale } from '../../../../i18n/locale.ts';
import { useT } from '../../../../i18n/messages.ts';
import { useRouteQuery } from '../../../../lib/query.ts';
import { Button } from '../../../../ui/button.tsx';
import { ProblemView } from '../../../../ui/problem-view.tsx';
import { LineField } from '../parts/fields.tsx';
import parts from '../parts/parts.module.css';
import { questionWords } from './messages.ts';

export type Clause = RouteOk<typeof listClauses>['items'][number];

/** Clauses by what is typed, one to be chosen. */
export function ClausePicker({ onChoose }: { onChoose: (clause: Clause) => void }) {
  const t = useT(questionWords);
  const locale = useLocale();
  const [typed, setTyped] = useState('');
  const q = useDeferredValue(typed.trim());
  const { data, error } = useRouteQuery(
    listClauses,
    { query: { limit: 12, ...(q ? { q } : {}) } },
    { keepPrevious: true },
  );
  return (
    <div className={parts.form}>
      <LineField label={t.find} help={t.findHelp} maxLength={100} value={typed} onChange={setTyped} />
      {error && <ProblemView error={error} />}
      {data?.items.length === 0 && <p className={parts.hint}>{t.notFound}</p>}
      <ul className={parts.found}>
        {data?.items.map((c) => (
          <li key={c.id}>
            <span>
              <strong>{c.title[locale]}</strong>
              <span className={parts.hint}>
                {c.policy.title[locale]} · {c.article}
              </span>
            </span>
            <Button look="quiet" aria-label={`${t.choose} ${c.title[locale]}`} onClick={() => onChoose(c)}>
              {t.choose}
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}
