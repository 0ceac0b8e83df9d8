import { createContext, type ReactNode, useContext } from 'react';
import { useT } from '../../../../i18n/messages.ts';
import { ApiProblem } from '../../../../lib/problem.ts';
import { manage } from './messages.ts';
import styles from './parts.module.css';

/** What the server said about single fields of a form, shown where they are. Paths are as the body has them: `priceBook.time.windows.0.to`. */
type Errors = ReadonlyMap<string, string>;
type Words = (typeof manage)['zh']['field'];

const Context = createContext<Errors>(new Map());

/** A schema's own words are for programmers; the page says what to do. */
function said(problem: string, t: Words): string {
  if (/^Too small: expected (string|array)/.test(problem) || /expected .*received undefined/.test(problem))
    return t.empty;
  if (/^Too small/.test(problem)) return t.small;
  if (/^Too big: expected string/.test(problem)) return t.long;
  if (/^Too big/.test(problem)) return t.big;
  return t.wrong;
}

/**
 * The reasons of a refusal that name a field below `from`, keyed by the path below `to`.
 * @param from where the body has the fields, e.g. `body.` or `body.book.`
 * @param to what the form calls that place, e.g. `` or `priceBook.`
 * @param places the field a refusal is about that names none, by its code
 */
export function errorsOf(
  error: unknown,
  t: Words,
  from = 'body.',
  to = '',
  places: Readonly<Record<string, string>> = {},
): Errors {
  const found = new Map<string, string>();
  if (!(error instanceof ApiProblem)) return found;
  for (const { code, data, message } of error.reasons) {
    const { path, problem } = data;
    const named =
      typeof path === 'string' && path.startsWith(from) ? to + path.slice(from.length) : undefined;
    const key = named ?? places[code];
    if (key === undefined) continue;
    const words =
      code === 'request.invalid' && typeof problem === 'string'
        ? said(problem, t)
        : // Where it is is seen here; the sentence need not begin with it
          message?.replace(new RegExp(`^${String(path).replaceAll('.', '\\.')}(：|: )`), '');
    if (!found.has(key)) found.set(key, words ?? t.wrong);
  }
  return found;
}

export function FieldErrors({ errors, children }: { errors: Errors; children: ReactNode }) {
  return <Context value={errors}>{children}</Context>;
}

/** What is wrong with the field at `path`; a list or an object as a whole has a complaint of its own. */
export const useFieldError = (path: string | undefined): string | undefined => {
  const errors = useContext(Context);
  return path === undefined ? undefined : errors.get(path);
};

export const useFieldErrors = (): Errors => useContext(Context);

/** The sentence below a control that has no `Field` around it. */
export function ErrorAt({ path, id }: { path: string; id?: string }) {
  const error = useFieldError(path);
  if (!error) return null;
  return (
    <span id={id} className={styles.error}>
      {error}
    </span>
  );
}

export const useFieldWords = (): Words => useT(manage).field;
