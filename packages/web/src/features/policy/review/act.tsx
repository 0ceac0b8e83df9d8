import type { Application } from '@hegu/contract/policy/applications.ts';
import {
  acceptApplication,
  assignApplication,
  declareConflict,
  requestSupplement,
} from '@hegu/contract/policy/review.ts';
import { Link } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { lastMoment } from '../../../lib/due.ts';
import { useRouteMutation } from '../../../lib/query.ts';
import { useFormat, useSession } from '../../../lib/session.ts';
import { Button, buttonClass } from '../../../ui/button.tsx';
import { ConfirmButton } from '../../../ui/confirm-button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Field, inputClass } from '../../../ui/field.tsx';
import { Alert, ProblemView } from '../../../ui/problem-view.tsx';
import { useDay } from '../parts/day.ts';
import { useFirmName } from '../parts/firm-name.ts';
import { reviewWords } from './messages.ts';
import styles from './review.module.css';
import { AppealForm, ReviewForm } from './verdict.tsx';

/** States in which somebody of the office has it in hand. */
const inHand: readonly Application['status'][] = ['submitted', 'first', 'second', 'appealed'];

/** What is to be done now, and who has it in hand. The server decides who may; its refusal says why. */
export function ActPanel({ application: a }: { application: Application }) {
  const t = useT(reviewWords);
  const format = useFormat();
  const locale = useLocale();
  const waits = t.waits[a.status];
  if (a.standsAside)
    return (
      <aside className={styles.side} aria-label={t.act}>
        <h2>{t.act}</h2>
        <p>{(a.nobodyLeft ? t.asideAlone : t.aside)(a.standsAside[locale])}</p>
        {a.nobodyLeft && <NobodyLeft />}
      </aside>
    );
  return (
    <aside className={styles.side} aria-label={t.act}>
      <h2>{t.act}</h2>
      {inHand.includes(a.status) && <Assign application={a} />}
      {a.may.accept && <Accept application={a} />}
      {/* A form of its own for every state: nothing typed for one review is left over in the next */}
      {a.may.review && <ReviewForm key={`${a.status}${a.reviews.length}`} application={a} />}
      {a.status === 'appealed' && <AppealForm application={a} />}
      {!inHand.includes(a.status) && <p>{waits ?? t.ended}</p>}
      {a.status === 'supplement' && a.dueAt && (
        <p>
          <strong>{t.supplementUntil(format.date(lastMoment(a.dueAt)))}</strong>
        </p>
      )}
      <Next application={a} />
      {(a.status === 'submitted' || a.status === 'first') && <Supplement application={a} />}
      {inHand.includes(a.status) && <Conflict application={a} />}
    </aside>
  );
}

/** Everybody of the office had another part, or stands aside. */
function NobodyLeft() {
  const t = useT(reviewWords);
  const { has } = useSession();
  return (
    <>
      <Alert title={t.nobodyLeft}>{t.nobodyLeftText}</Alert>
      {has('admin') && (
        <Link to="/admin/members" search={{ role: 'officer' }} className={buttonClass('plain')}>
          {t.inviteOfficer}
        </Link>
      )}
    </>
  );
}

/** Where it goes on, for what is no longer done on this page. */
function Next({ application: a }: { application: Application }) {
  const t = useT(reviewWords);
  const look = buttonClass('plain');
  if (a.status === 'approved')
    return (
      <Link to="/policies/office/budgets" className={look}>
        {t.budgets}
      </Link>
    );
  if (a.status === 'allotted')
    return (
      <Link to="/policies/office/publicity" className={look}>
        {t.toPublicity}
      </Link>
    );
  if (a.status === 'awarded' || a.status === 'paid' || a.status === 'stopped')
    return (
      <>
        {a.status === 'awarded' && (
          <Link to="/policies/office/orders" className={look}>
            {t.toOrders}
          </Link>
        )}
        <Link to="/policies/office/clawbacks" search={{ application: a.id }} className={buttonClass('quiet')}>
          {t.toClawback}
        </Link>
      </>
    );
  return null;
}

function Assign({ application: a }: { application: Application }) {
  const t = useT(reviewWords);
  const assign = useRouteMutation(assignApplication);
  const put = (release: boolean) => assign.mutate({ params: { id: a.id }, body: { release } });
  return (
    <div className={styles.form}>
      <p className={styles.hint}>{a.assigneeName === null ? t.unassigned : t.by(a.assigneeName)}</p>
      <div className={styles.buttons}>
        <Button busy={assign.isPending} onClick={() => put(false)}>
          {a.assigneeName === null ? t.claim : t.takeOver}
        </Button>
        {a.assigneeName !== null && (
          <Button look="quiet" disabled={assign.isPending} onClick={() => put(true)}>
            {t.release}
          </Button>
        )}
      </div>
      {assign.error && <ProblemView error={assign.error} />}
    </div>
  );
}

