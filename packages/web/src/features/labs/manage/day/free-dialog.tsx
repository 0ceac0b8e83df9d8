import { createOutage, getInstrument } from '@hegu/contract/labs/instruments.ts';
import { createReservation, previewReservation } from '@hegu/contract/labs/reservations.ts';
import { Link } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { useLocale } from '../../../../i18n/locale.ts';
import { localName, useT } from '../../../../i18n/messages.ts';
import { ApiProblem } from '../../../../lib/problem.ts';
import { useRouteMutation, useRouteQuery } from '../../../../lib/query.ts';
import { useFormat } from '../../../../lib/session.ts';
import { Button, buttonClass } from '../../../../ui/button.tsx';
import { Dialog } from '../../../../ui/dialog.tsx';
import { Field, helpId, inputClass } from '../../../../ui/field.tsx';
import { Alert, ProblemView } from '../../../../ui/problem-view.tsx';
import { Money } from '../../../../ui/value.tsx';
import { labs } from '../../parts/words.ts';
import parts from '../parts/parts.module.css';
import { PersonAndProject } from '../parts/person-project.tsx';
import { SpanFields } from '../parts/span-fields.tsx';
import styles from './day.module.css';
import { day as words } from './messages.ts';
import type { Free } from './timeline.tsx';

/** Empty time that was pressed: book it for somebody, or take the instrument out. */
export function FreeDialog({ free, onClose }: { free: Free; onClose: () => void }) {
  const t = useT(words);
  const locale = useLocale();
  const [tab, setTab] = useState<'book' | 'out'>('book');
  const [span, setSpan] = useState({ startsAt: free.startsAt, endsAt: free.endsAt });
  return (
    <Dialog open title={t.newFor(localName(free.resource, locale))} width={560} onClose={onClose}>
      <div className={styles.tabs} role="tablist">
        {(['book', 'out'] as const).map((name) => (
          <button
            key={name}
            type="button"
            role="tab"
            aria-selected={tab === name}
            className={styles.tab}
            onClick={() => setTab(name)}
          >
            {name === 'book' ? t.bookTab : t.outTab}
          </button>
        ))}
      </div>
      <SpanFields {...span} onChange={(startsAt, endsAt) => setSpan({ startsAt, endsAt })} />
      {tab === 'book' ? (
        <Book instrumentId={free.resource.id} span={span} onSpan={setSpan} onClose={onClose} />
      ) : (
        <Out instrumentId={free.resource.id} span={span} onClose={onClose} />
      )}
    </Dialog>
  );
}

interface Span {
  readonly startsAt: string;
  readonly endsAt: string;
}

