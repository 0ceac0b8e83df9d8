import { listGroups } from '@hegu/contract/identity.ts';
import { applyForGrant, type Grant } from '@hegu/contract/voucher/grants.ts';
import type { Programme } from '@hegu/contract/voucher/schemes.ts';
import { useNavigate } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { useLocale } from '../../../i18n/locale.ts';
import { localName, useT } from '../../../i18n/messages.ts';
import { ApiProblem } from '../../../lib/problem.ts';
import { useRouteMutation, useRouteQuery } from '../../../lib/query.ts';
import { useFormat, useSession } from '../../../lib/session.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Field, helpId, inputClass } from '../../../ui/field.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import { YuanInput } from '../../labs/manage/parts/yuan-input.tsx';
import styles from '../parts/voucher.module.css';
import { voucherWords } from '../parts/words.ts';
import { walletWords } from './messages.ts';

/** Asks for a quota: what the platform knows is filled in, what it cannot know is asked for. */
export function ApplyDialog({
  open,
  programmes,
  grants,
  onClose,
}: {
  open: boolean;
  programmes: readonly Programme[];
  grants: readonly Grant[];
  onClose: () => void;
}) {
  const t = useT(walletWords);
  const { actions } = useT();
  const apply = useRouteMutation(applyForGrant, { invalidate: ['casework'] });
  const navigate = useNavigate();
  const form = useId();
  const close = () => {
    apply.reset();
    onClose();
  };
  return (
    <Dialog
      open={open}
      title={t.applyTitle}
      width={560}
      onClose={close}
      footer={
        <>
          <Button onClick={close}>{actions.cancel}</Button>
          <Button look="act" type="submit" form={form} busy={apply.isPending}>
            {t.submit}
          </Button>
        </>
      }
    >
      <Form
        id={form}
        programmes={programmes}
        grants={grants}
        error={apply.error}
        onSubmit={(body) =>
          apply.mutate(
            { body },
            {
              onSuccess: (made) => {
                close();
                void navigate({ to: '/vouchers/grants/$id', params: { id: made.id } });
              },
            },
          )
        }
      />
    </Dialog>
  );
}

type Body = Parameters<ReturnType<typeof useRouteMutation<typeof applyForGrant>>['mutate']>[0]['body'];

