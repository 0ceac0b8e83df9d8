import { type ApplicationHands, getApplicationHands, putInCharge } from '@hegu/contract/policy/hands.ts';
import { Link } from '@tanstack/react-router';
import { useT } from '../../../i18n/messages.ts';
import { useRouteMutation, useRouteQuery } from '../../../lib/query.ts';
import { Button, buttonClass } from '../../../ui/button.tsx';
import { Section } from '../../../ui/page.tsx';
import { Alert, ProblemView } from '../../../ui/problem-view.tsx';
import { handsWords } from './hands-messages.ts';
import { reviewWords } from './messages.ts';
import styles from './review.module.css';

/** The case as an administrator sees it who was asked for somebody: its head, without the firm's papers. */
export const useHands = (id: string, enabled: boolean) =>
  useRouteQuery(getApplicationHands, { params: { id } }, { enabled });

/** Who of the office may not act and why, and whoever may: one of them is put in charge. */
export function Hands({ of: a }: { of: ApplicationHands }) {
  const t = useT(handsWords);
  const words = useT(reviewWords);
  const put = useRouteMutation(putInCharge, { invalidate: ['casework'] });
  if (a.people.length === 0) return <p>{t.goneOn}</p>;
  return (
    <>
      {a.nobodyLeft && <Alert title={words.nobodyLeft}>{t.nobodyLeftText}</Alert>}
      <Section
        title={t.office}
        hint={t.officeHint}
        actions={
          <Link to="/admin/members" search={{ role: 'officer' }} className={buttonClass('plain')}>
            {t.invite}
          </Link>
        }
      >
        <ul className={styles.people}>
          {a.people.map((p) => (
            <li key={p.userId}>
              <strong>{p.name}</strong>
              <span className={styles.hint}>
                {p.inCharge && !p.standsAside ? t.inCharge : p.standsAside ? t.aside[p.standsAside] : t.free}
              </span>
              {!p.standsAside && !p.inCharge && (
                <Button
                  look="act"
                  busy={put.isPending}
                  onClick={() => put.mutate({ params: { id: a.id }, body: { userId: p.userId } })}
                >
                  {t.put}
                  <span className="sr-only"> {p.name}</span>
                </Button>
              )}
            </li>
          ))}
        </ul>
        {put.error && <ProblemView error={put.error} />}
      </Section>
    </>
  );
}
