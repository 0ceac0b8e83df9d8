import { applyAsProvider, listProviders, type Provider } from '@hegu/contract/voucher/schemes.ts';
import { useId, useState } from 'react';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { useRouteMutation, useRouteQuery } from '../../../lib/query.ts';
import { useSession } from '../../../lib/session.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { Field, helpId, inputClass } from '../../../ui/field.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { StatusTag, type Tone } from '../../../ui/status-tag.tsx';
import { useSchemes } from '../parts/scheme.tsx';
import styles from '../parts/voucher.module.css';
import { providerWords } from './messages.ts';

export const providerTones: Readonly<Record<Provider['status'], Tone>> = {
  applied: 'wait',
  admitted: 'act',
  refused: 'wrong',
  suspended: 'wrong',
};

/** Is the facility's organisation a provider? One line when it is; else how it becomes one. */
export function Admission() {
  const t = useT(providerWords);
  const locale = useLocale();
  const { me } = useSession();
  const [applying, setApplying] = useState(false);
  const own = (me?.memberships ?? []).filter((m) => m.role === 'facility');
  const { data, error } = useRouteQuery(listProviders, { query: { limit: 100 } });
  const schemes = useSchemes();
  if (error) return <ProblemView error={error} />;
  if (!data || !schemes) return <Skeleton lines={1} height={40} />;
  const mine = data.items.filter((p) => own.some((m) => m.organisationId === p.organisationId));
  // Somebody who looks after the whole valley has no organisation to apply for
  if (own.length === 0) return null;
  const again = mine.some((p) => p.status === 'refused');
  return (
    <>
      {mine.map((p) => {
        const scheme = schemes.find((s) => s.schemeId === p.schemeId);
        return (
          <p key={p.id} className={styles.row}>
            <StatusTag tone={providerTones[p.status]}>{t.admissionStatus[p.status]}</StatusTag>
            <strong>{p.organisationName}</strong>
            <span className={styles.faint}>
              {[
                scheme?.title[locale],
                ...p.services.map((c) => scheme?.services.find((s) => s.code === c)?.text[locale]),
              ]
                .filter(Boolean)
                .join(' · ')}
            </span>
            {p.reason && p.status !== 'admitted' && <span>{t.reason(p.reason)}</span>}
          </p>
        );
      })}
      {(mine.length === 0 || again) && (
        <Empty
          icon="ledger"
          title={t.notAdmitted}
          action={<Button onClick={() => setApplying(true)}>{again ? t.applyAgain : t.apply}</Button>}
        >
          {t.notAdmittedText}
        </Empty>
      )}
      <Dialog open={applying} title={t.applyTitle} onClose={() => setApplying(false)}>
        <ApplyForm organisations={own} onDone={() => setApplying(false)} />
      </Dialog>
    </>
  );
}

function ApplyForm({
  organisations,
  onDone,
}: {
  organisations: readonly { readonly organisationId: string; readonly organisationName: string }[];
  onDone: () => void;
}) {
  const t = useT(providerWords);
  const locale = useLocale();
  const ids = { scheme: useId(), organisation: useId(), note: useId() };
  const schemes = useSchemes() ?? [];
  const [schemeId, setScheme] = useState(schemes[0]?.schemeId ?? '');
  const [organisationId, setOrganisation] = useState(organisations[0]?.organisationId ?? '');
  const scheme = schemes.find((s) => s.schemeId === schemeId);
  const [services, setServices] = useState<readonly string[]>(scheme?.services.map((s) => s.code) ?? []);
  const [note, setNote] = useState('');
  const apply = useRouteMutation(applyAsProvider, { onSuccess: onDone });
  return (
    <form
      className={styles.stack}
      onSubmit={(event) => {
        event.preventDefault();
        apply.mutate({ body: { schemeId, organisationId, services: [...services], note: note.trim() } });
      }}
    >
      {schemes.length > 1 && (
        <Field label={t.title} htmlFor={ids.scheme}>
          <select
            id={ids.scheme}
            className={inputClass}
            value={schemeId}
            onChange={(event) => {
              setScheme(event.target.value);
              setServices([]);
            }}
          >
            {schemes.map((s) => (
              <option key={s.hash} value={s.schemeId}>
                {s.title[locale]}
              </option>
            ))}
          </select>
        </Field>
      )}
      <Field label={t.organisation} htmlFor={ids.organisation}>
        <select
          id={ids.organisation}
          className={inputClass}
          value={organisationId}
          onChange={(event) => setOrganisation(event.target.value)}
        >
          {organisations.map((o) => (
            <option key={o.organisationId} value={o.organisationId}>
              {o.organisationName}
            </option>
          ))}
        </select>
      </Field>
      <fieldset style={{ margin: 0, padding: 0, border: 0 }}>
        <legend>{t.service}</legend>
        {scheme?.services.map((s) => (
          <label key={s.code} className={styles.tick}>
            <input
              type="checkbox"
              checked={services.includes(s.code)}
              onChange={(event) =>
                setServices(
                  event.target.checked ? [...services, s.code] : services.filter((c) => c !== s.code),
                )
              }
            />
            <span>{s.text[locale]}</span>
          </label>
        ))}
      </fieldset>
      <Field label={t.note} htmlFor={ids.note} help={t.noteHelp} optional>
        <textarea
          id={ids.note}
          className={inputClass}
          rows={3}
          maxLength={1000}
          aria-describedby={helpId(ids.note)}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
      </Field>
      {apply.error && <ProblemView error={apply.error} />}
      <p>
        <Button look="act" type="submit" busy={apply.isPending} disabled={services.length === 0}>
          {t.apply}
        </Button>
      </p>
    </form>
  );
}
