import { useLocale } from '../../../../i18n/locale.ts';
import { useT } from '../../../../i18n/messages.ts';
import { inputClass } from '../../../../ui/field.tsx';
import { officeWords } from '../messages.ts';
import { type OtherClause, type Path, useEditing } from './editing.ts';
import { Labelled } from './inputs.tsx';
import { PicksAt } from './picks-at.tsx';

/** Clauses of the library chosen by their titles. */

function Options({ of }: { of: readonly OtherClause[] }) {
  const locale = useLocale();
  const documents = [...new Set(of.map((c) => c.policyTitle[locale]))];
  return documents.map((title) => (
    <optgroup key={title} label={title}>
      {of
        .filter((c) => c.policyTitle[locale] === title)
        .map((c) => (
          <option key={c.id} value={c.id}>
            {c.title[locale]} ({c.from.slice(0, 7)}–{c.to?.slice(0, 7) ?? ''})
          </option>
        ))}
    </optgroup>
  ));
}

/** One clause. */
export function ClauseAt({ label, path, value }: { label: string; path: Path; value: string | undefined }) {
  const t = useT(officeWords);
  const { on, set, others } = useEditing();
  return (
    <Labelled label={label} path={path}>
      {(id, invalid) => (
        <select
          id={id}
          className={inputClass}
          disabled={!on}
          aria-invalid={invalid || undefined}
          value={value ?? ''}
          onChange={(e) => set(path, e.target.value)}
        >
          {!others.some((c) => c.id === value) && (
            <option value={value ?? ''}>{value || t.pickClause}</option>
          )}
          <Options of={others} />
        </select>
      )}
    </Labelled>
  );
}

/** Several clauses; `self` is the clause of the draft, which may be one of them. */
export function ClausesAt({
  label,
  path,
  value,
  self,
}: {
  label: string;
  path: Path;
  value: readonly string[];
  self?: OtherClause;
}) {
  const t = useT(officeWords);
  const locale = useLocale();
  const { others } = useEditing();
  const all = self ? [self, ...others] : others;
  return (
    <PicksAt
      label={label}
      path={path}
      value={value}
      nameOf={(id) => all.find((c) => c.id === id)?.title[locale] || id || t.pickClause}
      add={t.pickClause}
    >
      <Options of={all.filter((c) => !value.includes(c.id))} />
    </PicksAt>
  );
}
