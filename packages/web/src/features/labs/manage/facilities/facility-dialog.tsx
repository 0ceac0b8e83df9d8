import { listOrganisations } from '@hegu/contract/identity.ts';
import { createFacility, type Facility, updateFacility } from '@hegu/contract/labs/instruments.ts';
import { type FormEvent, type ReactNode, useEffect, useId, useState } from 'react';
import { useLocale } from '../../../../i18n/locale.ts';
import { localName, useT } from '../../../../i18n/messages.ts';
import { useRouteMutation, useRouteQuery } from '../../../../lib/query.ts';
import { useSession } from '../../../../lib/session.ts';
import { Button } from '../../../../ui/button.tsx';
import { Dialog } from '../../../../ui/dialog.tsx';
import { Field, helpId, inputClass } from '../../../../ui/field.tsx';
import { Alert } from '../../../../ui/problem-view.tsx';
import { EditProblem } from '../../parts/stale.tsx';
import { useDistrictName } from '../../parts/use-districts.ts';
import {
  badEmail,
  badPlace,
  type Draft,
  type DraftKey,
  draftOf,
  emptyDraft,
  missingIn,
  oddPlace,
  patchOf,
  readPair,
} from './draft.ts';
import styles from './facilities.module.css';
import { facilityDesk } from './messages.ts';

interface Owner {
  readonly id: string;
  readonly nameZh: string;
  readonly nameEn: string;
}

/** The organisations for which the reader may register a facility. */
function useOwners(enabled: boolean): readonly Owner[] {
  const { me, has } = useSession();
  const admin = has('admin');
  const all = useRouteQuery(
    listOrganisations,
    { query: { status: 'active', limit: 200 } },
    { enabled: enabled && admin, staleTime: 60_000 },
  );
  if (admin) return all.data?.items ?? [];
  return (me?.memberships ?? [])
    .filter((m) => m.role === 'facility')
    .map((m) => ({ id: m.organisationId, nameZh: m.organisationName, nameEn: m.organisationNameEn }));
}

