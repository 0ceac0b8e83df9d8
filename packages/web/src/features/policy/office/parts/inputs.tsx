import { type ReactNode, useId } from 'react';
import { useLocale } from '../../../../i18n/locale.ts';
import { useT } from '../../../../i18n/messages.ts';
import { inputClass } from '../../../../ui/field.tsx';
import { officeWords } from '../messages.ts';
import styles from '../office.module.css';
import { anchorOf, type Path, problemsAt, useEditing } from './editing.ts';

/** Controls of the editor: each stands at a place of the draft, and says what is wrong there. */

const none: readonly string[] = [];

/** What is wrong at a place, and at parts of it that have no place of their own on the page (`more`). */
export function PlaceErrors({ path, more = none }: { path: Path; more?: readonly string[] }) {
  const editing = useEditing();
  const t = useT(officeWords);
  const locale = useLocale();
  const here = [...problemsAt(editing, path), ...more.flatMap((key) => problemsAt(editing, [...path, key]))];
  if (here.length === 0) return null;
  return (
    <div className={styles.errors} id={anchorOf(path)} tabIndex={-1}>
      {here.map((p) => (
        <p key={`${p.path.join('.')}${p.severity}${p.zh}`} data-severity={p.severity}>
          {p[locale]}
          {p.keys && editing.on && (
            <RemoveButton
              what={p.keys.join(', ')}
              label={t.removeUnknown}
              onClick={() => {
                for (const key of p.keys ?? []) editing.set([...path, key], undefined);
              }}
            />
          )}
        </p>
      ))}
    </div>
  );
}

export function Labelled({
  label,
  path,
  children,
}: {
  label: ReactNode;
  path?: Path;
  children: (id: string, invalid: boolean) => ReactNode;
}) {
  const id = useId();
  const editing = useEditing();
  const invalid = path !== undefined && problemsAt(editing, path).some((p) => p.severity === 'error');
  return (
    <div className={styles.labelled}>
      <label htmlFor={id}>{label}</label>
      {children(id, invalid)}
      {path && <PlaceErrors path={path} />}
    </div>
  );
}

export function TextAt({
  label,
  path,
  value,
  rows,
  optional = false,
  lang,
}: {
  label: ReactNode;
  path: Path;
  value: string | undefined;
  /** More than one: a text area. */
  rows?: number;
  /** An empty text takes the place away. */
  optional?: boolean;
  lang?: string;
}) {
  const { on, set } = useEditing();
  const put = (text: string) => set(path, optional && text === '' ? undefined : text);
  return (
    <Labelled label={label} path={path}>
      {(id, invalid) =>
        rows ? (
          <textarea
            id={id}
            lang={lang}
            rows={rows}
            className={inputClass}
            disabled={!on}
            aria-invalid={invalid || undefined}
            value={value ?? ''}
            onChange={(e) => put(e.target.value)}
          />
        ) : (
          <input
            id={id}
            lang={lang}
            className={inputClass}
            disabled={!on}
            aria-invalid={invalid || undefined}
            value={value ?? ''}
            onChange={(e) => put(e.target.value)}
          />
        )
      }
    </Labelled>
  );
}

/** Both languages side by side. */
export function WordsAt({
  label,
  path,
  value,
  rows,
}: {
  label: string;
  path: Path;
  value: { zh?: string; en?: string } | undefined;
  rows?: number;
}) {
  const t = useT(officeWords);
  return (
    <div className={styles.pair}>
      <TextAt
        label={`${label} · ${t.zh}`}
        path={[...path, 'zh']}
        value={value?.zh}
        lang="zh"
        {...(rows ? { rows } : {})}
      />
      <TextAt
        label={`${label} · ${t.en}`}
        path={[...path, 'en']}
        value={value?.en}
        lang="en"
        {...(rows ? { rows } : {})}
      />
      <PlaceErrors path={path} />
    </div>
  );
}

