import {
  type Firm,
  type FirmPatch,
  FirmStage,
  FirmStatus,
  updateFirm,
} from '@hegu/contract/enterprise/firms.ts';
import { type FormEvent, useId, useState } from 'react';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { ApiProblem } from '../../../lib/problem.ts';
import { useRouteMutation } from '../../../lib/query.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Field, inputClass } from '../../../ui/field.tsx';
import { Alert, ProblemView } from '../../../ui/problem-view.tsx';
import { useFirmCatalogue } from '../parts/catalogue.ts';
import { placeReasons } from '../parts/field-errors.ts';
import styles from './firm.module.css';
import { firmPageWords } from './messages.ts';

const places: Readonly<Record<string, string>> = {
  'firm.district_unknown': 'district',
  'firm.park_unknown': 'park',
  'firm.track_unknown': 'tracks',
  'firm.lineage_unknown': 'lineages',
  'fact.date_future': 'establishedOn',
};

/** The record itself: name, place, track, stage. Numbers are stated as facts elsewhere. */
export function EditRecord({ firm }: { firm: Firm }) {
  const t = useT(firmPageWords);
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t.editRecord}</Button>
      {open && <RecordDialog firm={firm} onClose={() => setOpen(false)} />}
    </>
  );
}

function RecordDialog({ firm, onClose }: { firm: Firm; onClose: () => void }) {
  const t = useT(firmPageWords);
  const { actions } = useT();
  const locale = useLocale();
  const id = useId();
  const { catalogue } = useFirmCatalogue();
  const [draft, setDraft] = useState<FirmPatch>({});
  const save = useRouteMutation(updateFirm, { onSuccess: onClose });
  const placed = placeReasons(save.error, (r) => places[r.code] ?? null);
  const now = { ...firm, ...draft };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({ params: { id: firm.id }, body: draft, ifMatch: firm.version });
  };
  const choice = (
    field: 'district' | 'park',
    label: string,
    none: string,
    options: readonly { readonly code: string; readonly zh: string; readonly en: string }[] = [],
  ) => (
    <Field label={label} htmlFor={`${id}${field}`} error={placed.at.get(field)?.join(' ')}>
      <select
        id={`${id}${field}`}
        className={inputClass}
        value={now[field] ?? ''}
        onChange={(event) => setDraft({ ...draft, [field]: event.target.value || null })}
      >
        <option value="">{none}</option>
        {options.map((o) => (
          <option key={o.code} value={o.code}>
            {o[locale]}
          </option>
        ))}
      </select>
    </Field>
  );
  const many = (
    field: 'tracks' | 'lineages',
    label: string,
    options: readonly { readonly code: string; readonly zh: string; readonly en: string }[] = [],
  ) => (
    <fieldset className={styles.ticks}>
      <legend>{label}</legend>
      {options.map((o) => (
        <label key={o.code}>
          <input
            type="checkbox"
            checked={now[field].includes(o.code)}
            onChange={() =>
              setDraft({
                ...draft,
                [field]: now[field].includes(o.code)
                  ? now[field].filter((c) => c !== o.code)
                  : [...now[field], o.code],
              })
            }
          />
          {o[locale]}
        </label>
      ))}
    </fieldset>
  );
  return (
    <Dialog
      open
      title={t.recordTitle}
      width={680}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{actions.cancel}</Button>
          <Button
            look="act"
            type="submit"
            form={`${id}form`}
            busy={save.isPending}
            disabled={Object.keys(draft).length === 0}
          >
            {actions.save}
          </Button>
        </>
      }
    >
      <form id={`${id}form`} className={styles.form} onSubmit={submit}>
        <div className={styles.inputs}>
          <Field label={t.nameZh} htmlFor={`${id}nameZh`}>
            <input
              id={`${id}nameZh`}
              className={inputClass}
              required
              value={now.nameZh}
              onChange={(event) => setDraft({ ...draft, nameZh: event.target.value })}
            />
          </Field>
          <Field label={t.nameEn} htmlFor={`${id}nameEn`}>
            <input
              id={`${id}nameEn`}
              className={inputClass}
              required
              value={now.nameEn}
              onChange={(event) => setDraft({ ...draft, nameEn: event.target.value })}
            />
          </Field>
          {choice('district', t.district, t.unset, catalogue?.districts)}
          {choice('park', t.park, t.notInPark, catalogue?.parks)}
          <Field label={t.stage} htmlFor={`${id}stage`}>
            <select
              id={`${id}stage`}
              className={inputClass}
              value={now.stage}
              onChange={(event) => {
                const stage = FirmStage.options.find((s) => s === event.target.value);
                if (stage) setDraft({ ...draft, stage });
              }}
            >
              {catalogue?.stages.map((s) => (
                <option key={s.code} value={s.code}>
                  {s[locale]}
                </option>
              ))}
            </select>
          </Field>
          <Field label={t.status} htmlFor={`${id}status`}>
            <select
              id={`${id}status`}
              className={inputClass}
              value={now.status}
              onChange={(event) => {
                const status = FirmStatus.options.find((s) => s === event.target.value);
                if (status) setDraft({ ...draft, status });
              }}
            >
              {catalogue?.statuses.map((s) => (
                <option key={s.code} value={s.code}>
                  {s[locale]}
                </option>
              ))}
            </select>
          </Field>
        </div>
        {many('tracks', t.tracks, catalogue?.tracks)}
        {many('lineages', t.lineages, catalogue?.lineages)}
      </form>
      {save.error instanceof ApiProblem && save.error.has('request.stale') && (
        <Alert tone="wait" title={t.stale} />
      )}
      {save.error && (placed.rest.length > 0 || placed.at.size === 0) && <ProblemView error={save.error} />}
    </Dialog>
  );
}