/** Registers a facility (`facility` null) or changes one. Mount it anew, by `key`, for another facility. */
export function FacilityDialog({
  facility,
  onClose,
  onDone,
}: {
  facility: Facility | null;
  onClose: () => void;
  onDone: (facility: Facility) => void;
}) {
  const t = useT(facilityDesk);
  const { actions } = useT();
  const locale = useLocale();
  const districtName = useDistrictName();
  const form = useId();
  const owners = useOwners(facility === null);
  // The record as it was opened stays the base: its version says whether somebody else saved meanwhile.
  const [base, setBase] = useState(facility);
  const before = base ? draftOf(base, districtName(base.district)) : emptyDraft('');
  const [changed, setChanged] = useState<Partial<Draft>>({});
  const [asked, setAsked] = useState(false);
  const [takeLatest, setTakeLatest] = useState(false);
  const untouched = Object.keys(changed).length === 0;
  // Nothing of one's own yet, or asked for after a refusal: what others saved comes in below what was typed here.
  useEffect(() => {
    if (!facility || facility.version === base?.version || !(untouched || takeLatest)) return;
    setBase(facility);
    setTakeLatest(false);
  }, [facility, base?.version, untouched, takeLatest]);
  const only = owners.length === 1 ? owners[0] : undefined;
  const draft: Draft = {
    ...before,
    ...(base === null && only ? { organisationId: only.id } : {}),
    ...changed,
  };
  const missing = missingIn(draft);
  const wrongEmail = badEmail(draft);
  const wrongPlace = badPlace(draft);
  const odd = oddPlace(draft);
  const create = useRouteMutation(createFacility, { invalidate: ['catalogue'], onSuccess: onDone });
  const update = useRouteMutation(updateFacility, { invalidate: ['catalogue'], onSuccess: onDone });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setAsked(true);
    if (missing.length > 0 || wrongEmail || wrongPlace.length > 0) {
      const { currentTarget } = event;
      // On a phone the field in question may be far from the button that was pressed
      requestAnimationFrame(() => currentTarget.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
      return;
    }
    const body = patchOf(before, draft);
    if (base) {
      update.mutate({ params: { id: base.id }, ifMatch: base.version, body });
    } else {
      const { organisationId } = draft;
      create.mutate({
        body: { ...body, organisationId, nameZh: draft.nameZh.trim(), nameEn: draft.nameEn.trim() },
      });
    }
  };
  const shared = {
    draft,
    missing: asked ? missing : [],
    set: (next: Partial<Draft>) => setChanged((old) => ({ ...old, ...next })),
  };
  return (
    <Dialog
      open
      width={720}
      title={base ? t.editTitle : t.add}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{actions.cancel}</Button>
          <Button type="submit" form={form} look="act" busy={create.isPending || update.isPending}>
            {base ? actions.save : t.create}
          </Button>
        </>
      }
    >
      <form id={form} className={styles.form} onSubmit={submit} noValidate>
        {base ? (
          <p className={styles.owner}>
            {t.owner}{' '}
            <strong>
              {localName({ nameZh: base.organisationName, nameEn: base.organisationNameEn }, locale)}
            </strong>
          </p>
        ) : (
          <OwnerField owners={owners} {...shared} />
        )}
        <div className={styles.pair}>
          <Text {...shared} name="nameZh" label={t.nameZh} max={120} required />
          <Text {...shared} name="nameEn" label={t.nameEn} max={200} required />
          <Text {...shared} name="district" label={t.district} max={60} help={t.districtHelp} />
          <Text {...shared} name="address" label={t.address} max={200} help={t.addressHelp} />
          <Text
            {...shared}
            set={(next) => shared.set({ ...next, ...(next.latitude ? readPair(next.latitude) : null) })}
            name="latitude"
            label={t.latitude}
            max={60}
            inputMode="decimal"
            help={t.placeHelp}
            error={asked && wrongPlace.includes('latitude') && t.badDegrees}
          />
          <Text
            {...shared}
            name="longitude"
            label={t.longitude}
            max={20}
            inputMode="decimal"
            error={asked && wrongPlace.includes('longitude') && t.badDegrees}
            help={odd && <strong className={styles.odd}>{t[odd]}</strong>}
          />
          <Text {...shared} name="contactName" label={t.contactName} max={60} />
          <Text {...shared} name="contactPhone" label={t.contactPhone} max={40} type="tel" />
          <Text
            {...shared}
            name="contactEmail"
            label={t.contactEmail}
            max={120}
            type="email"
            error={asked && wrongEmail && t.badEmail}
          />
        </div>
        <div className={styles.pair}>
          <Text {...shared} name="descriptionZh" label={t.descriptionZh} max={2000} rows={4} />
          <Text {...shared} name="descriptionEn" label={t.descriptionEn} max={2000} rows={4} />
        </div>
        {asked && missing.length > 0 && <Alert title={t.missing} />}
        <EditProblem
          error={create.error ?? update.error}
          onReload={() => {
            update.reset();
            setTakeLatest(true);
          }}
        />
      </form>
    </Dialog>
  );
}

interface Shared {
  readonly draft: Draft;
  readonly missing: readonly DraftKey[];
  readonly set: (next: Partial<Draft>) => void;
}

function OwnerField({ owners, draft, missing, set }: Shared & { owners: readonly Owner[] }) {
  const t = useT(facilityDesk);
  const locale = useLocale();
  const id = useId();
  return (
    <Field label={`${t.owner} *`} htmlFor={id} help={t.ownerHelp}>
      <select
        id={id}
        className={inputClass}
        value={draft.organisationId}
        aria-required
        aria-invalid={missing.includes('organisationId')}
        aria-describedby={helpId(id)}
        onChange={(event) => set({ organisationId: event.target.value })}
      >
        <option value="">{t.pickOwner}</option>
        {owners.map((o) => (
          <option key={o.id} value={o.id}>
            {localName(o, locale)}
          </option>
        ))}
      </select>
    </Field>
  );
}

function Text({
  name,
  label,
  max,
  draft,
  missing,
  set,
  required = false,
  rows,
  type = 'text',
  inputMode,
  help,
  error,
}: Shared & {
  name: DraftKey;
  label: string;
  max: number;
  required?: boolean;
  rows?: number;
  type?: 'text' | 'tel' | 'email';
  inputMode?: 'decimal';
  help?: ReactNode;
  error?: ReactNode;
}) {
  const id = useId();
  const control = {
    id,
    className: inputClass,
    maxLength: max,
    inputMode,
    value: draft[name],
    'aria-required': required || undefined,
    'aria-invalid': missing.includes(name) || Boolean(error),
    ...(help || error ? { 'aria-describedby': helpId(id) } : {}),
    onChange: (event: { target: { value: string } }) => set({ [name]: event.target.value }),
  };
  return (
    <Field label={required ? `${label} *` : label} htmlFor={id} help={help} error={error}>
      {rows ? <textarea {...control} rows={rows} /> : <input {...control} type={type} />}
    </Field>
  );
}
