import { listMembers, listOrganisations, Role } from '@hegu/contract/identity.ts';
import { type FormEvent, type ReactNode, useEffect, useId } from 'react';
import { type Locale, languageTag, useLocale } from '../../../i18n/locale.ts';
import { localName, useT } from '../../../i18n/messages.ts';
import { type RoutePages, useRoutePages, useRouteQuery } from '../../../lib/query.ts';
import { useSession } from '../../../lib/session.ts';
import { Button } from '../../../ui/button.tsx';
import { DataTable, type DataTableProps } from '../../../ui/data-table.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Field, helpId, inputClass } from '../../../ui/field.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import styles from './admin.module.css';
import { admin as words } from './messages.ts';

/** What the pages of the administration are made of: a list that pages, a form in a dialog, and what is chosen from in it. */

/** A list as it is loaded, page after page, with what went wrong above it. */
export function PagedTable<Row>({
  pages,
  rows,
  ...table
}: Omit<DataTableProps<Row>, 'rows' | 'more'> & {
  pages: Pick<RoutePages<never>, 'error' | 'more'> & { readonly items: readonly Row[] | undefined };
  /** In another order than they were loaded. */
  rows?: readonly Row[] | undefined;
}) {
  return (
    <>
      {pages.error && <ProblemView error={pages.error} />}
      <DataTable {...table} rows={rows ?? pages.items} more={pages.more} />
    </>
  );
}

interface Sending {
  readonly isPending: boolean;
  readonly error: Error | null;
}

/** A form in a dialog: Enter and the button send it, a refusal stands below its fields. */
export function FormDialog({
  title,
  submit,
  ready = true,
  sending,
  width,
  onSubmit,
  onClose,
  children,
}: {
  title: string;
  /** What the button says. */
  submit: string;
  /** Everything that must be given is given. */
  ready?: boolean;
  sending: Sending;
  width?: number;
  onSubmit: () => void;
  onClose: () => void;
  children: ReactNode;
}) {
  const { actions } = useT();
  const id = useId();
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (ready && !sending.isPending) onSubmit();
  };
  return (
    <Dialog
      open
      title={title}
      onClose={onClose}
      {...(width ? { width } : {})}
      footer={
        <>
          <Button onClick={onClose}>{actions.cancel}</Button>
          <Button type="submit" form={id} look="act" busy={sending.isPending} disabled={!ready}>
            {submit}
          </Button>
        </>
      }
    >
      <form id={id} className={styles.stack} onSubmit={send}>
        {children}
        {sending.error && <ProblemView error={sending.error} />}
      </form>
    </Dialog>
  );
}

export interface Choice {
  readonly value: string;
  readonly label: string;
}

export function SelectField({
  label,
  value,
  options,
  none,
  optional = false,
  onChange,
}: {
  label: string;
  value: string;
  options: readonly Choice[];
  /** What the empty choice says; without it there is none. */
  none?: string;
  optional?: boolean;
  onChange: (value: string) => void;
}) {
  const id = useId();
  return (
    <Field label={label} htmlFor={id} optional={optional}>
      <select id={id} className={inputClass} value={value} onChange={(event) => onChange(event.target.value)}>
        {none !== undefined && <option value="">{none}</option>}
        {options.map((o) => (
          <option key={o.value} value={o.value}>
            {o.label}
          </option>
        ))}
      </select>
    </Field>
  );
}

export function TextField({
  label,
  value,
  max,
  type = 'text',
  help,
  optional = false,
  name = false,
  onChange,
}: {
  label: string;
  value: string;
  max?: number;
  type?: 'text' | 'date' | 'email';
  help?: string;
  optional?: boolean;
  /** A user name: nothing is put into capitals or filled in. */
  name?: boolean;
  onChange: (value: string) => void;
}) {
  const id = useId();
  return (
    <Field label={label} htmlFor={id} help={help} optional={optional}>
      <input
        id={id}
        type={type}
        className={inputClass}
        maxLength={max}
        value={value}
        aria-describedby={help ? helpId(id) : undefined}
        {...(name ? { autoCapitalize: 'none', autoComplete: 'off' } : {})}
        onChange={(event) => onChange(event.target.value)}
      />
    </Field>
  );
}

export function OrganisationField({
  value,
  options,
  onChange,
}: {
  value: string;
  options: readonly Choice[];
  onChange: (organisationId: string) => void;
}) {
  const t = useT(words);
  return (
    <SelectField
      label={t.organisation}
      none={t.chooseOrganisation}
      value={value}
      options={options}
      onChange={onChange}
    />
  );
}

/** The roles the reader may hand out. */
export function RoleField({ value, onChange }: { value: Role; onChange: (role: Role) => void }) {
  const t = useT(words);
  const { has } = useSession();
  const given: readonly Role[] = has('admin')
    ? Role.options
    : has('facility')
      ? ['researcher', 'pi', 'facility']
      : ['researcher', 'pi'];
  const { roles } = useT();
  return (
    <SelectField
      label={t.role}
      value={value}
      options={given.map((r) => ({ value: r, label: roles[r] ?? r }))}
      onChange={(v) => onChange(Role.options.find((r) => r === v) ?? 'researcher')}
    />
  );
}

/** As somebody looks for a name: by pinyin in Chinese, by letters in English. */
const byName = (choices: readonly Choice[], locale: Locale): readonly Choice[] => {
  const { compare } = new Intl.Collator(languageTag(locale));
  return choices.toSorted((a, b) => compare(a.label, b.label));
};

/** Organisations to choose from: all for an administrator, one's own for the rest. */
export function useMyOrganisations(): readonly Choice[] {
  const locale = useLocale();
  const { me, has } = useSession();
  const all = useRouteQuery(
    listOrganisations,
    { query: { status: 'active', limit: 200 } },
    { enabled: has('admin'), staleTime: 5 * 60_000 },
  );
  if (has('admin')) {
    return byName(all.data?.items.map((o) => ({ value: o.id, label: localName(o, locale) })) ?? [], locale);
  }
  const mine = new Map(
    me?.memberships.map((m) => [
      m.organisationId,
      localName({ nameZh: m.organisationName, nameEn: m.organisationNameEn }, locale),
    ]),
  );
  return [...mine].map(([value, label]) => ({ value, label }));
}

/** Everybody of an organisation, each once whatever their roles. */
export function usePeople(organisationId: string): readonly Choice[] {
  const { items, more } = useRoutePages(
    listMembers,
    { query: { organisationId, limit: 200 } },
    { enabled: organisationId !== '' },
  );
  useEffect(() => {
    if (more.has && !more.busy) more.load();
  }, [more]);
  if (organisationId === '') return [];
  return [
    ...new Map(items?.filter((m) => m.organisationId === organisationId).map((m) => [m.userId, m.name])),
  ].map(([value, label]) => ({ value, label }));
}