function Accept({ application: a }: { application: Application }) {
  const t = useT(reviewWords);
  const accept = useRouteMutation(acceptApplication, { invalidate: ['casework'] });
  return (
    <div className={styles.form}>
      <p>{t.acceptHint}</p>
      <Button look="act" busy={accept.isPending} onClick={() => accept.mutate({ params: { id: a.id } })}>
        {t.accept}
      </Button>
      {accept.error && <ProblemView error={accept.error} />}
    </div>
  );
}

function Conflict({ application: a }: { application: Application }) {
  const t = useT(reviewWords);
  const firmName = useFirmName();
  const declare = useRouteMutation(declareConflict);
  return (
    <ConfirmButton
      look="quiet"
      title={t.conflict}
      consequence={t.conflictText(firmName(a))}
      confirmLabel={t.conflict}
      confirmLook="wrong"
      reason={{ label: t.conflictReason, required: true }}
      onConfirm={(reason) => declare.mutateAsync({ body: { firmId: a.firmId, reason } })}
    >
      {t.conflict}
    </ConfirmButton>
  );
}

/** Calendar days in which the firm completes it; the case closes it after them. */
const supplementDays = 30;

interface Wanted {
  readonly key: number;
  readonly materialId: string;
  readonly text: string;
}

function Supplement({ application: a }: { application: Application }) {
  const t = useT(reviewWords);
  const { actions } = useT();
  const locale = useLocale();
  const format = useFormat();
  const until = useDay(supplementDays);
  const id = useId();
  const [open, setOpen] = useState(false);
  const [items, setItems] = useState<readonly Wanted[]>([{ key: 0, materialId: '', text: '' }]);
  const ask = useRouteMutation(requestSupplement, {
    invalidate: ['casework'],
    onSuccess: () => setOpen(false),
  });
  if (a.case?.events.some((e) => e.transition === 'ask'))
    return <p className={styles.hint}>{t.supplementDone}</p>;
  const put = (key: number, next: Partial<Wanted>) =>
    setItems(items.map((i) => (i.key === key ? { ...i, ...next } : i)));
  const send = () =>
    ask.mutate({
      params: { id: a.id },
      body: {
        items: items.map((i) => ({
          text: i.text.trim(),
          ...(i.materialId ? { materialId: i.materialId } : {}),
        })),
      },
    });
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t.supplement}</Button>
      <Dialog
        open={open}
        title={t.supplement}
        width={640}
        onClose={() => setOpen(false)}
        footer={
          <>
            <Button onClick={() => setOpen(false)}>{actions.cancel}</Button>
            <Button
              look="act"
              busy={ask.isPending}
              disabled={items.some((i) => i.text.trim() === '')}
              onClick={send}
            >
              {t.sendSupplement}
            </Button>
          </>
        }
      >
        <p>{t.supplementHint(format.day(until))}</p>
        {items.map((item, n) => (
          <fieldset key={item.key} className={styles.item}>
            <legend>{t.supplementItem(n + 1)}</legend>
            <Field label={t.ofMaterial} htmlFor={`${id}m${item.key}`}>
              <select
                id={`${id}m${item.key}`}
                className={inputClass}
                value={item.materialId}
                onChange={(e) => put(item.key, { materialId: e.target.value })}
              >
                <option value="">{t.other}</option>
                {a.materials.map((m) => (
                  <option key={m.materialId} value={m.materialId}>
                    {m.name[locale]}
                  </option>
                ))}
              </select>
            </Field>
            <Field label={t.what} htmlFor={`${id}t${item.key}`}>
              <textarea
                id={`${id}t${item.key}`}
                className={inputClass}
                rows={2}
                maxLength={300}
                value={item.text}
                onChange={(e) => put(item.key, { text: e.target.value })}
              />
            </Field>
            {items.length > 1 && (
              <Button look="quiet" onClick={() => setItems(items.filter((i) => i.key !== item.key))}>
                {t.removeItem(n + 1)}
              </Button>
            )}
          </fieldset>
        ))}
        {items.length < 50 && (
          <Button
            onClick={() =>
              setItems([
                ...items,
                { key: Math.max(...items.map((i) => i.key)) + 1, materialId: '', text: '' },
              ])
            }
          >
            {t.addItem}
          </Button>
        )}
        {ask.error && <ProblemView error={ask.error} />}
      </Dialog>
    </>
  );
}
