import { checkRelated } from '@hegu/contract/enterprise/facts.ts';
import {
  decideRelationReview,
  getRelationReview,
  type RelationReview,
} from '@hegu/contract/voucher/relations.ts';
import { Link, useParams } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { useLocale } from '../../../i18n/locale.ts';
import { localName, useT } from '../../../i18n/messages.ts';
import { lastMoment } from '../../../lib/due.ts';
import { useRouteMutation, useRouteQuery } from '../../../lib/query.ts';
import { useFormat, useSession } from '../../../lib/session.ts';
import { Button, buttonClass } from '../../../ui/button.tsx';
import { ConfirmButton } from '../../../ui/confirm-button.tsx';
import { type FactRow, Facts } from '../../../ui/facts.tsx';
import { Field, helpId, inputClass } from '../../../ui/field.tsx';
import { Section } from '../../../ui/page.tsx';
import { Alert, ProblemView } from '../../../ui/problem-view.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { StatusTag } from '../../../ui/status-tag.tsx';
import { CounterPage } from '../parts/counter-page.tsx';
import styles from '../parts/voucher.module.css';
import { voucherWords } from '../parts/words.ts';
import { relationWords } from './messages.ts';

const tones = { open: 'wait', unrelated: 'act', related: 'wrong' } as const;

/** Whether holder and provider are related: for the firm how far it is, for an officer what to look at and the finding. */
export function RelationPage() {
  const t = useT(relationWords);
  const words = useT(voucherWords);
  const locale = useLocale();
  const format = useFormat();
  const { id } = useParams({ from: '/vouchers/relations/$id' });
  const { me, has } = useSession();
  const { data: r, error } = useRouteQuery(getRelationReview, { params: { id } }, { enabled: !!me?.user });
  const decides = has('officer', 'admin');
  const crumbs = decides
    ? [{ label: words.nav.office, link: { to: '/vouchers/office' as const } }]
    : [{ label: words.nav.wallet, link: { to: '/vouchers' as const } }];
  if (!r)
    return (
      <CounterPage title={t.title} crumbs={crumbs}>
        {error ? <ProblemView error={error} /> : <Skeleton lines={5} height={32} />}
      </CounterPage>
    );
  const rows: readonly FactRow[] = [
    [t.holder, <Side key="h" side={r.holder} />],
    [t.provider, <Side key="p" side={r.provider} />],
    [t.asked, format.dateTime(r.openedAt)],
    [t.due, r.state === 'open' && r.dueAt && format.date(lastMoment(r.dueAt))],
    [t.decided, r.closedAt && format.dateTime(r.closedAt)],
    [t.finding, r.finding],
  ];
  return (
    <CounterPage
      title={t.title}
      lead={r.state === 'open' ? (decides ? t.lead : t.leadFirm) : undefined}
      crumbs={crumbs}
      meta={<StatusTag tone={tones[r.state]}>{t.state[r.state]}</StatusTag>}
    >
      <div className={styles.columns}>
        <Section title={`${localName(r.holder, locale)} · ${localName(r.provider, locale)}`}>
          <Facts rows={rows} />
        </Section>
        {r.may.decide && <Decide review={r} />}
      </div>
    </CounterPage>
  );
}

function Side({ side }: { side: RelationReview['holder'] }) {
  const locale = useLocale();
  return (
    <>
      {localName(side, locale)} <small className={styles.faint}>{side.creditCode}</small>
    </>
  );
}

function Decide({ review: r }: { review: RelationReview }) {
  const t = useT(relationWords);
  const format = useFormat();
  const id = useId();
  const [finding, setFinding] = useState('');
  const decide = useRouteMutation(decideRelationReview, { invalidate: ['casework'] });
  const look = useRouteMutation(checkRelated);
  const say = (outcome: 'unrelated' | 'related') =>
    decide.mutateAsync({ params: { id: r.id }, body: { outcome, finding: finding.trim() } });
  const { firmId } = r;
  return (
    <Section title={t.finding}>
      <div className={styles.stack}>
        {firmId && (
          <>
            <p className={styles.row}>
              <Button
                busy={look.isPending}
                onClick={() =>
                  look.mutate({
                    params: { id: firmId },
                    body: { creditCode: r.provider.creditCode, purpose: 'application', note: t.title },
                  })
                }
              >
                {t.look}
              </Button>
              <Link to="/firms/$id" params={{ id: firmId }} className={buttonClass('quiet')}>
                {t.firm}
              </Link>
            </p>
            <p className={styles.faint}>{t.lookHint}</p>
          </>
        )}
        {look.data && (
          <Alert tone={look.data.result === 'none' ? 'calm' : 'wait'} title={t.says[look.data.result]}>
            {look.data.share !== null && <p>{t.share(format.percent(look.data.share))}</p>}
          </Alert>
        )}
        {look.error && <ProblemView error={look.error} />}
        <Field label={t.findingLabel} htmlFor={id} help={t.findingHelp}>
          <textarea
            id={id}
            className={inputClass}
            rows={3}
            maxLength={500}
            aria-describedby={helpId(id)}
            value={finding}
            onChange={(event) => setFinding(event.target.value)}
          />
        </Field>
        <div className={styles.row}>
          {(['unrelated', 'related'] as const).map((outcome) => (
            <ConfirmButton
              key={outcome}
              look={outcome === 'unrelated' ? 'act' : 'wrong'}
              confirmLook={outcome === 'unrelated' ? 'act' : 'wrong'}
              title={t[outcome]}
              consequence={outcome === 'unrelated' ? t.unrelatedText : t.relatedText}
              confirmLabel={t[outcome]}
              disabled={finding.trim() === ''}
              onConfirm={() => say(outcome)}
            >
              {t[outcome]}
            </ConfirmButton>
          ))}
        </div>
      </div>
    </Section>
  );
}
