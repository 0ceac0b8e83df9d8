import {
  type Application,
  getApplication,
  submitApplication,
  updateApplication,
  withdrawApplication,
} from '@hegu/contract/policy/applications.ts';
import { appealDecision } from '@hegu/contract/policy/review.ts';
import { moneyWords } from '@hegu/rules/explain/format.ts';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { useRouteMutation, useRouteQuery } from '../../../lib/query.ts';
import { useFormat } from '../../../lib/session.ts';
import { Button } from '../../../ui/button.tsx';
import { ConfirmButton } from '../../../ui/confirm-button.tsx';
import { Page, Section } from '../../../ui/page.tsx';
import { Alert, ProblemView } from '../../../ui/problem-view.tsx';
import { RequireSignIn } from '../../../ui/sign-in.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { StatusTag } from '../../../ui/status-tag.tsx';
import { placeReasons } from '../../enterprise/parts/field-errors.ts';
import { useFirmName } from '../parts/firm-name.ts';
import { useItemName } from '../parts/names.ts';
import { BigMoney } from '../parts/parts.tsx';
import { PolicyPage } from '../parts/policy-nav.tsx';
import { AccountForm } from './account-form.tsx';
import styles from './applications.module.css';
import { type Forms, gather, placeOfReason, standing } from './filling.ts';
import { FormPart } from './form-part.tsx';
import { Materials } from './materials.tsx';
import { applicationWords } from './messages.ts';
import { Offer } from './offer.tsx';
import { Payments } from './payments.tsx';
import { lastDay, limitOf, stageStates, toneOf } from './stages.ts';

/** One application from the firm's side: what is known, what is missing, how far it is, and what was decided and why. */
export function ApplicationPage() {
  const t = useT(applicationWords);
  const { id } = useParams({ from: '/policies/applications/$id' });
  const { data, error } = useRouteQuery(getApplication, { params: { id } });
  return (
    <RequireSignIn title={t.title}>
      <PolicyPage>
        {data ? (
          <Loaded key={data.id} application={data} />
        ) : (
          <Page title={t.title} crumbs={[{ label: t.title, link: { to: '/policies/applications' } }]}>
            {error ? <ProblemView error={error} /> : <Skeleton lines={8} height={32} />}
          </Page>
        )}
      </PolicyPage>
    </RequireSignIn>
  );
}

function Loaded({ application: a }: { application: Application }) {
  const t = useT(applicationWords);
  const firmName = useFirmName();
  const locale = useLocale();
  const format = useFormat();
  const params = { id: a.id };
  const itemName = useItemName();
  const [forms] = useState<Forms>(() => new Map());
  const update = useRouteMutation(updateApplication, { invalidate: ['enterprise'] });
  const submit = useRouteMutation(submitApplication);
  const withdraw = useRouteMutation(withdrawApplication);
  const preparing = a.status === 'draft' || a.status === 'supplement';
  const refusal = standing(update.error ?? submit.error, a);
  const placed = placeReasons(refusal, placeOfReason(a));
  /** What has been typed and not saved goes in with it. */
  const handIn = async () => {
    update.reset();
    submit.reset();
    const part = gather(forms);
    if (part === 'unreadable') return;
    try {
      if (part !== null) await update.mutateAsync({ params, body: part, ifMatch: a.version });
      await submit.mutateAsync({ params });
      window.scrollTo({ top: 0 });
    } catch {
      // Said at the fields and above the button
    }
  };
  return (
    <Page
      title={a.title[locale]}
      crumbs={[{ label: t.title, link: { to: '/policies/applications' } }]}
      meta={
        <>
          <StatusTag tone={toneOf(a.status)}>{a.statusName[locale]}</StatusTag>
          {a.number && <span>{a.number}</span>}
          <span>{firmName(a)}</span>
          {a.item && itemName(a.item) !== a.article && <span>{itemName(a.item)}</span>}
          <Link to="/policies/$id" params={{ id: a.clauseId }}>
            {a.article}
          </Link>
          {a.dueAt && (
            <StatusTag tone={a.overdue ? 'wrong' : 'wait'}>
              {a.overdue ? t.overdue : t.limits[limitOf(a.status)](format.date(lastDay(a.dueAt)))}
            </StatusTag>
          )}
        </>
      }
    >
      {submit.isSuccess && a.number && (
        <Alert tone="calm" title={t.submitted(a.number)}>
          <p>{t.submittedHint}</p>
        </Alert>
      )}
      <Track application={a} />
      <Sums application={a} />
      {a.status === 'offered' && <Offer application={a} />}
      {a.status === 'supplement' && <Supplement application={a} />}
      <Reasons application={a} />
      {a.warnings.length > 0 && (
        <Alert tone="wait" title={t.warnings}>
          <ul>
            {a.warnings.map((w) => (
              <li key={`${w.clauseId}:${w.text.zh}`}>
                {w.text[locale]}{' '}
                <Link to="/policies/$id" params={{ id: w.clauseId }}>
                  {w.number ?? t.seeClause}
                </Link>
              </li>
            ))}
          </ul>
        </Alert>
      )}
      <FormPart application={a} forms={forms} placed={placed} />
      <Materials application={a} placed={placed} />
      {(a.may.edit || (a.account && a.status !== 'offered')) && (
        <Section title={t.account} hint={t.accountHint}>
          <AccountForm application={a} forms={forms} placed={placed} />
        </Section>
      )}
      {preparing && a.may.submit && (
        <div className={styles.submit}>
          {placed.at.size > 0 && <p className={styles.refused}>{t.seeAbove(placed.at.size)}</p>}
          {placed.at.size > 0 && placed.rest.length > 0 && (
            <Alert title={t.besides}>
              <ul>
                {placed.rest.map((r) => (
                  <li key={`${r.code}:${r.message ?? ''}`}>{r.message ?? r.code}</li>
                ))}
              </ul>
            </Alert>
          )}
          {refusal !== null && placed.at.size === 0 && <ProblemView error={refusal} />}
          <Button look="act" busy={submit.isPending || update.isPending} onClick={() => void handIn()}>
            {a.status === 'supplement' ? t.submitAgain : t.submit}
          </Button>
        </div>
      )}
      <Payments application={a} />
      {a.may.withdraw && (
        <div className={styles.submit}>
          <ConfirmButton
            title={a.status === 'draft' ? t.discard : t.withdraw}
            consequence={a.status === 'draft' ? t.discardWhy : t.withdrawWhy}
            confirmLabel={a.status === 'draft' ? t.discard : t.withdraw}
            confirmLook="wrong"
            onConfirm={() => withdraw.mutateAsync({ params })}
          >
            {a.status === 'draft' ? t.discard : t.withdraw}
          </ConfirmButton>
        </div>
      )}
      <History application={a} />
    </Page>
  );
}