export function NumberAt({
  label,
  path,
  value,
  step = 'any',
}: {
  label: ReactNode;
  path: Path;
  value: number | undefined;
  step?: number | 'any';
}) {
  const { on, set } = useEditing();
  return (
    <Labelled label={label} path={path}>
      {(id, invalid) => (
        <input
          id={id}
          type="number"
          step={step}
          className={inputClass}
          disabled={!on}
          aria-invalid={invalid || undefined}
          value={value ?? ''}
          onChange={(e) => set(path, e.target.value === '' ? undefined : Number(e.target.value))}
        />
      )}
    </Labelled>
  );
}

export function SelectAt<V extends string>({
  label,
  path,
  value,
  options,
  onChange,
}: {
  label: ReactNode;
  path: Path;
  value: V | undefined;
  options: readonly { readonly value: V; readonly label: string }[];
  /** Where choosing changes more than the place itself. */
  onChange?: (value: V) => void;
}) {
  const { on, set } = useEditing();
  return (
    <Labelled label={label} path={path}>
      {(id, invalid) => (
        <select
          id={id}
          className={inputClass}
          disabled={!on}
          aria-invalid={invalid || undefined}
          value={value ?? ''}
          onChange={(e) => (onChange ?? ((v: V) => set(path, v)))(e.target.value as V)}
        >
          {options.map((o) => (
            <option key={o.value} value={o.value}>
              {o.label}
            </option>
          ))}
        </select>
      )}
    </Labelled>
  );
}

export function CheckAt({ label, path, value }: { label: string; path: Path; value: boolean | undefined }) {
  const { on, set } = useEditing();
  return (
    <div className={styles.check}>
      <label>
        <input
          type="checkbox"
          disabled={!on}
          checked={value ?? false}
          onChange={(e) => set(path, e.target.checked)}
        />
        {label}
      </label>
      <PlaceErrors path={path} />
    </div>
  );
}

export interface StretchValue {
  readonly from?: string;
  readonly to?: string | null;
}

export function StretchAt({
  path,
  value,
  label,
  onRemove,
}: {
  path: Path;
  value: StretchValue | undefined;
  label?: string;
  onRemove?: () => void;
}) {
  const t = useT(officeWords);
  const { on, set } = useEditing();
  const prefix = label ? `${label} · ` : '';
  return (
    <div className={styles.stretch}>
      <Labelled label={`${prefix}${t.from}`} path={[...path, 'from']}>
        {(id, invalid) => (
          <input
            id={id}
            type="date"
            className={inputClass}
            disabled={!on}
            aria-invalid={invalid || undefined}
            value={value?.from ?? ''}
            onChange={(e) => set([...path, 'from'], e.target.value)}
          />
        )}
      </Labelled>
      <Labelled label={`${prefix}${t.to} (${t.open})`} path={[...path, 'to']}>
        {(id, invalid) => (
          <input
            id={id}
            type="date"
            className={inputClass}
            disabled={!on}
            aria-invalid={invalid || undefined}
            value={value?.to ?? ''}
            onChange={(e) => set([...path, 'to'], e.target.value === '' ? null : e.target.value)}
          />
        )}
      </Labelled>
      {onRemove && on && <RemoveButton onClick={onRemove} />}
      <PlaceErrors path={path} />
    </div>
  );
}

export function RemoveButton({
  onClick,
  what,
  label,
}: {
  onClick: () => void;
  what?: string | undefined;
  label?: string;
}) {
  const t = useT(officeWords);
  return (
    <button type="button" className={styles.small} onClick={onClick}>
      {label ?? t.remove}
      {what && <span className="sr-only"> {what}</span>}
    </button>
  );
}

export function AddButton({ children, onClick }: { children: ReactNode; onClick: () => void }) {
  const { on } = useEditing();
  if (!on) return null;
  return (
    <button type="button" className={styles.small} onClick={onClick}>
      + {children}
    </button>
  );
}
