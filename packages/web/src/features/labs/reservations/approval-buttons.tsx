import { approveReservation, type Reservation, rejectReservation } from '@hegu/contract/labs/reservations.ts';
import { useT } from '../../../i18n/messages.ts';
import { useRouteMutation } from '../../../lib/query.ts';
import { useFormat, useNow } from '../../../lib/session.ts';
import { ConfirmButton } from '../../../ui/confirm-button.tsx';
import { reservationWords } from './messages.ts';
import styles from './reservations.module.css';

/** Approve or reject, where the reader may; says what follows and, in a list, by when. */
export function ApprovalButtons({
  reservation: r,
  deadline = true,
}: {
  reservation: Reservation;
  deadline?: boolean;
}) {
  const t = useT(reservationWords);
  const format = useFormat();
  const now = useNow();
  const approve = useRouteMutation(approveReservation, { invalidate: ['labs', 'billing', 'casework'] });
  const reject = useRouteMutation(rejectReservation, { invalidate: ['labs', 'billing', 'casework'] });
  if (!r.may.approve) return null;
  return (
    <div className={styles.decide}>
      <ConfirmButton
        look="act"
        title={t.approveTitle}
        confirmLabel={t.approve}
        consequence={t.approveText(
          r.personName,
          format.range(r.startsAt, r.endsAt),
          format.money(r.estimateFen),
          r.approvalsDue.length < 2,
        )}
        onConfirm={() => approve.mutateAsync({ params: { id: r.id }, body: {}, ifMatch: r.version })}
      >
        {t.approve}
      </ConfirmButton>
      <ConfirmButton
        title={t.rejectTitle}
        confirmLabel={t.reject}
        confirmLook="wrong"
        consequence={t.rejectText}
        reason={{ label: t.rejectReason, required: true }}
        onConfirm={(reason) =>
          reject.mutateAsync({ params: { id: r.id }, body: { reason }, ifMatch: r.version })
        }
      >
        {t.reject}
      </ConfirmButton>
      {deadline && r.approvalDeadline && (
        <small className={styles.deadline}>{t.deadline(format.soon(r.approvalDeadline, now))}</small>
      )}
    </div>
  );
}