function Track({ application: a }: { application: Application }) {
  const t = useT(applicationWords);
  return (
    <ol className={styles.track} aria-label={t.progress}>
      {stageStates(a.status).map(({ stage, state }) => (
        <li key={stage} data-state={state} aria-current={state === 'here' ? 'step' : undefined}>
          {t.stages[stage]}
        </li>
      ))}
    </ol>
  );
}

const refused: ReadonlySet<Application['status']> = new Set(['refused', 'closed']);

function Sums({ application: a }: { application: Application }) {
  const t = useT(applicationWords);
  const sums = [
    // What it would have come to is no comfort to who is refused
    [t.computed, refused.has(a.status) ? null : a.computedFen],
    [t.approved, a.approvedFen],
    [t.awarded, a.awardedFen],
  ] as const;
  const known = sums.flatMap(([label, fen]) => (fen === null ? [] : [{ label, fen }]));
  return (
    <dl className={styles.sums}>
      {known.map(({ label, fen }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>
            <BigMoney fen={fen} />
          </dd>
        </div>
      ))}
      {!a.decidedAt && (
        <div>
          <dt>{t.status}</dt>
          <dd className={styles.outcome}>{t.outcome[a.outcome]}</dd>
        </div>
      )}
    </dl>
  );
}

/** What the office asks for, all at once, and the last day for it. */
function Supplement({ application: a }: { application: Application }) {
  const t = useT(applicationWords);
  const format = useFormat();
  const asked = a.case?.events.findLast((e) => e.transition === 'ask')?.input.reason;
  const due = a.case?.dueAt ?? a.dueAt;
  return (
    <Alert tone="wait" title={due ? t.supplementBy(format.date(lastDay(due))) : t.supplement}>
      {typeof asked === 'string' && (
        <ul className={styles.wanted}>
          {asked.split('；').map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
      <p>{t.supplementHint}</p>
    </Alert>
  );
}

function Reasons({ application: a }: { application: Application }) {
  const t = useT(applicationWords);
  const locale = useLocale();
  const appeal = useRouteMutation(appealDecision);
  if (a.reasons.length === 0 && a.reviews.length === 0 && !a.appeal && !a.may.appeal) return null;
  return (
    <Section title={t.reasons}>
      <ul className={styles.lines}>
        {a.reasons.map((r) => (
          <li key={`${r.text.zh}:${r.article ?? ''}`}>
            <strong>
              {r.because && t.unmet}
              {r.text[locale]}
            </strong>
            {r.article && <span className={styles.faint}> · {r.article}</span>}
            {r.because && <p>{r.because[locale]}</p>}
          </li>
        ))}
        {a.reviews.map((r) => (
          <li key={`${r.part}:${r.round}:${r.at}`}>
            <strong>
              {t.parts[r.part]} · {t.verdicts[r.verdict]}
            </strong>
            {r.amountFen !== null && <span> · {moneyWords(r.amountFen)[locale]}</span>}
            {r.reason && !a.reasons.some((x) => x.text.zh === r.reason) && <p>{r.reason}</p>}
          </li>
        ))}
        {a.appeal && (
          <li>
            <strong>
              {t.appealed} · {t.appealStates[a.appeal.status]}
            </strong>
            <p>{a.appeal.reason}</p>
            {a.appeal.answer && <p>{a.appeal.answer}</p>}
          </li>
        )}
      </ul>
      {a.may.appeal && (
        <div className={styles.submit}>
          <ConfirmButton
            title={t.appeal}
            consequence={t.appealHint}
            reason={{ label: t.appealReason, required: true, max: 2000 }}
            confirmLabel={t.appeal}
            onConfirm={(reason) => appeal.mutateAsync({ params: { id: a.id }, body: { reason } })}
          >
            {t.appeal}
          </ConfirmButton>
        </div>
      )}
    </Section>
  );
}

function History({ application: a }: { application: Application }) {
  const t = useT(applicationWords);
  const locale = useLocale();
  const format = useFormat();
  if (!a.case || a.case.events.length === 0) return null;
  return (
    <Section title={t.history}>
      <ol className={styles.lines}>
        {a.case.events.map((e) => (
          <li key={e.id} className={styles.event}>
            <time dateTime={e.at}>{format.dateTime(e.at)}</time>
            <span>
              {e.name[locale]}
              {typeof e.input.reason === 'string' && <p className={styles.faint}>{e.input.reason}</p>}
            </span>
          </li>
        ))}
      </ol>
    </Section>
  );
}
