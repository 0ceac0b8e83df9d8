import {
  type Application,
  confirmOffer,
  declineOffer,
  getApplication,
  submitApplication,
  withdrawApplication,
} from '@hegu/contract/policy/applications.ts';
import { appealDecision } from '@hegu/contract/policy/review.ts';
import { moneyWords } from '@hegu/rules/explain/format.ts';
import { Link, useParams } from '@tanstack/react-router';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { useRouteMutation, useRouteQuery } from '../../../lib/query.ts';
import { useFormat } from '../../../lib/session.ts';
import { Button } from '../../../ui/button.tsx';
import { ConfirmButton } from '../../../ui/confirm-button.tsx';
import { Page, Section } from '../../../ui/page.tsx';
import { Alert, ProblemView } from '../../../ui/problem-view.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { StatusTag } from '../../../ui/status-tag.tsx';
import { RequireSignIn } from '../../labs/parts/require-sign-in.tsx';
import { BigMoney } from '../parts/parts.tsx';
import { PolicyPage } from '../parts/policy-nav.tsx';
import { AccountForm } from './account-form.tsx';
import styles from './applications.module.css';
import { FormPart } from './form-part.tsx';
import { Materials } from './materials.tsx';
import { applicationWords } from './messages.ts';
import { Payments } from './payments.tsx';
import { lastDay, stageStates, toneOf } from './stages.ts';

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
  const locale = useLocale();
  const format = useFormat();
  const params = { id: a.id };
  const submit = useRouteMutation(submitApplication);
  const withdraw = useRouteMutation(withdrawApplication);
  const preparing = a.status === 'draft' || a.status === 'supplement';
  return (
    <Page
      title={a.title[locale]}
      crumbs={[{ label: t.title, link: { to: '/policies/applications' } }]}
      meta={
        <>
          <StatusTag tone={toneOf(a.status)}>{a.statusName[locale]}</StatusTag>
          <span>{a.number ?? t.draft}</span>
          <span>{a.firmName}</span>
          {a.item && <span>{a.item}</span>}
          <Link to="/policies/$id" params={{ id: a.clauseId }}>
            {a.article}
          </Link>
          {a.dueAt && (
            <StatusTag tone={a.overdue ? 'wrong' : 'wait'}>
              {a.overdue ? t.overdue : t.dueBy(format.date(lastDay(a.dueAt)))}
            </StatusTag>
          )}
        </>
      }
    >
      <Track application={a} />
      <Sums application={a} />
      {a.status === 'offered' && <Offer application={a} />}
      {a.status === 'supplement' && (
        <Alert tone="wait" title={t.supplement}>
          <p>{t.supplementHint}</p>
        </Alert>
      )}
      <Reasons application={a} />
      {a.warnings.length > 0 && (
        <Alert tone="wait" title={t.warnings}>
          <ul>
            {a.warnings.map((w) => (
              <li key={`${w.clauseId}:${w.text.zh}`}>
                {w.text[locale]}{' '}
                <Link to="/policies/$id" params={{ id: w.clauseId }}>
                  {w.number ?? w.clauseId}
                </Link>
              </li>
            ))}
          </ul>
        </Alert>
      )}
      <FormPart application={a} />
      <Materials application={a} />
      {(a.may.edit || a.account) && (
        <Section title={t.account} hint={t.accountHint}>
          <AccountForm application={a} />
        </Section>
      )}
      {preparing && a.may.submit && (
        <div className={styles.submit}>
          {submit.error && <ProblemView error={submit.error} />}
          <Button look="act" busy={submit.isPending} onClick={() => submit.mutate({ params })}>
            {a.status === 'supplement' ? t.submitAgain : t.submit}
          </Button>
        </div>
      )}
      <Payments application={a} />
      {a.may.withdraw && (
        <div className={styles.submit}>
          <ConfirmButton
            title={t.withdraw}
            consequence={t.withdrawWhy}
            confirmLabel={t.withdraw}
            confirmLook="wrong"
            onConfirm={() => withdraw.mutateAsync({ params })}
          >
            {t.withdraw}
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

function Sums({ application: a }: { application: Application }) {
  const t = useT(applicationWords);
  const sums = [
    [t.computed, a.computedFen],
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

/** What is paid without an application: the account is checked, and that is all. */
function Offer({ application: a }: { application: Application }) {
  const t = useT(applicationWords);
  const locale = useLocale();
  const confirm = useRouteMutation(confirmOffer);
  const decline = useRouteMutation(declineOffer);
  const fen = a.computedFen ?? 0;
  return (
    <Alert tone="calm" title={t.offerTitle(moneyWords(fen)[locale])}>
      <p>{t.offerText}</p>
      {confirm.error && <ProblemView error={confirm.error} />}
      <div className={styles.buttons}>
        {a.may.confirm && (
          <Button
            look="act"
            busy={confirm.isPending}
            onClick={() => confirm.mutate({ params: { id: a.id }, body: { amountFen: fen } })}
          >
            {t.confirm}
          </Button>
        )}
        {a.may.confirm && (
          <ConfirmButton
            title={t.decline}
            consequence={t.declineWhy}
            reason={{ label: t.declineReason, required: true }}
            confirmLabel={t.decline}
            confirmLook="wrong"
            onConfirm={(reason) => decline.mutateAsync({ params: { id: a.id }, body: { reason } })}
          >
            {t.decline}
          </ConfirmButton>
        )}
      </div>
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
            <strong>{r.text[locale]}</strong>
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
            {r.reason && <p>{r.reason}</p>}
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
            reason={{ label: t.appealReason, required: true }}
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
