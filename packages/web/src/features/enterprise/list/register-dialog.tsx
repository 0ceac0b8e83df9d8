import { registerFirm } from '@hegu/contract/enterprise/firms.ts';
import { getOrganisation } from '@hegu/contract/identity.ts';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useEffect, useId, useState } from 'react';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { useRouteMutation, useRouteQuery } from '../../../lib/query.ts';
import { useSession } from '../../../lib/session.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Field, helpId, inputClass } from '../../../ui/field.tsx';
import { Icon } from '../../../ui/icons.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import { useFirmCatalogue } from '../parts/catalogue.ts';
import { placeReasons } from '../parts/field-errors.ts';
import styles from './firms.module.css';
import { listWords } from './messages.ts';

interface Draft {
  creditCode: string;
  nameZh: string;
  nameEn: string;
  district: string;
  park: string;
  establishedOn: string;
  track: string;
}
const blank: Draft = {
  creditCode: '',
  nameZh: '',
  nameEn: '',
  district: '',
  park: '',
  establishedOn: '',
  track: '',
};

/** Which field a refusal is about. */
const places: Readonly<Record<string, keyof Draft>> = {
  'credit_code.invalid': 'creditCode',
  'firm.exists': 'creditCode',
  'firm.district_unknown': 'district',
  'firm.park_unknown': 'park',
  'fact.date_future': 'establishedOn',
  'firm.track_unknown': 'track',
};

/** Registering a firm: an officer any, a company's people their own, which is filled in for them. */
export function RegisterFirm() {
  const t = useT(listWords);
  const { actions } = useT();
  const locale = useLocale();
  const navigate = useNavigate();
  const { me, has } = useSession();
  const { catalogue } = useFirmCatalogue();
  const id = useId();
  const [open, setOpen] = useState(false);
  const [draft, setDraft] = useState<Draft>(blank);
  const decides = has('officer', 'admin');
  const organisationId = decides
    ? undefined
    : me?.memberships.find((m) => m.role === 'pi' || m.role === 'researcher')?.organisationId;
  const own = useRouteQuery(
    getOrganisation,
    { params: { id: organisationId ?? '' } },
    { enabled: open && organisationId !== undefined },
  );
  useEffect(() => {
    if (!own.data) return;
    const { creditCode, nameZh, nameEn, district } = own.data;
    setDraft((d) => (d.creditCode ? d : { ...d, creditCode, nameZh, nameEn, district: district ?? '' }));
  }, [own.data]);
  const save = useRouteMutation(registerFirm, {
    onSuccess: (firm) => void navigate({ to: '/firms/$id', params: { id: firm.id } }),
  });
  const placed = placeReasons(save.error, (r) => places[r.code] ?? null);
  const errorOf = (field: keyof Draft) => placed.at.get(field)?.join(' ');
  const set = (field: keyof Draft) => (event: { target: { value: string } }) =>
    setDraft({ ...draft, [field]: event.target.value });
  const track = catalogue?.tracks.find((x) => x.code === draft.track);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({
      body: {
        creditCode: draft.creditCode,
        nameZh: draft.nameZh,
        ...(draft.nameEn ? { nameEn: draft.nameEn } : {}),
        ...(draft.district ? { district: draft.district } : {}),
        ...(draft.park ? { park: draft.park } : {}),
        ...(track ? { tracks: [track.code], fields: [track.field] } : {}),
        ...(draft.establishedOn ? { establishedOn: draft.establishedOn } : {}),
      },
    });
  };
  const text = (field: keyof Draft, type: 'text' | 'date' = 'text', required = false) => ({
    id: `${id}${field}`,
    type,
    required,
    className: inputClass,
    value: draft[field],
    onChange: set(field),
    'aria-invalid': errorOf(field) ? true : undefined,
    'aria-describedby': helpId(`${id}${field}`),
  });
  return (
    <>
      <Button look="act" onClick={() => setOpen(true)}>
        <Icon name="plus" size={18} />
        {decides ? t.register : t.registerMine}
      </Button>
      <Dialog
        open={open}
        title={t.registerTitle}
        width={560}
        onClose={() => setOpen(false)}
        footer={
          <>
            <Button onClick={() => setOpen(false)}>{actions.cancel}</Button>
            <Button look="act" type="submit" form={`${id}form`} busy={save.isPending}>
              {t.submit}
            </Button>
          </>
        }
      >
        <p>{t.registerLead}</p>
        <form id={`${id}form`} className={styles.form} onSubmit={submit}>
          <Field label={t.code} htmlFor={`${id}creditCode`} help={t.codeHelp} error={errorOf('creditCode')}>
            <input {...text('creditCode', 'text', true)} autoComplete="off" />
          </Field>
          <Field label={t.nameZh} htmlFor={`${id}nameZh`}>
            <input {...text('nameZh', 'text', true)} />
          </Field>
          <Field label={t.nameEn} htmlFor={`${id}nameEn`} optional>
            <input {...text('nameEn')} />
          </Field>
          <div className={styles.pair}>
            <Field label={t.district} htmlFor={`${id}district`} error={errorOf('district')} optional>
              <select
                id={`${id}district`}
                className={inputClass}
                value={draft.district}
                onChange={set('district')}
              >
                <option value="">{t.choose}</option>
                {catalogue?.districts.map((d) => (
                  <option key={d.code} value={d.code}>
                    {d[locale]}
                  </option>
                ))}
              </select>
            </Field>
            <Field label={t.park} htmlFor={`${id}park`} error={errorOf('park')} optional>
              <select id={`${id}park`} className={inputClass} value={draft.park} onChange={set('park')}>
                <option value="">{t.notInPark}</option>
                {catalogue?.parks.map((p) => (
                  <option key={p.code} value={p.code}>
                    {p[locale]}
                  </option>
                ))}
              </select>
            </Field>
          </div>
          <Field label={t.track} htmlFor={`${id}track`} help={t.trackHelp} error={errorOf('track')} optional>
            <select
              id={`${id}track`}
              className={inputClass}
              value={draft.track}
              onChange={set('track')}
              aria-describedby={helpId(`${id}track`)}
            >
              <option value="">{t.choose}</option>
              {catalogue?.tracks.map((x) => (
                <option key={x.code} value={x.code}>
                  {x[locale]}
                </option>
              ))}
            </select>
          </Field>
          <Field
            label={t.establishedOn}
            htmlFor={`${id}establishedOn`}
            error={errorOf('establishedOn')}
            optional
          >
            <input {...text('establishedOn', 'date')} />
          </Field>
        </form>
        {save.error && placed.rest.length > 0 && <ProblemView error={save.error} />}
        {save.error && placed.at.size === 0 && placed.rest.length === 0 && <ProblemView error={save.error} />}
      </Dialog>
    </>
  );
}
