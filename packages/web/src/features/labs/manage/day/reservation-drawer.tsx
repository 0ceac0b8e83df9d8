import {
  approveReservation,
  cancelReservation,
  checkIn,
  checkOut,
  getReservation,
  handOver,
  rejectReservation,
} from '@hegu/contract/labs/reservations.ts';
import type { RouteOkOut } from '@hegu/contract/route.ts';
import { Link } from '@tanstack/react-router';
import { useEffect, useId, useState } from 'react';
import { type Locale, useLocale } from '../../../../i18n/locale.ts';
import { localName, useT } from '../../../../i18n/messages.ts';
import { reservationPlace } from '../../../../lib/places.ts';
import { useRouteMutation, useRouteQuery } from '../../../../lib/query.ts';
import { useFormat } from '../../../../lib/session.ts';
import { Button, buttonClass } from '../../../../ui/button.tsx';
import { ConfirmButton } from '../../../../ui/confirm-button.tsx';
import { Drawer } from '../../../../ui/drawer.tsx';
import { Field, inputClass } from '../../../../ui/field.tsx';
import { ProblemView } from '../../../../ui/problem-view.tsx';
import { Skeleton } from '../../../../ui/skeleton.tsx';
import { Money } from '../../../../ui/value.tsx';
import { useConfigurationName } from '../../parts/configuration-name.ts';
import { labs } from '../../parts/words.ts';
import { ReservationStatusTag } from '../../status.tsx';
import { HistoryList } from '../parts/history.tsx';
import { manage } from '../parts/messages.ts';
import parts from '../parts/parts.module.css';
import { PersonAndProject } from '../parts/person-project.tsx';
import { QuoteLines } from '../parts/quote-lines.tsx';
import { SpanFields } from '../parts/span-fields.tsx';
import type { ScheduleEvent, ScheduleResource } from './layout.ts';
import { day as words } from './messages.ts';
import { RefusedMove, useMove } from './move.tsx';

type Full = RouteOkOut<typeof getReservation>;

/** A booking on the timeline: who, when, what it costs, and everything the desk may do with it. */
export function ReservationDrawer({
  event,
  rows = [],
  onClose,
  onMoved,
}: {
  event: Pick<ScheduleEvent, 'id'> | null;
  /** The instruments beside it, where it could go instead. */
  rows?: readonly ScheduleResource[];
  onClose: () => void;
  /** A moved booking is a new record; the drawer goes on with it. */
  onMoved: (id: string) => void;
}) {
  const t = useT(words);
  const { data, error } = useRouteQuery(
    getReservation,
    { params: { id: event?.id ?? '' } },
    { enabled: event !== null },
  );
  const r = event && data?.id === event.id ? data : undefined;
  return (
    <Drawer
      open={event !== null}
      title={r ? r.personName : t.details}
      meta={r && <ReservationStatusTag status={r.status} />}
      onClose={onClose}
    >
      {error && <ProblemView error={error} />}
      {!r && !error && <Skeleton lines={6} />}
      {r && <Details r={r} rows={rows} onClose={onClose} onMoved={onMoved} />}
    </Drawer>
  );
}

