import { listProjects, type Project } from '@hegu/contract/labs/projects.ts';
import { useEffect, useId, useState } from 'react';
import { useLocale } from '../../../../i18n/locale.ts';
import { localName, useT } from '../../../../i18n/messages.ts';
import { useRouteQuery } from '../../../../lib/query.ts';
import { useFormat } from '../../../../lib/session.ts';
import { Field, helpId, inputClass } from '../../../../ui/field.tsx';
import { ProblemView } from '../../../../ui/problem-view.tsx';
import { day } from '../day/messages.ts';
import { manage } from './messages.ts';

/** A person by username or e-mail, and the project of theirs that pays. */
export function PersonAndProject({
  person,
  projectId,
  label,
  onPerson,
  onProject,
}: {
  person: string;
  projectId: string;
  label: string;
  onPerson: (value: string) => void;
  onProject: (id: string) => void;
}) {
  const t = useT(day);
  const m = useT(manage);
  const { state } = useT();
  const locale = useLocale();
  const format = useFormat();
  const ids = { person: useId(), project: useId() };
  const settled = useSettled(person.trim(), 400);
  const { data, error, isFetching } = useRouteQuery(
    listProjects,
    { query: { forUser: settled, limit: 100 } },
    { enabled: settled.length >= 2 },
  );
  const projects = settled.length >= 2 ? data?.items.filter((p) => p.active) : undefined;

  // The only project there is needs no choosing; one of somebody else must not stay chosen.
  useEffect(() => {
    if (!projects) return;
    if (projects.some((p) => p.id === projectId)) return;
    onProject(projects.length === 1 ? (projects[0]?.id ?? '') : '');
  }, [projects, projectId, onProject]);

  const comma = locale === 'zh' ? '，' : ', ';
  const name = (p: Project) =>
    [`${p.code} ${localName(p, locale)}`, t.balance(format.money(p.balanceFen))].join(comma);
  return (
    <>
      <Field label={label} htmlFor={ids.person} help={t.personHelp}>
        <input
          id={ids.person}
          className={inputClass}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          value={person}
          aria-describedby={helpId(ids.person)}
          onChange={(event) => onPerson(event.target.value)}
        />
      </Field>
      {error && settled.length >= 2 && <ProblemView error={error} />}
      {isFetching && <p role="status">{state.loading}</p>}
      {projects?.length === 0 && !isFetching && <p role="status">{t.noProjects}</p>}
      {projects && projects.length > 0 && (
        <Field label={t.projectsFor} htmlFor={ids.project}>
          <select
            id={ids.project}
            className={inputClass}
            value={projectId}
            onChange={(event) => onProject(event.target.value)}
            aria-label={m.project}
          >
            <option value="">{t.chooseProject}</option>
            {projects.map((p) => (
              <option key={p.id} value={p.id}>
                {name(p)}
              </option>
            ))}
          </select>
        </Field>
      )}
    </>
  );
}

/** A value once the person has stopped typing. */
function useSettled(value: string, ms: number): string {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}
