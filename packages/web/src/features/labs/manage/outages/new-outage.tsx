import { type Accessory, createAccessoryOutage } from '@hegu/contract/labs/accessories.ts';
import { createOutage, type OutageHit } from '@hegu/contract/labs/instruments.ts';
import { type FormEvent, useId, useState } from 'react';
import type { z } from 'zod';
import { useLocale } from '../../../../i18n/locale.ts';
import { localName, useT } from '../../../../i18n/messages.ts';
import { useRouteMutation } from '../../../../lib/query.ts';
import { useFormat, useZone } from '../../../../lib/session.ts';
import { Button } from '../../../../ui/button.tsx';
import { type Column, DataTable } from '../../../../ui/data-table.tsx';
import { Dialog } from '../../../../ui/dialog.tsx';
import { Field, helpId, inputClass } from '../../../../ui/field.tsx';
import { Alert, ProblemView } from '../../../../ui/problem-view.tsx';
import { instantAt } from '../../parts/time.ts';
import { ReservationStatusTag, reservationStatusWords } from '../../status.tsx';
import { InstrumentSelect } from '../parts/instrument-select.tsx';
import { SpanFields } from '../parts/span-fields.tsx';
import { outages as words } from './messages.ts';
import styles from './outages.module.css';
import { isComplete, once, type Recurrence, toRule } from './recurrence.ts';
import { RecurrenceFields } from './recurrence-fields.tsx';

type Hit = z.output<typeof OutageHit>;

export interface Draft {
  readonly instrument: string;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly reason: string;
  readonly planned: boolean;
}