function Details({
  r,
  rows,
  onClose,
  onMoved,
}: {
  r: Full;
  rows: readonly ScheduleResource[];
  onClose: () => void;
  onMoved: (id: string) => void;
}) {
  const t = useT(words);
  const m = useT(manage);
  const l = useT(labs);
  const locale = useLocale();
  const format = useFormat();
  const configuration = useConfigurationName(r.instrumentId, r.configuration);
  const instrument = localName({ nameZh: r.instrumentNameZh, nameEn: r.instrumentNameEn }, locale);
  return (
    <>
      <dl className={parts.facts}>
        <dt>{m.instrument}</dt>
        <dd>
          {instrument}
          {r.room && ` · ${r.room}`}
        </dd>
        <dt>{m.time}</dt>
        <dd>
          {format.range(r.startsAt, r.endsAt)}
          <br />
          <span className={parts.hint}>
            {format.duration((Date.parse(r.endsAt) - Date.parse(r.startsAt)) / 60_000)}
            {r.checkedInAt && ` · ${t.checkedIn(format.time(r.checkedInAt))}`}
            {r.checkedOutAt && ` · ${t.checkedOut(format.time(r.checkedOutAt))}`}
          </span>
        </dd>
        <dt>{m.organisation}</dt>
        <dd>{localName({ nameZh: r.organisationName, nameEn: r.organisationNameEn }, locale)}</dd>
        <dt>{m.project}</dt>
        <dd>{r.projectName}</dd>
        {r.createdBy !== r.userId && (
          <>
            <dt>{t.created}</dt>
            <dd>{r.createdByName}</dd>
          </>
        )}
        {r.configuration && (
          <>
            <dt>{t.configuration}</dt>
            <dd>{configuration}</dd>
          </>
        )}
        {r.accessories.length > 0 && (
          <>
            <dt>{t.accessories}</dt>
            <dd>{r.accessories.map((a) => localName(a, locale)).join(locale === 'zh' ? '、' : ', ')}</dd>
          </>
        )}
        <dt>{r.chargedFen === null ? t.estimateLabel : t.charged}</dt>
        <dd>
          <Money fen={r.chargedFen ?? r.estimateFen} />
        </dd>
        {r.approvalsDue.length > 0 && (
          <>
            <dt>{t.approvalsDue}</dt>
            <dd>{r.approvalsDue.map((who) => l[who]).join(locale === 'zh' ? '、' : ', ')}</dd>
          </>
        )}
        {r.note && (
          <>
            <dt>{t.note}</dt>
            <dd>{r.note}</dd>
          </>
        )}
        {r.cancelReason && (
          <>
            <dt>{t.cancelReason}</dt>
            <dd>{r.cancelReason}</dd>
          </>
        )}
      </dl>
      <Actions r={r} onClose={onClose} />
      {r.may.move && <ChangeTime key={r.id} r={r} name={instrument} rows={rows} onMoved={onMoved} />}
      {r.quote && (
        <section>
          <h3 className={parts.small}>{t.quote}</h3>
          <QuoteLines quote={r.quote} />
        </section>
      )}
      {r.history.length > 0 && (
        <section>
          <h3 className={parts.small}>{t.history}</h3>
          <HistoryList history={r.history} />
        </section>
      )}
      <Link to={reservationPlace(r.id)} className={buttonClass('quiet')}>
        {t.openReservation}
      </Link>
    </>
  );
}

function Actions({ r, onClose }: { r: Full; onClose: () => void }) {
  const t = useT(words);
  const { actions } = useT();
  const enter = useRouteMutation(checkIn);
  const leave = useRouteMutation(checkOut, { invalidate: ['billing'] });
  const cancel = useRouteMutation(cancelReservation, { invalidate: ['billing'] });
  const approve = useRouteMutation(approveReservation);
  const reject = useRouteMutation(rejectReservation);
  const failed = enter.error ?? approve.error;
  const { may } = r;
  return (
    <>
      {failed && <ProblemView error={failed} />}
      <div className={parts.actions}>
        {may.approve && (
          <>
            <Button
              look="act"
              busy={approve.isPending}
              onClick={() => approve.mutate({ params: { id: r.id }, body: {}, ifMatch: r.version })}
            >
              {t.approve}
            </Button>
            <ConfirmButton
              title={t.reject}
              consequence={t.rejectText}
              reason={{ label: t.rejectReason, help: t.cancelReasonHelp, required: true }}
              confirmLabel={t.reject}
              confirmLook="wrong"
              onConfirm={(reason) =>
                reject.mutateAsync({ params: { id: r.id }, body: { reason } }).then(onClose)
              }
            >
              {t.reject}
            </ConfirmButton>
          </>
        )}
        {may.checkIn && (
          <Button look="act" busy={enter.isPending} onClick={() => enter.mutate({ params: { id: r.id } })}>
            {t.checkIn}
          </Button>
        )}
        {may.checkOut && (
          <ConfirmButton
            look="act"
            title={t.checkOut}
            consequence={t.checkOutText}
            confirmLabel={t.checkOut}
            onConfirm={() => leave.mutateAsync({ params: { id: r.id }, body: {} })}
          >
            {t.checkOut}
          </ConfirmButton>
        )}
        {may.handOver && <HandOver r={r} onDone={onClose} />}
        {may.cancel && (
          <ConfirmButton
            look="wrong"
            title={t.cancel}
            consequence={t.cancelText}
            reason={{ label: t.cancelReason, help: t.cancelReasonHelp, required: true }}
            confirmLabel={t.cancel}
            confirmLook="wrong"
            onConfirm={(reason) =>
              cancel.mutateAsync({ params: { id: r.id }, body: { reason } }).then(onClose)
            }
          >
            {t.cancel}
          </ConfirmButton>
        )}
        {!(may.approve || may.checkIn || may.checkOut || may.handOver || may.cancel) && (
          <Button onClick={onClose}>{actions.close}</Button>
        )}
      </div>
    </>
  );
}

