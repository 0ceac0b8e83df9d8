import { type Application, replayDecision } from '@hegu/contract/policy/applications.ts';
import { getFirmPolicies } from '@hegu/contract/policy/matching.ts';
import { useState } from 'react';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { useRouteQuery } from '../../../lib/query.ts';
import { Button } from '../../../ui/button.tsx';
import { Section } from '../../../ui/page.tsx';
import { Alert, ProblemView } from '../../../ui/problem-view.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { StatusTag, type Tone } from '../../../ui/status-tag.tsx';
import { Time } from '../../../ui/value.tsx';
import { printMoney } from '../../enterprise/parts/value.ts';
import { Reasons } from '../mine/reasons.tsx';
import { usePlaceWords } from '../parts/names.ts';
import { reviewWords } from './messages.ts';
import styles from './review.module.css';

/** What has been said of it: by the rule, by the reviewers, by the firm that appeals. */

const tones: Readonly<Record<Application['outcome'], Tone>> = {
  eligible: 'act',
  needsReview: 'wait',
  needsData: 'wait',
  notEligible: 'wrong',
  notInForce: 'wrong',
};

export function RuleSays({ application: a }: { application: Application }) {
  const t = useT(reviewWords);
  const locale = useLocale();
  const places = usePlaceWords();
  const [open, setOpen] = useState(false);
  return (
    <Section title={t.rule} actions={a.decisionId && <Replay id={a.id} />}>
      <p className={styles.row}>
        <StatusTag tone={tones[a.outcome]}>{t.outcome[a.outcome]}</StatusTag>
        <span>
          {t.computed}{' '}
          <strong>{a.computedFen === null ? t.noAmount : printMoney(a.computedFen, locale)}</strong>
        </span>
      </p>
      {a.warnings.map((w) => (
        <Alert key={`${w.clauseId}${w.text.zh}`} tone="wait" title={w.text[locale]} />
      ))}
      {a.reasons.length === 0 ? (
        <p className={styles.hint}>{t.noReasons}</p>
      ) : (
        <ul className={styles.list}>
          {a.reasons.map((r) => (
            <li key={`${r.text.zh}${r.article ?? ''}`}>
              <span>
                {places(r.text[locale])}
                {r.article && <span className={styles.hint}> · {r.article}</span>}
              </span>
              {r.because && <span className={styles.hint}>{places(r.because[locale])}</span>}
            </li>
          ))}
        </ul>
      )}
      <details onToggle={(e) => setOpen(e.currentTarget.open)}>
        <summary>{t.explain}</summary>
        {open && <Conditions firmId={a.firmId} clauseId={a.clauseId} />}
      </details>
    </Section>
  );
}

function Conditions({ firmId, clauseId }: { firmId: string; clauseId: string }) {
  const t = useT(reviewWords);
  const { data, error } = useRouteQuery(getFirmPolicies, { params: { id: firmId }, query: {} });
  if (error) return <ProblemView error={error} />;
  if (!data) return <Skeleton lines={4} height={32} />;
  const match = data.matches.find((m) => m.clause.id === clauseId);
  if (!match) return <p className={styles.hint}>{t.notMatched}</p>;
  return <Reasons conditions={match.conditions} />;
}

function Replay({ id }: { id: string }) {
  const t = useT(reviewWords);
  const [asked, setAsked] = useState(false);
  const { data, error, isFetching } = useRouteQuery(replayDecision, { params: { id } }, { enabled: asked });
  return (
    <>
      {!data && (
        <Button look="quiet" busy={isFetching} onClick={() => setAsked(true)}>
          {t.replay}
        </Button>
      )}
      {error && <ProblemView error={error} />}
      {data && (
        <Alert
          tone={data.same && data.textsUntouched ? 'calm' : 'wrong'}
          title={!data.same ? t.replayDiffers : data.textsUntouched ? t.replaySame : t.replayTexts}
        />
      )}
    </>
  );
}

const verdictTones = { approve: 'act', reject: 'wrong', return: 'wait' } as const;

export function Reviews({ application: a }: { application: Application }) {
  const t = useT(reviewWords);
  const locale = useLocale();
  if (a.reviews.length === 0 && !a.appeal) return null;
  return (
    <Section title={t.reviews}>
      <ul className={styles.list}>
        {a.reviews.map((r) => (
          <li key={`${r.part}${r.round}${r.at}`}>
            <div className={styles.row}>
              <span>
                <strong>{t.part[r.part]}</strong>
                <span className={styles.hint}>
                  {' '}
                  · {[r.round > 1 ? t.round(r.round) : null, r.personName].filter(Boolean).join(' · ')}{' '}
                  <Time at={r.at} />
                </span>
              </span>
              <StatusTag tone={verdictTones[r.verdict]}>{t.verdict[r.verdict]}</StatusTag>
            </div>
            {(r.amountFen !== null || r.score !== null) && (
              <span>
                {[
                  r.amountFen === null ? null : printMoney(r.amountFen, locale),
                  r.score === null ? null : t.score(r.score),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </span>
            )}
            {r.reason && <p className={styles.said}>{r.reason}</p>}
          </li>
        ))}
        {a.appeal && (
          <li>
            <div className={styles.row}>
              <span>
                <strong>{t.appeal}</strong>{' '}
                <span className={styles.hint}>
                  <Time at={a.appeal.madeAt} />
                </span>
              </span>
              <StatusTag tone={a.appeal.status === 'open' ? 'wait' : 'calm'}>
                {t.appealStatus[a.appeal.status]}
              </StatusTag>
            </div>
            <p className={styles.said}>{a.appeal.reason}</p>
          </li>
        )}
      </ul>
    </Section>
  );
}

export function History({ application: a }: { application: Application }) {
  const t = useT(reviewWords);
  const locale = useLocale();
  if (!a.case || a.case.events.length === 0) return null;
  return (
    <Section title={t.history}>
      <ul className={styles.list}>
        {a.case.events.map((e) => (
          <li key={e.id}>
            <div className={styles.row}>
              <span>{e.name[locale]}</span>
              <span className={styles.hint}>
                {e.actor ?? t.system} · <Time at={e.at} />
              </span>
            </div>
            {typeof e.input.reason === 'string' && <p className={styles.said}>{e.input.reason}</p>}
          </li>
        ))}
      </ul>
    </Section>
  );
}
