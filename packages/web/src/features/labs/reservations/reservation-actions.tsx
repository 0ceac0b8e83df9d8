import { getInstrument, type Instrument } from '@hegu/contract/labs/instruments.ts';
import {
  cancelReservation,
  checkIn,
  confirmHold,
  type Reservation,
} from '@hegu/contract/labs/reservations.ts';
import { useState } from 'react';
import { useT } from '../../../i18n/messages.ts';
import { useRouteMutation, useRouteQuery } from '../../../lib/query.ts';
import { useFormat, useNow, useSession } from '../../../lib/session.ts';
import { Button } from '../../../ui/button.tsx';
import { ConfirmButton } from '../../../ui/confirm-button.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { EditProblem } from '../parts/stale.tsx';
import { CheckedOut, CheckOutButton, type Left } from '../phone/check-out.tsx';
import { HandOverButton } from './hand-over.tsx';
import { cancelOutlook } from './late-fee.ts';
import { reservationWords } from './messages.ts';
import { MoveButton } from './move-button.tsx';
import type { FullReservation } from './reservation-page.tsx';
import styles from './reservations.module.css';

/** Between the end of a hold and the sweep that frees its time, half a minute later at most, nothing can be confirmed. */
export const holdIsOver = (r: Pick<Reservation, 'status' | 'holdExpiresAt'>, now: number): boolean =>
  r.status === 'held' && r.holdExpiresAt !== null && Date.parse(r.holdExpiresAt) <= now;

const touched = ['labs', 'billing', 'casework', 'voucher'] as const;

/** What the reader may do with a reservation now. */
export function ReservationActions({ reservation: r }: { reservation: FullReservation }) {
  const t = useT(reservationWords);
  const { me } = useSession();
  const now = useNow(r.status === 'held' ? 1000 : undefined);
  const [left, setLeft] = useState<Left | null>(null);
  const [editProblem, setEditProblem] = useState<unknown>(null);
  const { data: instrument } = useRouteQuery(getInstrument, { params: { id: r.instrumentId } });
  const arrive = useRouteMutation(checkIn, { invalidate: touched });
  const keep = useRouteMutation(confirmHold, { invalidate: touched });
  const quick = (run: Promise<unknown>) => {
    setEditProblem(null);
    run.catch(setEditProblem);
  };
  return (
    <>
      {r.status === 'held' && r.userId === me?.user?.id && !holdIsOver(r, now) && (
        <Button
          look="act"
          busy={keep.isPending}
          onClick={() => quick(keep.mutateAsync({ params: { id: r.id }, ifMatch: r.version }))}
        >
          {t.confirm}
        </Button>
      )}
      {r.may.checkIn && (
        <Button
          look="act"
          busy={arrive.isPending}
          onClick={() => quick(arrive.mutateAsync({ params: { id: r.id }, ifMatch: r.version }))}
        >
          {t.checkIn}
        </Button>
      )}
      {r.may.checkOut && instrument && (
        <CheckOutButton reservation={r} instrument={instrument} onDone={setLeft} />
      )}
      {r.may.move && instrument && <MoveButton reservation={r} instrument={instrument} />}
      {r.may.handOver && <HandOverButton reservation={r} />}
      {r.may.cancel && <CancelButton reservation={r} instrument={instrument} />}
      <CheckedOut left={left} onClose={() => setLeft(null)} />
      {editProblem !== null && <EditProblem error={editProblem} onReload={() => setEditProblem(null)} />}
    </>
  );
}

function CancelButton({
  reservation: r,
  instrument,
}: {
  reservation: FullReservation;
  instrument: Instrument | undefined;
}) {
  const t = useT(reservationWords);
  const format = useFormat();
  const now = useNow();
  const { me } = useSession();
  const cancel = useRouteMutation(cancelReservation, { invalidate: touched });
  const own = r.userId === me?.user?.id;
  const outlook = instrument
    ? cancelOutlook(r, instrument.bookingRules, instrument.priceBook?.book.lateCancellation, now)
    : null;
  const staff = !own && instrument?.may.manage === true;
  const charged = !staff && outlook?.kind === 'late' && outlook.feeFen > 0;
  const consequence = staff ? (
    t.cancelStaff
  ) : outlook === null ? (
    <Skeleton lines={1} />
  ) : outlook.kind === 'late' ? (
    t.cancelLate(
      format.duration(outlook.limitMinutes),
      outlook.feeFen > 0 ? t.cancelLateCost(format.money(outlook.feeFen)) : t.cancelLateFree,
    )
  ) : outlook.kind === 'pending' ? (
    t.cancelPending
  ) : (
    t.cancelFree
  );
  return (
    <ConfirmButton
      title={t.cancelTitle}
      consequence={
        <>
          <p className={outlook?.kind === 'late' && !staff ? styles.late : undefined}>{consequence}</p>
          {r.voucherFen > 0 && (
            <p>
              {charged
                ? t.cancelVoucherLate(format.money(r.voucherFen))
                : t.cancelVoucher(format.money(r.voucherFen))}
            </p>
          )}
        </>
      }
      confirmLabel={t.cancel}
      keepLabel={t.keep}
      confirmLook="wrong"
      reason={{ label: t.cancelReason, required: !own }}
      onConfirm={(reason) =>
        cancel.mutateAsync({
          params: { id: r.id },
          body: reason ? { reason } : {},
          ifMatch: r.version,
        })
      }
    >
      {t.cancel}
    </ConfirmButton>
  );
}
