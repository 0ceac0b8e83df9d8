import type { Instrument } from '@hegu/contract/labs/instruments.ts';
import { moveReservation, previewMove } from '@hegu/contract/labs/reservations.ts';
import type { RouteOk } from '@hegu/contract/route.ts';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useT } from '../../../i18n/messages.ts';
import { useRouteMutation, useRouteQuery } from '../../../lib/query.ts';
import { useFormat } from '../../../lib/session.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Alert, ProblemView } from '../../../ui/problem-view.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { AccessoryField, useAccessories } from '../booking/accessory-field.tsx';
import { Tick } from '../booking/booking-fields.tsx';
import { bookingWords } from '../booking/messages.ts';
import { refusalOf, runsForward, useRested } from '../booking/verdict.tsx';
import { gridOf, leastOf } from '../booking/wish.ts';
import { Alternatives, slotsOf } from '../parts/alternatives.tsx';
import type { Span } from '../parts/day-strip-drag.ts';
import { EditProblem } from '../parts/stale.tsx';
import { iso } from '../parts/time.ts';
import { TimeChooser } from '../parts/time-chooser.tsx';
import { reservationWords } from './messages.ts';
import type { FullReservation } from './reservation-page.tsx';
import styles from './reservations.module.css';

/** Another time, other accessories, or both: what it would cost is said before it is done. */
export function MoveButton(props: { reservation: FullReservation; instrument: Instrument }) {
  const t = useT(reservationWords);
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t.move}</Button>
      {open && <MoveDialog {...props} onClose={() => setOpen(false)} />}
    </>
  );
}

type Weighed = RouteOk<typeof previewMove>;

const sameIds = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((id) => b.includes(id));

function MoveDialog({
  reservation: r,
  instrument,
  onClose,
}: {
  reservation: FullReservation;
  instrument: Instrument;
  onClose: () => void;
}) {
  const t = useT(reservationWords);
  const words = useT(bookingWords);
  const { actions } = useT();
  const navigate = useNavigate();
  const first: Span = { start: Date.parse(r.startsAt), end: Date.parse(r.endsAt) };
  const had = r.accessories.filter((a) => !a.required).map((a) => a.id);
  const [span, setSpan] = useState(first);
  const [accessories, setAccessories] = useState<readonly string[]>(had);
  const [override, setOverride] = useState(false);
  const offered = useAccessories(r.instrumentId, span, r.id);
  // What can no longer be had with the instrument is not in the list, and so cannot be unticked
  const chosen = accessories.filter((id) => offered.length === 0 || offered.some((a) => a.id === id));
  const changed = span.start !== first.start || span.end !== first.end || !sameIds(chosen, had);
  const body = {
    startsAt: iso(span.start),
    endsAt: iso(span.end),
    ...(sameIds(chosen, had) ? {} : { accessories: [...chosen] }),
    ...(override ? { override: true } : {}),
  };
  const sensible = runsForward(body);
  const { rested, settled } = useRested(body);
  const look = useRouteQuery(
    previewMove,
    { params: { id: r.id }, body: rested },
    {
      keepPrevious: true,
      staleTime: 15_000,
      enabled: runsForward(rested),
      rooms: [`instrument:${r.instrumentId}`],
    },
  );
  const fresh = sensible && settled && !look.isPlaceholderData && look.data !== undefined;
  const move = useRouteMutation(moveReservation, {
    invalidate: ['labs', 'billing', 'casework', 'voucher'],
    onSuccess: (made) => {
      onClose();
      void navigate({ to: '/reservations/$id', params: { id: made.id }, search: { new: 'moved' } });
    },
  });
  const choose = (next: Span) => {
    setSpan(next);
    setOverride(false);
    move.reset();
  };
  const against = look.data?.reasons ?? [];
  const overridable = against.length > 0 && against.every((reason) => reason.overridable);
  const staffMay = instrument.may.bookForOthers && (override || overridable);
  const may = look.data?.accepted === true || (staffMay && override);
  const lost = slotsOf(move.error);
  return (
    <Dialog
      open
      title={t.moveTitle}
      width={760}
      onClose={onClose}
      footer={
        <>
          {changed && sensible && look.data && <Costs data={look.data} now={r.estimateFen} />}
          <Button onClick={onClose}>{actions.cancel}</Button>
          <Button
            look="act"
            busy={move.isPending}
            disabled={!changed || !fresh || !may}
            onClick={() => move.mutate({ params: { id: r.id }, body, ifMatch: r.version })}
          >
            {t.moveSave}
          </Button>
        </>
      }
    >
      <TimeChooser
        instrumentId={r.instrumentId}
        value={span}
        gridMinutes={gridOf(instrument)}
        minMinutes={leastOf(instrument)}
        fits={move.error ? false : fresh && changed ? look.data?.accepted : undefined}
        onChange={choose}
      />
      <AccessoryField
        items={offered}
        instrument={instrument}
        wish={{ accessories: chosen }}
        onChange={(part) => {
          setAccessories(part.accessories);
          move.reset();
        }}
      />
      {move.error ? (
        <EditProblem
          error={move.error}
          title={t.moved}
          nearest={lost.length > 0 && <Alternatives slots={lost} onPick={choose} />}
          onReload={onClose}
        />
      ) : (
        changed && sensible && <Outlook look={look} fresh={fresh} onPick={choose} />
      )}
      {staffMay && (
        <Tick checked={override} onChange={setOverride} label={words.override} help={words.overrideHelp} />
      )}
    </Dialog>
  );
}

/** What it costs then, and how much more or less that is; beside the button, so that nobody presses without having seen it. */
function Costs({ data, now }: { data: Weighed /** The estimate it stands with. */; now: number }) {
  const t = useT(reservationWords);
  const format = useFormat();
  const total = data.quote?.totalFen;
  if (total === undefined) return null;
  const more = total - now;
  const cover = data.voucher?.asked ? data.voucher.coverFen : 0;
  const said = [
    more > 0 ? t.moveMore(format.money(more)) : more < 0 ? t.moveLess(format.money(-more)) : t.moveSame,
    cover > 0 && t.moveVoucher(format.money(cover)),
  ];
  return (
    <p className={styles.costs}>
      <span>{t.moveCosts}</span>
      <strong className="num">{format.money(total)}</strong>
      <small>{said.filter(Boolean).join(' · ')}</small>
    </p>
  );
}

/** May it be, and what follows from it. */
function Outlook({
  look: { data, error },
  fresh,
  onPick,
}: {
  look: { readonly data: Weighed | undefined; readonly error: Error | null };
  fresh: boolean;
  onPick: (span: Span) => void;
}) {
  const t = useT(reservationWords);
  const format = useFormat();
  if (!data)
    return error ? <ProblemView error={error} title={t.moved} /> : <Skeleton lines={2} height={24} />;
  return (
    <section className={fresh ? styles.outlook : styles.outlookOld} aria-live="polite" aria-busy={!fresh}>
      {data.reasons.length > 0 ? (
        <ProblemView
          error={refusalOf(data, t.moved)}
          title={t.moved}
          nearest={data.alternatives.length > 0 && <Alternatives slots={data.alternatives} onPick={onPick} />}
        />
      ) : (
        <Alert tone="calm" title={t.moveFine}>
          {data.needsApproval.length > 0 && <p>{t.moveApproval}</p>}
        </Alert>
      )}
      {data.lateFeeFen !== null && <p className={styles.late}>{t.moveFee(format.money(data.lateFeeFen))}</p>}
      <span className="sr-only" role="status">
        {fresh ? '' : t.moveChecking}
      </span>
    </section>
  );
}
