import {
  type Accessory,
  type AccessoryStatus,
  createAccessory,
  updateAccessory,
} from '@hegu/contract/labs/accessories.ts';
import { type FormEvent, useId, useState } from 'react';
import { useLocale } from '../../../../i18n/locale.ts';
import { localName, useT } from '../../../../i18n/messages.ts';
import { ApiProblem } from '../../../../lib/problem.ts';
import { useRouteMutation } from '../../../../lib/query.ts';
import { Button } from '../../../../ui/button.tsx';
import { Dialog } from '../../../../ui/dialog.tsx';
import { Field, helpId, inputClass } from '../../../../ui/field.tsx';
import { Alert } from '../../../../ui/problem-view.tsx';
import { EditProblem } from '../../parts/stale.tsx';
import { useManagedFacilities } from '../parts/managed.ts';
import styles from './accessories.module.css';
import { type Draft, draftOf, emptyDraft, missingIn, patchOf, piecesOf } from './draft.ts';
import { FitsField } from './fits-field.tsx';
import { accessoryDesk } from './messages.ts';

const statuses: readonly AccessoryStatus[] = ['active', 'down', 'retired'];

/** Registers an accessory (`accessory` null) or changes one. Mount it anew, by `key`, for another one. */
export function AccessoryDialog({
  accessory,
  facilityId,
  instrumentId,
  onClose,
  onDone,
}: {
  accessory: Accessory | null;
  /** Where a new one begins. */
  facilityId: string;
  instrumentId: string | undefined;
  onClose: () => void;
  onDone: (accessory: Accessory, made: boolean) => void;
}) {
  const t = useT(accessoryDesk);
  const { actions } = useT();
  const locale = useLocale();
  const id = useId();
  const { facilities } = useManagedFacilities();
  // The record as it was opened: its version says whether somebody else saved meanwhile
  const [base] = useState(accessory);
  const only = facilities?.length === 1 ? facilities[0]?.id : undefined;
  const before = base ? draftOf(base) : emptyDraft(facilityId || only || '', instrumentId);
  const [changed, setChanged] = useState<Partial<Draft>>({});
  const [asked, setAsked] = useState(false);
  const draft: Draft = { ...before, ...changed };
  const set = (next: Partial<Draft>) => setChanged((old) => ({ ...old, ...next }));
  const missing = missingIn(draft);
  const pieces = piecesOf(draft.capacity);
  const create = useRouteMutation(createAccessory, { onSuccess: (a) => onDone(a, true) });
  const update = useRouteMutation(updateAccessory, { onSuccess: (a) => onDone(a, false) });
  const error = create.error ?? update.error;
  const save = (override: boolean) => {
    if (base) {
      const patch = { ...patchOf(before, draft), ...(override ? { override } : {}) };
      update.mutate({ params: { id: base.id }, ifMatch: base.version, body: patch });
    } else {
      create.mutate({
        body: {
          facilityId: draft.facilityId,
          nameZh: draft.nameZh.trim(),
          nameEn: draft.nameEn.trim(),
          capacity: pieces ?? 1,
          status: draft.status,
          instruments: draft.instruments.map((f) => ({ ...f })),
        },
      });
    }
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setAsked(true);
    if (missing.length > 0 || pieces === null) {
      const { currentTarget } = event;
      // On a phone the field in question may be far from the button that was pressed
      requestAnimationFrame(() => currentTarget.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
      return;
    }
    save(false);
  };
  const text = (name: 'nameZh' | 'nameEn', max: number) => (
    <Field label={`${t[name]} *`} htmlFor={`${id}${name}`}>
      <input
        id={`${id}${name}`}
        className={inputClass}
        maxLength={max}
        value={draft[name]}
        aria-required
        aria-invalid={asked && missing.includes(name)}
        onChange={(event) => set({ [name]: event.target.value })}
      />
    </Field>
  );
  return (
    <Dialog
      open
      width={760}
      title={base ? t.editTitle : t.add}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{actions.cancel}</Button>
          <Button type="submit" form={id} look="act" busy={create.isPending || update.isPending}>
            {base ? actions.save : t.create}
          </Button>
        </>
      }
    >
      <form id={id} className={styles.form} onSubmit={submit} noValidate>
        {!base && (
          <Field label={`${t.facility} *`} htmlFor={`${id}f`} help={t.facilityHelp}>
            <select
              id={`${id}f`}
              className={inputClass}
              value={draft.facilityId}
              aria-required
              aria-invalid={asked && missing.includes('facilityId')}
              aria-describedby={helpId(`${id}f`)}
              onChange={(event) => set({ facilityId: event.target.value })}
            >
              <option value="">{t.pickFacility}</option>
              {facilities?.map((f) => (
                <option key={f.id} value={f.id}>
                  {localName(f, locale)}
                </option>
              ))}
            </select>
          </Field>
        )}
        <div className={styles.pair}>
          {text('nameZh', 80)}
          {text('nameEn', 120)}
          <Field
            label={`${t.capacity} *`}
            htmlFor={`${id}c`}
            help={t.capacityHelp}
            error={pieces === null && asked && t.badCapacity}
          >
            <input
              id={`${id}c`}
              type="number"
              inputMode="numeric"
              className={inputClass}
              min={1}
              max={1000}
              value={draft.capacity}
              aria-required
              aria-invalid={asked && pieces === null}
              aria-describedby={helpId(`${id}c`)}
              onChange={(event) => set({ capacity: event.target.value })}
            />
          </Field>
          <Field label={t.status} htmlFor={`${id}s`} help={t.statusHelp[draft.status]}>
            <select
              id={`${id}s`}
              className={inputClass}
              value={draft.status}
              aria-describedby={helpId(`${id}s`)}
              onChange={(event) => {
                const status = statuses.find((s) => s === event.target.value);
                if (status) set({ status });
              }}
            >
              {statuses.map((s) => (
                <option key={s} value={s}>
                  {t.statuses[s]}
                </option>
              ))}
            </select>
          </Field>
        </div>
        <FitsField fits={draft.instruments} onChange={(instruments) => set({ instruments })} />
        {asked && missing.length > 0 && <Alert title={t.missing} />}
        <EditProblem error={error} onReload={onClose} />
        {error instanceof ApiProblem && error.has('accessory.has_future_bookings') && (
          <Button look="wrong" onClick={() => save(true)}>
            {t.retireAnyway}
          </Button>
        )}
      </form>
    </Dialog>
  );
}
