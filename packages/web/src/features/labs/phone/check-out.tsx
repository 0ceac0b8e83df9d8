import type { Instrument } from '@hegu/contract/labs/instruments.ts';
import { checkOut, type Reservation } from '@hegu/contract/labs/reservations.ts';
import { Link } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { useT } from '../../../i18n/messages.ts';
import { useRouteMutation } from '../../../lib/query.ts';
import { useFormat, useNow } from '../../../lib/session.ts';
import { Button, buttonClass } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Field, inputClass } from '../../../ui/field.tsx';
import { UsedFields } from '../booking/booking-fields.tsx';
import { EditProblem } from '../parts/stale.tsx';
import { minute } from '../parts/time.ts';
import { phoneWords } from './messages.ts';
import styles from './phone.module.css';
import { voucherPaid } from './voucher-paid.ts';

/** A reservation that is over, and what its voucher held until then. */
export interface Left {
  readonly done: Reservation;
  readonly heldFen: number;
}

type Amounts = Readonly<Record<string, number>>;

/** Check-out: asks what was used where the price book sells by the piece. `onDone` shows the charge: this button is gone by then. */
export function CheckOutButton({
  reservation: r,
  instrument,
  big = false,
  onDone,
}: {
  reservation: Pick<Reservation, 'id' | 'version' | 'endsAt' | 'voucherFen'>;
  instrument: Instrument;
  big?: boolean;
  onDone: (left: Left) => void;
}) {
  const t = useT(phoneWords);
  const { actions } = useT();
  const format = useFormat();
  const over = Math.floor((useNow() - Date.parse(r.endsAt)) / minute);
  const id = useId();
  const [open, setOpen] = useState(false);
  const [items, setItems] = useState<Amounts>({});
  const [consumables, setConsumables] = useState<Amounts>({});
  const [operator, setOperator] = useState(0);
  const [note, setNote] = useState('');
  const leave = useRouteMutation(checkOut, {
    invalidate: ['billing', 'voucher'],
    onSuccess: (done) => {
      setOpen(false);
      onDone({ done, heldFen: r.voucherFen });
    },
  });
  const some = (amounts: Amounts) => (Object.keys(amounts).length > 0 ? amounts : undefined);
  const finish = () => {
    const used = some(items);
    const taken = some(consumables);
    leave.mutate({
      params: { id: r.id },
      body: {
        ...(used ? { items: used } : {}),
        ...(taken ? { consumables: taken } : {}),
        ...(operator > 0 ? { operatorMinutes: operator } : {}),
        ...(note.trim() ? { note: note.trim() } : {}),
      },
      ifMatch: r.version,
    });
  };
  return (
    <>
      <Button look="act" className={big ? styles.big : undefined} onClick={() => setOpen(true)}>
        {t.checkOut}
      </Button>
      <Dialog
        open={open}
        title={t.checkOutTitle}
        onClose={() => setOpen(false)}
        footer={
          <>
            <Button onClick={() => setOpen(false)}>{actions.cancel}</Button>
            <Button look="act" busy={leave.isPending} onClick={finish}>
              {t.finish}
            </Button>
          </>
        }
      >
        <p>{over > 0 ? t.checkOutLate(format.duration(over)) : t.checkOutText}</p>
        <UsedFields
          instrument={instrument}
          items={items}
          consumables={consumables}
          help={t.checkOutItems}
          onChange={(part) => {
            if (part.items) setItems(part.items);
            if (part.consumables) setConsumables(part.consumables);
          }}
        />
        {instrument.priceBook?.book.operator && instrument.may.manage && (
          <Field label={t.operatorMinutes} htmlFor={`${id}o`} optional>
            <input
              id={`${id}o`}
              type="number"
              inputMode="numeric"
              min={0}
              max={44_640}
              className={inputClass}
              value={operator || ''}
              onChange={(event) => setOperator(Math.max(0, Math.floor(Number(event.target.value)) || 0))}
            />
          </Field>
        )}
        <Field label={t.note} htmlFor={`${id}n`} optional>
          <textarea
            id={`${id}n`}
            rows={2}
            maxLength={1000}
            className={inputClass}
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
        </Field>
        {leave.error && <EditProblem error={leave.error} onReload={() => setOpen(false)} />}
      </Dialog>
    </>
  );
}

/** Says that it is over and what it cost. */
export function CheckedOut({ left, onClose }: { left: Left | null; onClose: () => void }) {
  const t = useT(phoneWords);
  const { actions } = useT();
  const format = useFormat();
  const done = left?.done;
  const paid = left && voucherPaid(left.heldFen, left.done);
  return (
    <Dialog
      open={left !== null}
      title={t.done}
      onClose={onClose}
      footer={
        <>
          {done?.chargeId && (
            <Link to="/charges/$id" params={{ id: done.chargeId }} className={buttonClass('plain')}>
              {t.doneDetail}
            </Link>
          )}
          <Button look="act" onClick={onClose}>
            {actions.ok}
          </Button>
        </>
      }
    >
      <p className={styles.charge} role="status">
        {t.doneCharge(format.money(done?.chargedFen ?? 0))}
      </p>
      {paid && <p>{t.doneVoucher(format.money(paid.voucherFen), format.money(paid.projectFen))}</p>}
      {paid && paid.backFen > 0 && <p>{t.doneBack(format.money(paid.backFen))}</p>}
    </Dialog>
  );
}
