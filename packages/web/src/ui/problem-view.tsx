import type { Reason } from '@hegu/contract/errors.ts';
import { type ReactNode, useEffect, useRef } from 'react';
import { useT } from '../i18n/messages.ts';
import { ApiProblem, TransportError } from '../lib/problem.ts';
import { Icon } from './icons.tsx';
import styles from './problem-view.module.css';

/** A sentence to be seen: `wrong` for what failed, `wait` for what is pending, `calm` for what is good to know. */
export function Alert({
  tone = 'wrong',
  title,
  children,
}: {
  tone?: 'wrong' | 'wait' | 'calm';
  title: ReactNode;
  children?: ReactNode;
}) {
  return (
    <div className={`${styles.problem} ${styles[tone] ?? ''}`} role={tone === 'wrong' ? 'alert' : 'status'}>
      <Icon name={tone === 'wrong' ? 'warning' : tone === 'wait' ? 'wait' : 'info'} className={styles.icon} />
      <div className={styles.body}>
        <strong className={styles.title}>{title}</strong>
        {children}
      </div>
    </div>
  );
}

/** One line for a failure, for a toast or a table cell. */
export function useProblemLine(): (error: unknown) => string {
  const { problem } = useT();
  return (error) => {
    if (error instanceof ApiProblem) return error.misnamed ? problem.misnamed : error.detail;
    if (error instanceof TransportError) return problem[error.kind];
    return problem.server;
  };
}

/** What is missing, or not for this person, has not gone wrong. */
const titleOf = (error: unknown): 'title' | 'notFound' | 'forbidden' =>
  error instanceof ApiProblem && error.missing
    ? 'notFound'
    : error instanceof ApiProblem && error.status === 403
      ? 'forbidden'
      : 'title';

/**
 * A refusal: every reason, which of them a manager may let pass, and the nearest thing that would work.
 * @param nearest what to do instead, e.g. a button that books the next free slot the problem named
 * @param words replaces the server's sentence for a reason where the page can say it better
 */
export function ProblemView({
  error,
  title,
  nearest,
  words,
  showOverridable = true,
}: {
  error: unknown;
  title?: string;
  nearest?: ReactNode;
  words?: (reason: Reason) => ReactNode | undefined;
  showOverridable?: boolean;
}) {
  const { problem: t } = useT();
  const line = useProblemLine();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // At the end of a long dialog a refusal would lie below the fold, and the button would seem to do nothing
    if (error && box.current?.closest('dialog')) box.current.scrollIntoView({ block: 'nearest' });
  }, [error]);
  if (!error) return null;
  // Of an address that is none there is nothing to say field by field
  const reasons = error instanceof ApiProblem && !error.misnamed ? error.reasons : [];
  const mixed = reasons.some((reason) => reason.overridable);
  const known = reasons.length > 0;
  return (
    <div ref={box}>
      <Alert title={title ?? t[titleOf(error)]}>
        {!known && <p>{line(error)}</p>}
        {known && (
          <ul className={styles.reasons}>
            {reasons.map((reason, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: one code may be given twice, and the list never moves
              <li key={`${reason.code}:${index}`}>
                <span>{words?.(reason) ?? reason.message ?? reason.code}</span>
                {showOverridable && mixed && (
                  <span className={reason.overridable ? styles.may : styles.must}>
                    {reason.overridable ? t.overridable : t.notOverridable}
                  </span>
                )}
              </li>
            ))}
          </ul>
        )}
        {nearest && (
          <div className={styles.nearest}>
            <span>{t.nearest}</span>
            {nearest}
          </div>
        )}
        {error instanceof ApiProblem && error.status >= 500 && error.requestId && (
          <p className={styles.request}>
            {t.requestId} <code>{error.requestId}</code>
          </p>
        )}
      </Alert>
    </div>
  );
}