function HandOver({ r, onDone }: { r: Full; onDone: () => void }) {
  const t = useT(words);
  const hand = useRouteMutation(handOver);
  const [person, setPerson] = useState('');
  const [projectId, setProjectId] = useState('');
  return (
    <ConfirmButton
      title={t.handOver}
      confirmLabel={t.handOver}
      consequence={
        <div className={parts.stack}>
          <p>{t.handOverText}</p>
          <PersonAndProject
            label={t.handOverTo}
            person={person}
            projectId={projectId}
            onPerson={setPerson}
            onProject={setProjectId}
          />
        </div>
      }
      onConfirm={() =>
        hand
          .mutateAsync({
            params: { id: r.id },
            body: { username: person.trim(), ...(projectId ? { projectId } : {}) },
          })
          .then(onDone)
      }
    >
      {t.handOver}
    </ConfirmButton>
  );
}

/** Typed times, and the row chosen: what dragging does, for the keyboard and the phone. */
function ChangeTime({
  r,
  name,
  rows,
  onMoved,
}: {
  r: Full;
  name: string;
  rows: readonly ScheduleResource[];
  onMoved: (id: string) => void;
}) {
  const t = useT(words);
  const m = useT(manage);
  const locale = useLocale();
  const field = useId();
  const [on, setOn] = useState(r.instrumentId);
  const [span, setSpan] = useState({ startsAt: r.startsAt, endsAt: r.endsAt });
  useEffect(() => setSpan({ startsAt: r.startsAt, endsAt: r.endsAt }), [r.startsAt, r.endsAt]);
  const move = useMove((moved) => onMoved(moved.id));
  const others = rows.filter((row) => row.id !== r.instrumentId);
  const same =
    on === r.instrumentId &&
    Date.parse(span.startsAt) === Date.parse(r.startsAt) &&
    Date.parse(span.endsAt) === Date.parse(r.endsAt);
  return (
    <section className={parts.stack}>
      <h3 className={parts.small}>{t.changeTime}</h3>
      <p className={parts.hint}>{t.changeTimeHelp}</p>
      {others.length > 0 && (
        <Field label={m.instrument} htmlFor={field}>
          <select
            id={field}
            className={inputClass}
            value={on}
            onChange={(event) => setOn(event.target.value)}
          >
            <option value={r.instrumentId}>{name}</option>
            {others.map((row) => (
              <option key={row.id} value={row.id}>
                {localName(row, locale)}
              </option>
            ))}
          </select>
        </Field>
      )}
      <SpanFields {...span} onChange={(startsAt, endsAt) => setSpan({ startsAt, endsAt })} />
      <Button
        disabled={same || Date.parse(span.endsAt) <= Date.parse(span.startsAt)}
        busy={move.busy}
        onClick={() =>
          void move.send({
            id: r.id,
            version: r.version,
            who: r.personName,
            ...span,
            instrumentId: on === r.instrumentId ? undefined : on,
            on,
          })
        }
      >
        {t.saveTime}
      </Button>
      <RefusedMove move={move} nameOf={(id) => nameOf(rows, id, locale) ?? name} />
    </section>
  );
}

function nameOf(rows: readonly ScheduleResource[], id: string, locale: Locale): string | undefined {
  const row = rows.find((x) => x.id === id);
  return row && localName(row, locale);
}
