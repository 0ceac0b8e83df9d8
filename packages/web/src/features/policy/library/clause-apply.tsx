import type { ClauseDetail } from '@hegu/contract/policy/library.ts';
import { getFirmPolicies, type Match } from '@hegu/contract/policy/matching.ts';
import { Link } from '@tanstack/react-router';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { useRouteQuery } from '../../../lib/query.ts';
import { useFormat, useSession } from '../../../lib/session.ts';
import { buttonClass } from '../../../ui/button.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import { SignInLink } from '../../../ui/sign-in.tsx';
import { ApplyButton, useUnderWay } from '../applications/apply-button.tsx';
import { useMyFirm } from '../parts/my-firm.ts';
import styles from './clause.module.css';
import { clauseWords } from './clause-messages.ts';

/** What this reader can do about the clause: apply, confirm, wait, mend what is missing, or sign in. Never a button that leads nowhere. */
export function ClauseApply({ clause }: { clause: ClauseDetail }) {
  const t = useT(clauseWords).apply;
  const { me, has } = useSession();
  const firm = useMyFirm();
  if (!me || firm === undefined) return null;
  const closed = <Closed clause={clause} />;
  return (
    <section aria-labelledby="clause-apply" className={`${styles.apply} ${styles.noPrint}`}>
      <h2 id="clause-apply" className={styles.small}>
        {t.title}
      </h2>
      {firm ? (
        <ForFirm clause={clause} firmId={firm.id} />
      ) : (
        <>
          {closed}
          {me.user ? (
            <p>{has('officer') ? t.officer : t.noFirm}</p>
          ) : (
            clause.standing !== 'over' && <p>{t.visitor}</p>
          )}
          <p className={styles.ways}>
            {!me.user && clause.standing !== 'over' && <SignInLink>{t.signIn}</SignInLink>}
            {!has('officer') && (
              <Link to="/policies/match" className={buttonClass()}>
                {t.questions}
              </Link>
            )}
          </p>
        </>
      )}
    </section>
  );
}

/** When it can be applied for, where that is not now. */
function Closed({ clause }: { clause: Pick<ClauseDetail, 'window' | 'standing'> }) {
  const t = useT(clauseWords).apply;
  const format = useFormat();
  const { window: w, standing } = clause;
  if (standing === 'over') return <p>{t.over}</p>;
  if (w.state === 'open') return null;
  return (
    <p>
      {w.state === 'soon'
        ? w.from
          ? t.opens(format.day(w.from))
          : t.opensSoon
        : w.to
          ? t.closed(format.day(w.to))
          : t.closedPlain}{' '}
      {t.tell}
    </p>
  );
}

function ForFirm({ clause, firmId }: { clause: ClauseDetail; firmId: string }) {
  const t = useT(clauseWords).apply;
  const underWay = useUnderWay(firmId, clause.id);
  const { data, error } = useRouteQuery(getFirmPolicies, { params: { id: firmId }, query: {} });
  if (error) return <ProblemView error={error} />;
  if (!data) return <p role="status">{t.checking}</p>;
  const match = data.matches.find((m) => m.clause.id === clause.id);
  const going = underWay?.some((a) => a.status !== 'offered') ?? false;
  return (
    <>
      <Closed clause={clause} />
      {going ? <p>{t.underWay}</p> : match && <Outcome match={match} firmId={firmId} />}
      <p className={styles.ways}>
        {match && <ApplyButton match={match} firmId={firmId} />}
        <Link
          to="/firms/$id/policies"
          params={{ id: firmId }}
          search={{ open: clause.id }}
          className={buttonClass()}
        >
          {t.why}
        </Link>
      </p>
    </>
  );
}

const shown = 3;

/** How the firm stands to it, and which conditions stand in the way. */
function Outcome({ match, firmId }: { match: Match; firmId: string }) {
  const t = useT(clauseWords).apply;
  const locale = useLocale();
  const { group } = match;
  const truth = group === 'data' ? 'unknown' : 'unmet';
  const against = ['nearly', 'data', 'other'].includes(group)
    ? match.conditions.filter((c) => c.truth === truth)
    : [];
  // Every condition is met, and there is nothing it would be paid for
  const nothing = group === 'now' && match.awards.length === 0;
  return (
    <>
      {t.groups[group] && !nothing && <p>{t.groups[group]}</p>}
      {nothing && (
        <p>
          {t.itemsNone}{' '}
          <Link to="/firms/$id" params={{ id: firmId }}>
            {t.toFirm}
          </Link>
        </p>
      )}
      {against.length > 0 && (
        <ul className={styles.against}>
          {against.slice(0, shown).map((c) => (
            <li key={c.id}>
              {c.text[locale]}
              {c.explained.shortfall && (
                <span className={styles.faint}> {c.explained.shortfall[locale]}</span>
              )}
            </li>
          ))}
          {against.length > shown && <li className={styles.faint}>{t.more(against.length - shown)}</li>}
        </ul>
      )}
    </>
  );
}
