import { listGroups, listOrganisations } from '@hegu/contract/identity.ts';
import { useId } from 'react';
import { useLocale } from '../../../../../i18n/locale.ts';
import { localName, useT } from '../../../../../i18n/messages.ts';
import { useRouteQuery } from '../../../../../lib/query.ts';
import { inputClass } from '../../../../../ui/field.tsx';
import { ErrorAt, useFieldError } from '../../parts/field-errors.tsx';
import { rulesForm as words } from './messages.ts';
import styles from './rules.module.css';

export interface AudienceValue {
  readonly organisationIds?: string[] | undefined;
  readonly groupIds?: string[] | undefined;
}

/** Organisations and groups for whom something is kept. An empty list is no list. */
export function Audience({
  value,
  path,
  onChange,
}: {
  value: AudienceValue;
  path: string;
  onChange: (next: AudienceValue) => void;
}) {
  const t = useT(words).priority;
  const locale = useLocale();
  const organisations = useRouteQuery(
    listOrganisations,
    { query: { status: 'active', limit: 200 } },
    { staleTime: 5 * 60_000 },
  );
  const groups = useRouteQuery(listGroups, { query: { limit: 200 } }, { staleTime: 5 * 60_000 });
  const error = useFieldError(`${path}.organisationIds`);
  const nobody = value.organisationIds === undefined && value.groupIds === undefined;
  return (
    <div className={styles.audience} data-invalid={error !== undefined || undefined}>
      <Chosen
        label={t.organisations}
        add={t.addOrganisation}
        ids={value.organisationIds ?? []}
        options={organisations.data?.items.map((o) => ({ id: o.id, name: localName(o, locale) })) ?? []}
        onChange={(ids) => onChange({ ...value, organisationIds: ids.length > 0 ? ids : undefined })}
      />
      <Chosen
        label={t.groups}
        add={t.addGroup}
        ids={value.groupIds ?? []}
        options={
          groups.data?.items.map((g) => ({
            id: g.id,
            name: `${localName(g, locale)} · ${g.organisationName}`,
          })) ?? []
        }
        onChange={(ids) => onChange({ ...value, groupIds: ids.length > 0 ? ids : undefined })}
      />
      {error ? (
        <ErrorAt path={`${path}.organisationIds`} />
      ) : (
        nobody && <span className={styles.wrong}>{t.nobody}</span>
      )}
    </div>
  );
}

function Chosen({
  label,
  add,
  ids,
  options,
  onChange,
}: {
  label: string;
  add: string;
  ids: readonly string[];
  options: readonly { readonly id: string; readonly name: string }[];
  onChange: (ids: string[]) => void;
}) {
  const t = useT(words).priority;
  const id = useId();
  // Of another list than the reader may see, or left: kept until somebody takes it out.
  const nameOf = (one: string) => options.find((o) => o.id === one)?.name ?? t.unknown;
  return (
    <div className={styles.chosen}>
      <label htmlFor={id}>{label}</label>
      {ids.map((one) => (
        <span key={one} className={styles.chip}>
          {nameOf(one)}
          <button
            type="button"
            aria-label={t.drop(nameOf(one))}
            onClick={() => onChange(ids.filter((other) => other !== one))}
          >
            ×
          </button>
        </span>
      ))}
      <select
        id={id}
        className={inputClass}
        value=""
        onChange={(event) => event.target.value && onChange([...ids, event.target.value])}
      >
        <option value="">{add}</option>
        {options
          .filter((o) => !ids.includes(o.id))
          .map((o) => (
            <option key={o.id} value={o.id}>
              {o.name}
            </option>
          ))}
      </select>
    </div>
  );
}