function Book({
  instrumentId,
  span,
  onSpan,
  onClose,
}: {
  instrumentId: string;
  span: Span;
  onSpan: (span: Span) => void;
  onClose: () => void;
}) {
  const t = useT(words);
  const l = useT(labs);
  const { actions } = useT();
  const locale = useLocale();
  const format = useFormat();
  const ids = { configuration: useId(), note: useId() };
  const [person, setPerson] = useState('');
  const [projectId, setProjectId] = useState('');
  const [configuration, setConfiguration] = useState('');
  const [note, setNote] = useState('');
  const { data: instrument } = useRouteQuery(getInstrument, { params: { id: instrumentId } });
  const body = {
    instrumentId,
    ...span,
    onBehalfOf: person.trim(),
    projectId,
    ...(configuration ? { configuration } : {}),
    ...(note.trim() ? { note: note.trim() } : {}),
  };
  const complete =
    person.trim() !== '' && projectId !== '' && Date.parse(span.endsAt) > Date.parse(span.startsAt);
  const preview = useRouteQuery(previewReservation, { body }, { enabled: complete, staleTime: 0 });
  const book = useRouteMutation(createReservation, { invalidate: ['billing'], onSuccess: onClose });
  const answer = complete ? preview.data : undefined;
  const overridable =
    (answer && !answer.accepted && answer.reasons.every((r) => r.overridable)) ||
    (book.error instanceof ApiProblem && book.error.overridable);
  return (
    <>
      <PersonAndProject
        label={l.who}
        person={person}
        projectId={projectId}
        onPerson={setPerson}
        onProject={setProjectId}
      />
      {instrument && instrument.configurations.length > 0 && (
        <Field label={t.configuration} htmlFor={ids.configuration}>
          <select
            id={ids.configuration}
            className={inputClass}
            value={configuration}
            onChange={(event) => setConfiguration(event.target.value)}
          >
            <option value="">{t.chooseConfiguration}</option>
            {instrument.configurations.map((c) => (
              <option key={c.code} value={c.code}>
                {localName(c, locale)}
              </option>
            ))}
          </select>
        </Field>
      )}
      <Field label={t.note} htmlFor={ids.note} optional>
        <input
          id={ids.note}
          className={inputClass}
          maxLength={1000}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
      </Field>
      {preview.error && complete && <ProblemView error={preview.error} />}
      {answer && !answer.accepted && !book.error && (
        <Alert title={t.refused}>
          <ul>
            {answer.reasons.map((reason) => (
              <li key={`${reason.code}${reason.message}`}>{reason.message}</li>
            ))}
          </ul>
          <div className={styles.nearest}>
            {answer.alternatives
              .filter((a) => a.instrumentId === instrumentId)
              .map((a) => (
                <Button key={a.startsAt} onClick={() => onSpan({ startsAt: a.startsAt, endsAt: a.endsAt })}>
                  {t.moveTo(format.range(a.startsAt, a.endsAt))}
                </Button>
              ))}
          </div>
        </Alert>
      )}
      {answer?.accepted && (
        <p className={styles.ok}>
          <strong>{answer.needsApproval.length > 0 ? t.needsApproval : t.ok}</strong>
          {answer.quote && (
            <span>
              {t.estimate} <Money fen={answer.quote.totalFen} />
            </span>
          )}
        </p>
      )}
      {book.error && <ProblemView error={book.error} />}
      <div className={styles.dialogActions}>
        <Button onClick={onClose}>{actions.cancel}</Button>
        {overridable && (
          <Button
            look="wrong"
            busy={book.isPending}
            onClick={() => book.mutate({ body: { ...body, override: true } })}
          >
            {t.bookAnyway}
          </Button>
        )}
        <Button
          look="act"
          disabled={!complete || answer?.accepted === false}
          busy={book.isPending}
          onClick={() => book.mutate({ body })}
        >
          {t.book}
        </Button>
      </div>
    </>
  );
}

function Out({ instrumentId, span, onClose }: { instrumentId: string; span: Span; onClose: () => void }) {
  const t = useT(words);
  const { actions } = useT();
  const ids = { reason: useId() };
  const [reason, setReason] = useState('');
  const [planned, setPlanned] = useState(false);
  const look = useRouteMutation(createOutage, {
    onSuccess: (answer) => (answer.hits.length === 0 ? onClose() : undefined),
  });
  const body = { ...span, reason: reason.trim(), planned };
  return (
    <>
      <Field label={t.outReason} htmlFor={ids.reason} help={t.outReasonHelp}>
        <input
          id={ids.reason}
          className={inputClass}
          maxLength={200}
          value={reason}
          aria-describedby={helpId(ids.reason)}
          onChange={(event) => setReason(event.target.value)}
        />
      </Field>
      <label className={styles.check}>
        <input type="checkbox" checked={planned} onChange={(event) => setPlanned(event.target.checked)} />
        {t.planned}
      </label>
      <p className={parts.hint}>{t.outageMore}</p>
      {look.error && <ProblemView error={look.error} />}
      <div className={styles.dialogActions}>
        <Button onClick={onClose}>{actions.cancel}</Button>
        <Link
          to="/manage/outages"
          search={{
            instrument: instrumentId,
            from: span.startsAt,
            to: span.endsAt,
            reason: body.reason || undefined,
            planned: planned ? '1' : undefined,
          }}
          className={buttonClass('act')}
        >
          {t.outageNext}
        </Link>
      </div>
    </>
  );
}
