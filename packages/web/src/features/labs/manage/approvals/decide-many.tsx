import {
  approveReservation,
  listReservations,
  type Reservation,
  rejectReservation,
} from '@hegu/contract/labs/reservations.ts';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocale } from '../../../../i18n/locale.ts';
import { localName, useT } from '../../../../i18n/messages.ts';
import { call } from '../../../../lib/api.ts';
import { useFormat } from '../../../../lib/session.ts';
import { Button } from '../../../../ui/button.tsx';
import { ConfirmButton } from '../../../../ui/confirm-button.tsx';
import { Alert, useProblemLine } from '../../../../ui/problem-view.tsx';
import parts from '../parts/parts.module.css';
import { decideEach, type Outcome } from './decide-each.ts';
import { approvals as words } from './messages.ts';

/** What somebody who approves has ticked, and what came of the last answer: the facility's page and a PI's list share it. */
export interface DecideMany {
  readonly selected: ReadonlySet<string>;
  readonly select: (ids: ReadonlySet<string>) => void;
  readonly busy: boolean;
  readonly outcome: Outcome<Reservation> | null;
  /** Approves, or with a reason refuses, one after another. */
  readonly decide: (list: readonly Reservation[], reason: string | null) => Promise<void>;
}

export function useDecideMany(): DecideMany {
  const client = useQueryClient();
  const [selected, select] = useState<ReadonlySet<string>>(new Set());
  const [busy, setBusy] = useState(false);
  const [outcome, setOutcome] = useState<Outcome<Reservation> | null>(null);
  const decide = async (list: readonly Reservation[], reason: string | null) => {
    setBusy(true);
    setOutcome(null);
    const next = await decideEach(list, reason, async (r) => {
      const params = { id: r.id };
      if (reason === null) await call(approveReservation, { params, body: {}, ifMatch: r.version });
      else await call(rejectReservation, { params, body: { reason }, ifMatch: r.version });
    });
    await client.invalidateQueries({ queryKey: [listReservations.tag] });
    select(new Set());
    setBusy(false);
    setOutcome(next);
  };
  return { selected, select, busy, outcome, decide };
}

/** What a row of the list is called where it is ticked. */
export function useRowName(): (r: Reservation) => string {
  const locale = useLocale();
  const format = useFormat();
  return (r) =>
    [
      r.personName,
      localName({ nameZh: r.instrumentNameZh, nameEn: r.instrumentNameEn }, locale),
      format.range(r.startsAt, r.endsAt),
    ].join(' · ');
}

/** Above the list: what came of the last answer, and one answer to all that are ticked. */
export function DecideBar({ many, rows }: { many: DecideMany; rows: readonly Reservation[] | undefined }) {
  const t = useT(words);
  const locale = useLocale();
  const line = useProblemLine();
  const nameOf = useRowName();
  const { outcome, busy, decide } = many;
  const chosen = rows?.filter((r) => many.selected.has(r.id) && r.may.approve) ?? [];
  return (
    <>
      {outcome && outcome.done > 0 && (
        <Alert tone="calm" title={outcome.approved ? t.approved(outcome.done) : t.rejected(outcome.done)} />
      )}
      {outcome && outcome.failed.length > 0 && (
        <Alert title={t.failed(outcome.failed.length)}>
          <ul>
            {outcome.failed.map(({ item: r, error }) => (
              <li key={r.id}>
                {nameOf(r)}
                {locale === 'zh' ? '：' : ': '}
                {line(error)}
              </li>
            ))}
          </ul>
        </Alert>
      )}
      {chosen.length > 0 && (
        <div className={parts.batch}>
          <Button look="act" busy={busy} onClick={() => void decide(chosen, null)}>
            {t.approveN(chosen.length)}
          </Button>
          <Reject n={chosen.length} onConfirm={(reason) => decide(chosen, reason)} />
        </div>
      )}
    </>
  );
}

/** @param n of several at once; 0 for the one of a row */
export function Reject({ n, onConfirm }: { n: number; onConfirm: (reason: string) => Promise<void> }) {
  const t = useT(words);
  const label = n > 0 ? t.rejectN(n) : t.reject;
  return (
    <ConfirmButton
      look={n > 0 ? 'plain' : 'quiet'}
      title={label}
      consequence={t.rejectText}
      reason={{ label: t.reason, help: t.reasonHelp, required: true }}
      confirmLabel={label}
      confirmLook="wrong"
      onConfirm={onConfirm}
    >
      {label}
    </ConfirmButton>
  );
}
