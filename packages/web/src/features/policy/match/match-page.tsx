import { type MatchResult, matchAnswers } from '@hegu/contract/policy/matching.ts';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useLocale } from '../../../i18n/locale.ts';
import { localName, useT } from '../../../i18n/messages.ts';
import { useRouteQuery } from '../../../lib/query.ts';
import { Button, buttonClass } from '../../../ui/button.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { Page, Section } from '../../../ui/page.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import { SignInLink } from '../../../ui/sign-in.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { usePhone } from '../../../ui/use-media.ts';
import { Groups } from '../mine/groups.tsx';
import { Hero, TellFirst } from '../mine/result-parts.tsx';
import { byNearness } from '../mine/sums.ts';
import { firmPoliciesPlace, useMyFirm } from '../parts/my-firm.ts';
import { usePolicyNames } from '../parts/names.ts';
import { BigMoney } from '../parts/parts.tsx';
import { PolicyPage } from '../parts/policy-nav.tsx';
import {
  answeredCount,
  type Draft,
  emptyDraft,
  keepDraft,
  questions,
  readDraft,
  toAnswers,
} from './draft.ts';
import styles from './match.module.css';
import { matchWords } from './messages.ts';
import { QuestionCard } from './questions.tsx';

/** What is typed settles before it is sent. */
function useSettled<T>(value: T, ms: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}

/** Eight questions before signing in; the result stands under them and follows every answer. */
export function MatchPage() {
  const t = useT(matchWords);
  const phone = usePhone();
  const names = usePolicyNames();
  const [draft, setDraft] = useState<Draft>(readDraft);
  const [step, setStep] = useState(0);
  const change = (part: Partial<Draft>) => {
    const next = { ...draft, ...part };
    setDraft(next);
    keepDraft(next);
  };
  const count = answeredCount(draft);
  const answers = useSettled(draft, 250);
  const { data, error, isPlaceholderData } = useRouteQuery(
    matchAnswers,
    { body: toAnswers(answers) },
    { enabled: answeredCount(answers) > 0, keepPrevious: true },
  );
  const restart = () => {
    setDraft(emptyDraft);
    keepDraft(emptyDraft);
    setStep(0);
  };
  return (
    <PolicyPage>
      <Page
        title={t.title}
        lead={t.lead}
        actions={
          count > 0 && (
            <>
              <span className={styles.count}>{t.answeredOf(count)}</span>
              <Button look="quiet" onClick={restart}>
                {t.again}
              </Button>
            </>
          )
        }
      >
        <Knows answered={count} />
        {!names.ready && <Skeleton lines={4} height={64} />}
        {names.ready &&
          (phone ? (
            <OneByOne draft={draft} names={names} onChange={change} step={step} onStep={setStep} />
          ) : (
            <div className={styles.grid}>
              {questions.map((q) => (
                <QuestionCard key={q} question={q} draft={draft} names={names} onChange={change} />
              ))}
            </div>
          ))}
        <div id="result" className={styles.result} aria-busy={isPlaceholderData}>
          {error && <ProblemView error={error} />}
          {count === 0 ? (
            <Empty icon="help" title={t.empty}>
              {t.emptyHint}
            </Empty>
          ) : (
            data && <Result result={data} />
          )}
          {count > 0 && !data && !error && <Skeleton lines={5} height={48} />}
        </div>
      </Page>
    </PolicyPage>
  );
}

function OneByOne({
  draft,
  names,
  onChange,
  step,
  onStep,
}: {
  draft: Draft;
  names: ReturnType<typeof usePolicyNames>;
  onChange: (part: Partial<Draft>) => void;
  step: number;
  onStep: (step: number) => void;
}) {
  const t = useT(matchWords);
  const box = useRef<HTMLDivElement>(null);
  const moved = useRef(false);
  const question = questions[step];
  // The next question takes the focus, so that it is read out and typed into.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a step is what it waits for
  useEffect(() => {
    if (moved.current) box.current?.focus();
    moved.current = true;
  }, [step]);
  const last = step === questions.length - 1;
  if (!question) return null;
  const before = answeredCount(draft);
  const done = answeredCount({ ...emptyDraft, [question]: draft[question] }) > 0;
  return (
    <div className={styles.one}>
      <div
        className={styles.bar}
        role="progressbar"
        aria-label={t.progress(step + 1, questions.length)}
        aria-valuemin={1}
        aria-valuemax={questions.length}
        aria-valuenow={step + 1}
      >
        <span style={{ width: `${((step + 1) / questions.length) * 100}%` }} />
      </div>
      <div ref={box} tabIndex={-1} className={styles.current}>
        <QuestionCard key={question} question={question} draft={draft} names={names} onChange={onChange} />
      </div>
      <div className={styles.moves}>
        <Button look="quiet" disabled={step === 0} onClick={() => onStep(step - 1)}>
          {t.previous}
        </Button>
        <Button
          look="act"
          onClick={() => {
            if (last) document.getElementById('result')?.scrollIntoView({ behavior: 'smooth' });
            else onStep(step + 1);
          }}
        >
          {last || (before === questions.length && !last) ? (last ? t.see : t.next) : done ? t.next : t.skip}
        </Button>
      </div>
    </div>
  );
}

function Result({ result }: { result: MatchResult }) {
  const t = useT(matchWords);
  const firm = useMyFirm();
  return (
    <>
      <h2 className="sr-only">{t.result}</h2>
      <Hero result={result} aside={result.totalFen === 0 && <Best result={result} />} />
      <TellFirst result={result} />
      {firm === null && (
        <Section title={t.signIn}>
          <div className={styles.invite}>
            <p>{t.signInText}</p>
            <SignInLink>{t.signInGo}</SignInLink>
          </div>
        </Section>
      )}
      <Groups result={result} only={['confirm', 'now', 'review', 'soon', 'nearly', 'data', 'other']} />
    </>
  );
}

/** What could come, where nothing is certain yet: the largest single clause among the nearest, never a sum of alternatives. */
function Best({ result }: { result: MatchResult }) {
  const t = useT(matchWords);
  const locale = useLocale();
  const waiting = byNearness(result.matches.filter((m) => m.group === 'data' && m.clause.mostFen !== null));
  const near = waiting.filter((m) => m.conditions.some((c) => c.truth === 'met')).slice(0, 12);
  const best = near.reduce<(typeof near)[number] | undefined>(
    (top, m) => ((m.clause.mostFen ?? 0) > (top?.clause.mostFen ?? 0) ? m : top),
    undefined,
  );
  if (!best || best.clause.mostFen === null) return null;
  return (
    <div className={styles.best}>
      <p>{t.best}</p>
      <BigMoney fen={best.clause.mostFen} upTo />
      <p>{t.bestOf(best.clause.title[locale], result.counts.data ?? near.length)}</p>
    </div>
  );
}

/** For somebody whose firm the platform knows, the questions are the long way. */
function Knows({ answered }: { answered: number }) {
  const t = useT(matchWords);
  const locale = useLocale();
  const firm = useMyFirm();
  if (!firm) return null;
  return (
    <div className={styles.knows}>
      <p>{t.signedIn(localName(firm, locale))}</p>
      <Link to={firmPoliciesPlace(firm.id)} className={buttonClass('act')}>
        {answered > 0 ? t.carry.toCarry : t.mineGo}
      </Link>
    </div>
  );
}