/** Two steps: what is out and why; then whom it hits and what becomes of their bookings. */
export function NewOutage({
  initial,
  accessory,
  facility,
  onFacility,
  onInstrument,
}: {
  initial: Draft;
  /** An accessory that is out rather than an instrument. */
  accessory: Pick<Accessory, 'id' | 'nameZh' | 'nameEn'> | undefined;
  facility: string;
  onFacility: (id: string) => void;
  onInstrument: (id: string) => void;
}) {
  const t = useT(words);
  const zone = useZone();
  const locale = useLocale();
  const ids = { reason: useId() };
  const [draft, setDraft] = useState(initial);
  const [recurrence, setRecurrence] = useState<Recurrence>(once);
  const [asked, setAsked] = useState(false);
  const [hits, setHits] = useState<'keep' | 'cancel'>('keep');
  const route = accessory ? createAccessoryOutage : createOutage;
  const target = accessory?.id ?? draft.instrument;
  const look = useRouteMutation(route);
  const record = useRouteMutation(route);
  const set = (next: Partial<Draft>) => setDraft((old) => ({ ...old, ...next }));
  const rule = toRule(recurrence, (day) => new Date(instantAt(day, 1440, zone) - 1000).toISOString());
  const complete =
    target !== '' &&
    draft.reason.trim() !== '' &&
    Date.parse(draft.endsAt) > Date.parse(draft.startsAt) &&
    isComplete(recurrence);
  const body = {
    startsAt: draft.startsAt,
    endsAt: draft.endsAt,
    planned: draft.planned,
    reason: draft.reason.trim(),
    ...(rule ? { recurrence: rule } : {}),
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (!complete) return;
    record.reset();
    look.mutate({ params: { id: target }, body: { ...body, dryRun: true } });
  };
  const close = () => look.reset();
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      {accessory ? (
        <p>
          {t.accessory} <strong>{localName(accessory, locale)}</strong>
        </p>
      ) : (
        <InstrumentSelect
          facility={facility}
          value={draft.instrument}
          onFacility={onFacility}
          onChange={(instrument) => {
            set({ instrument });
            onInstrument(instrument);
          }}
        />
      )}
      <SpanFields
        startsAt={draft.startsAt}
        endsAt={draft.endsAt}
        onChange={(startsAt, endsAt) => set({ startsAt, endsAt })}
      />
      <fieldset className={styles.kinds}>
        <legend>{t.kind}</legend>
        {([true, false] as const).map((planned) => (
          <label key={String(planned)} data-on={draft.planned === planned || undefined}>
            <input
              type="radio"
              name="planned"
              checked={draft.planned === planned}
              onChange={() => set({ planned })}
            />
            <span>
              {planned ? t.planned : t.unplanned}
              <small>{planned ? t.plannedHint : t.unplannedHint}</small>
            </span>
          </label>
        ))}
      </fieldset>
      <Field label={t.reason} htmlFor={ids.reason} help={t.reasonHelp}>
        <input
          id={ids.reason}
          className={inputClass}
          maxLength={200}
          value={draft.reason}
          aria-describedby={helpId(ids.reason)}
          aria-invalid={asked && draft.reason.trim() === ''}
          onChange={(event) => set({ reason: event.target.value })}
        />
      </Field>
      <RecurrenceFields value={recurrence} onChange={setRecurrence} />
      {asked && !complete && <Alert title={t.fillIn} />}
      {look.error && <ProblemView error={look.error} />}
      {record.data && (
        <Alert tone="calm" title={t.done(record.data.occurrences)}>
          {record.data.hits.length > 0 && <p>{t.doneHits(record.data.hits.length)}</p>}
        </Alert>
      )}
      <div className={styles.submit}>
        <Button type="submit" look="act" busy={look.isPending}>
          {t.look}
        </Button>
      </div>
      <Dialog
        open={look.data !== undefined}
        title={look.data && look.data.hits.length > 0 ? t.hits(look.data.hits.length) : t.none}
        width={680}
        onClose={close}
        footer={
          <>
            <Button onClick={close}>{t.back}</Button>
            <Button
              look={hits === 'cancel' && look.data && look.data.hits.length > 0 ? 'wrong' : 'act'}
              busy={record.isPending}
              onClick={() =>
                record.mutate(
                  { params: { id: target }, body: { ...body, hits, dryRun: false } },
                  {
                    onSuccess: () => {
                      close();
                      set({ reason: '' });
                      setRecurrence(once);
                      setAsked(false);
                    },
                  },
                )
              }
            >
              {hits === 'cancel' && look.data && look.data.hits.length > 0
                ? t.confirmCancel(look.data.hits.length)
                : t.confirm}
            </Button>
          </>
        }
      >
        {look.data && (
          <>
            <p className={styles.summary}>
              {t.occurrences(look.data.occurrences)}
              {look.data.hits.length === 0 && ` · ${t.noneHint}`}
            </p>
            {look.data.hits.length > 0 && (
              <>
                <Hits hits={look.data.hits} />
                <fieldset className={styles.kinds}>
                  <legend>{t.what}</legend>
                  {(['keep', 'cancel'] as const).map((choice) => (
                    <label key={choice} data-on={hits === choice || undefined}>
                      <input
                        type="radio"
                        name="hits"
                        checked={hits === choice}
                        onChange={() => setHits(choice)}
                      />
                      <span>
                        {choice === 'keep' ? t.keep : t.cancel}
                        <small>{choice === 'keep' ? t.keepHint : t.cancelHint}</small>
                      </span>
                    </label>
                  ))}
                </fieldset>
              </>
            )}
            {record.error && <ProblemView error={record.error} />}
          </>
        )}
      </Dialog>
    </form>
  );
}

function Hits({ hits }: { hits: readonly Hit[] }) {
  const t = useT(words);
  const format = useFormat();
  const columns: readonly Column<Hit>[] = [
    { key: 'time', title: t.time, render: (h) => format.range(h.startsAt, h.endsAt), card: 'subtitle' },
    { key: 'person', title: t.person, render: (h) => h.personName, card: 'title' },
    { key: 'organisation', title: t.organisation, render: (h) => h.organisationName },
    {
      key: 'state',
      title: t.state,
      card: 'corner',
      render: (h) =>
        h.status in reservationStatusWords.zh ? (
          <ReservationStatusTag status={h.status as keyof typeof reservationStatusWords.zh} />
        ) : (
          h.status
        ),
    },
  ];
  return (
    <DataTable label={t.hits(hits.length)} columns={columns} rows={hits} rowKey={(h) => h.reservationId} />
  );
}
