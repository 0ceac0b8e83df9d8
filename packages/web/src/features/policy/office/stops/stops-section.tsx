import { decideStop, listStops, type Stop } from '@hegu/contract/policy/stops.ts';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useLocale } from '../../../../i18n/locale.ts';
import { useT } from '../../../../i18n/messages.ts';
import { useRouteMutation, useRoutePages } from '../../../../lib/query.ts';
import { useFormat } from '../../../../lib/session.ts';
import { Button } from '../../../../ui/button.tsx';
import { ConfirmButton } from '../../../../ui/confirm-button.tsx';
import { Section } from '../../../../ui/page.tsx';
import { ProblemView } from '../../../../ui/problem-view.tsx';
import { StatusTag, type Tone } from '../../../../ui/status-tag.tsx';
import styles from '../office.module.css';
import { stopWords } from './messages.ts';
import { StopDialog } from './stop-dialog.tsx';

const tones: Readonly<Record<Stop['state'], Tone>> = {
  proposed: 'wait',
  confirmed: 'wrong',
  dropped: 'calm',
};

/** Clauses that are stopped, and those somebody proposes to stop. */
export function StopsSection() {
  const t = useT(stopWords);
  const [open, setOpen] = useState(false);
  const { items = [], error, more } = useRoutePages(listStops, { query: { limit: 20 } });
  return (
    <Section
      title={t.stops}
      hint={t.stopsLead}
      actions={<Button onClick={() => setOpen(true)}>{t.stopClause}</Button>}
    >
      {error && <ProblemView error={error} />}
      {items.length === 0 && !error && <p className={styles.hint}>{t.stopsNone}</p>}
      <ul className={styles.cases}>
        {items.map((s) => (
          <StopRow key={s.id} stop={s} />
        ))}
      </ul>
      {more.has && (
        <Button look="quiet" busy={more.busy} onClick={more.load}>
          {t.stopsMore}
        </Button>
      )}
      <StopDialog open={open} onClose={() => setOpen(false)} />
    </Section>
  );
}

function StopRow({ stop }: { stop: Stop }) {
  const t = useT(stopWords);
  const locale = useLocale();
  const colon = locale === 'zh' ? '：' : ': ';
  const format = useFormat();
  const step = useRouteMutation(decideStop);
  const go = (to: 'confirm' | 'drop', reason = '') =>
    step.mutateAsync({ params: { id: stop.id }, body: { step: to, ...(reason ? { reason } : {}) } });
  const { drafts, offered, underWay } = stop.applications;
  return (
    <li className={styles.case}>
      <div className={styles.caseHead}>
        <span className={styles.caseTitle}>
          <Link to="/policies/$id" params={{ id: stop.clauseId }} className={styles.titleLink}>
            {stop.title[locale]}
          </Link>{' '}
          <span className={styles.hint}>{stop.policyTitle[locale]}</span>
        </span>
        <StatusTag tone={tones[stop.state]}>{t.stopState[stop.state]}</StatusTag>
      </div>
      <p>
        <strong>{t.stoppedFrom(format.day(stop.from))}</strong>
        {colon}
        {stop.reason}
      </p>
      <p className={styles.hint}>
        {t.stopBy(stop.proposedBy, format.dateTime(stop.proposedAt))}
        {stop.decidedBy && ` · ${t.stopDecided[stop.state]}${colon}${stop.decidedBy}`}
        {stop.answer && ` · ${stop.answer}`}
      </p>
      {stop.state !== 'dropped' && (
        <p className={styles.hint}>{t.stopApplications(underWay, drafts, offered)}</p>
      )}
      <div className={styles.row}>
        {stop.may.confirm && (
          <ConfirmButton
            look="act"
            title={t.stopConfirmTitle(stop.title[locale], format.day(stop.from))}
            consequence={t.stopConfirmText}
            confirmLook="wrong"
            confirmLabel={t.stopConfirm}
            onConfirm={() => go('confirm')}
          >
            {t.stopConfirm}
          </ConfirmButton>
        )}
        {stop.state === 'proposed' && !stop.may.confirm && (
          <span className={styles.hint}>{t.stopSecond}</span>
        )}
        {stop.may.drop && (
          <ConfirmButton
            look="quiet"
            title={t.stopDrop}
            consequence={t.stopDropText}
            reason={{ label: t.stopDropReason, required: false }}
            confirmLabel={t.stopDrop}
            onConfirm={(reason) => go('drop', reason)}
          >
            {t.stopDrop}
          </ConfirmButton>
        )}
      </div>
    </li>
  );
}
