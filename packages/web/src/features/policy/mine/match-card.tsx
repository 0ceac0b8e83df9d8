import type { Match } from '@hegu/contract/policy/matching.ts';
import { moneyWords } from '@hegu/rules/explain/format.ts';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef } from 'react';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { useItemName } from '../parts/names.ts';
import { Amount, BigMoney, SourceMark, WindowTag } from '../parts/parts.tsx';
import { mineWords } from './messages.ts';
import styles from './mine.module.css';
import { Reasons, TruthSign } from './reasons.tsx';

/** One clause for this firm; unfolds to every reason, what is paid beside the others, and how to get it. */
export function MatchCard({
  match,
  open = false,
  onToggle,
  action,
}: {
  match: Match;
  open?: boolean;
  onToggle?: (open: boolean) => void;
  action?: ReactNode;
}) {
  const t = useT(mineWords);
  const locale = useLocale();
  const box = useRef<HTMLLIElement>(null);
  const { clause, awards, conditions } = match;
  const first = useRef(open);
  useEffect(() => {
    // Sent here from the clause's page: its reasons are what the reader came for.
    if (first.current) box.current?.scrollIntoView({ block: 'center' });
  }, []);
  const known = awards.length > 0 && awards.every((a) => a.paidFen !== null);
  const paid = awards.reduce((n, a) => n + (a.paidFen ?? 0), 0);
  return (
    <li ref={box} className={styles.card} data-group={match.group}>
      <details open={open} onToggle={(event) => onToggle?.(event.currentTarget.open)}>
        <summary>
          <span className={styles.cardWhat}>
            <strong>{clause.title[locale]}</strong>
            <span className={styles.faint}>{clause.policy.issuer[locale]}</span>
            <span className={styles.signs}>
              {conditions.map((c) => (
                <span key={c.id} title={c.text[locale]}>
                  <TruthSign truth={c.truth} />
                </span>
              ))}
            </span>
          </span>
          <span className={styles.cardSide}>
            {known ? (
              <BigMoney fen={paid} upTo={clause.entitlement !== 'fixed' && paid > 0} />
            ) : (
              <Amount clause={clause} explain={false} />
            )}
            <WindowTag clause={clause} />
          </span>
        </summary>
        <div className={styles.inside}>
          <p className={styles.plain}>{clause.plain[locale]}</p>
          <Awards match={match} />
          <Reasons conditions={conditions} />
          <Ways match={match} />
          <div className={styles.cardLinks}>
            {action}
            <Link to="/policies/$id" params={{ id: clause.id }}>
              {t.toClause}
            </Link>
            <SourceMark clause={clause} />
          </div>
        </div>
      </details>
    </li>
  );
}

/** What it pays by itself and beside the others, in words. */
function Awards({ match: { awards } }: { match: Match }) {
  const t = useT(mineWords);
  const locale = useLocale();
  const itemName = useItemName();
  const money = (fen: number) => moneyWords(fen)[locale];
  if (awards.length === 0) return null;
  return (
    <ul className={styles.awards}>
      {awards.map((a) => (
        <li key={a.item ?? ''}>
          {a.item && t.each(itemName(a.item))}
          {a.paidFen === null ? (
            t.unknownAmount
          ) : (
            <>
              <strong>{t.paid(money(a.paidFen))}</strong>
              {a.fullFen !== null && a.fullFen !== a.paidFen && <span> · {t.full(money(a.fullFen))}</span>}
            </>
          )}
          {a.displacedBy.map((d) => (
            <p key={d.clauseId} className={styles.less}>
              {t.displaced(d.title[locale])}
              <span className={styles.faint}> {t.displacedWhy(d.because[locale])}</span>
            </p>
          ))}
          {a.cutBy.map((c) => (
            <p key={c.because.zh} className={styles.less}>
              {t.cut(money(c.byFen), c.because[locale])}
            </p>
          ))}
        </li>
      ))}
    </ul>
  );
}

function Ways({ match: { ways } }: { match: Match }) {
  const t = useT(mineWords);
  if (ways.length === 0) return null;
  return (
    <div className={styles.ways}>
      <h4>{t.ways}</h4>
      {ways.map((steps, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the ways stand in the order of the answer
        <div key={i}>
          {ways.length > 1 && <p className={styles.faint}>{t.way(i + 1)}</p>}
          <Steps steps={steps} />
        </div>
      ))}
    </div>
  );
}

export function Steps({ steps }: { steps: Match['ways'][number] }) {
  const t = useT(mineWords);
  const locale = useLocale();
  return (
    <ol className={styles.steps}>
      {steps.map((s) => (
        <li key={s.words.zh}>
          <span className={styles.step} data-kind={s.kind}>
            {t.step[s.kind]}
          </span>
          <span>{stepWords(s.words[locale])}</span>
        </li>
      ))}
    </ol>
  );
}

/** The sentence of a step begins with what its tag says already. */
const stepWords = (text: string): string =>
  text
    .replace(/^(补充资料：|经评审认定：|Tell us: |Reviewers find: )/, '')
    .replace(/（由评审认定）$| \(judged by reviewers\)$/, '');