function Form({
  id,
  programmes,
  grants,
  error,
  onSubmit,
}: {
  id: string;
  programmes: readonly Programme[];
  grants: readonly Grant[];
  error: Error | null;
  onSubmit: (body: Body) => void;
}) {
  const t = useT(walletWords);
  const words = useT(voucherWords);
  const locale = useLocale();
  const format = useFormat();
  const { me } = useSession();
  const ids = { programme: useId(), organisation: useId(), as: useId(), amount: useId(), purpose: useId() };
  const own = (me?.memberships ?? []).filter((m) => m.role === 'pi');
  const [programmeId, setProgramme] = useState(programmes[0]?.id ?? '');
  const [organisationId, setOrganisation] = useState(own[0]?.organisationId ?? '');
  const [groupId, setGroup] = useState('');
  const [askedFen, setAsked] = useState<number | null>(null);
  const [purpose, setPurpose] = useState('');
  const [declared, setDeclared] = useState(false);
  const [tried, setTried] = useState(false);
  const groups = useRouteQuery(listGroups, { query: { limit: 100 } }).data?.items ?? [];
  const programme = programmes.find((p) => p.id === programmeId);
  const kind = groupId === '' ? 'firm' : 'team';
  const holder = programme?.holders.find((h) => h.kind === kind);
  const teams = programme?.holders.some((h) => h.kind === 'team')
    ? groups.filter((g) => g.organisationId === organisationId)
    : [];
  const grantedFen = grants
    .filter(
      (g) =>
        g.programmeId === programmeId && g.organisationId === organisationId && (g.groupId ?? '') === groupId,
    )
    .reduce((sum, g) => sum + (g.grantedFen ?? 0), 0);
  const leftFen = holder ? Math.max(0, holder.capFen - grantedFen) : 0;
  const submit = () => {
    setTried(true);
    if (!programme || askedFen === null || askedFen <= 0 || purpose.trim() === '' || !declared) return;
    onSubmit({
      programmeId,
      organisationId,
      ...(groupId ? { groupId } : {}),
      askedFen,
      purpose: purpose.trim(),
      declared: true,
    });
  };
  const remedies = error instanceof ApiProblem ? error.reasons.map((r) => r.code) : [];
  return (
    <form
      id={id}
      className={styles.stack}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {programmes.length > 1 ? (
        <Field label={t.programme} htmlFor={ids.programme}>
          <select
            id={ids.programme}
            className={inputClass}
            value={programmeId}
            onChange={(event) => setProgramme(event.target.value)}
          >
            {programmes.map((p) => (
              <option key={p.id} value={p.id}>
                {words.titleYear(p.title[locale], p.year)}
              </option>
            ))}
          </select>
        </Field>
      ) : (
        programme && <p>{words.titleYear(programme.title[locale], programme.year)}</p>
      )}
      <div className={styles.pair}>
        <Field label={t.applicant} htmlFor={ids.organisation}>
          <select
            id={ids.organisation}
            className={inputClass}
            value={organisationId}
            onChange={(event) => {
              setOrganisation(event.target.value);
              setGroup('');
            }}
          >
            {own.map((m) => (
              <option key={m.organisationId} value={m.organisationId}>
                {m.organisationName}
              </option>
            ))}
          </select>
        </Field>
        {teams.length > 0 && (
          <Field label={t.as} htmlFor={ids.as}>
            <select
              id={ids.as}
              className={inputClass}
              value={groupId}
              onChange={(event) => setGroup(event.target.value)}
            >
              <option value="">{t.asFirm}</option>
              {teams.map((g) => (
                <option key={g.id} value={g.id}>
                  {t.team(localName(g, locale))}
                </option>
              ))}
            </select>
          </Field>
        )}
      </div>
      {holder && <p className={styles.faint}>{holder.text[locale]}</p>}
      <Field
        label={t.amount}
        htmlFor={ids.amount}
        help={holder && t.amountHelp(format.money(holder.capFen), format.money(leftFen))}
        error={tried && (askedFen === null || askedFen <= 0) ? t.amountMissing : undefined}
      >
        <YuanInput id={ids.amount} value={askedFen} describedBy={helpId(ids.amount)} onChange={setAsked} />
      </Field>
      <Field
        label={t.purpose}
        htmlFor={ids.purpose}
        help={t.purposeHelp}
        error={tried && purpose.trim() === '' ? t.purposeMissing : undefined}
      >
        <textarea
          id={ids.purpose}
          className={inputClass}
          rows={3}
          maxLength={1000}
          aria-describedby={helpId(ids.purpose)}
          value={purpose}
          onChange={(event) => setPurpose(event.target.value)}
        />
      </Field>
      <p className={styles.faint}>{t.known}</p>
      <label className={styles.tick}>
        <input type="checkbox" checked={declared} onChange={(event) => setDeclared(event.target.checked)} />
        <span>{t.declare}</span>
      </label>
      {tried && !declared && (
        <p role="alert" style={{ color: 'var(--wrong-text)' }}>
          {t.declareMissing}
        </p>
      )}
      {error && (
        <ProblemView
          error={error}
          title={t.refused}
          words={(reason) => {
            const todo = (t.remedy as Readonly<Record<string, string>>)[reason.code];
            return todo && remedies.includes(reason.code) ? (
              <>
                {reason.message}
                <br />
                {words.next}
                {locale === 'zh' ? '：' : ': '}
                {todo}
              </>
            ) : undefined;
          }}
        />
      )}
    </form>
  );
}
