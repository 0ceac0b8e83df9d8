import { applyOrganisation, OrganisationKind } from '@hegu/contract/identity.ts';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useId, useState } from 'react';
import { useLocale } from '../../../i18n/locale.ts';
import { localName, useT } from '../../../i18n/messages.ts';
import { useRouteMutation } from '../../../lib/query.ts';
import { useSession } from '../../../lib/session.ts';
import { Button, buttonClass } from '../../../ui/button.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { Field, helpId, inputClass } from '../../../ui/field.tsx';
import { Page } from '../../../ui/page.tsx';
import { Alert, ProblemView } from '../../../ui/problem-view.tsx';
import { PageSkeleton } from '../../../ui/skeleton.tsx';
import styles from './join.module.css';
import { join as words } from './messages.ts';

/** 入驻申请. The server checks the code's check digit (GB 32100) and says what is wrong with it. */
export function ApplyPage() {
  const t = useT(words);
  const locale = useLocale();
  const { me } = useSession();
  const prefix = useId();
  const [form, setForm] = useState({ creditCode: '', nameZh: '', nameEn: '', district: '', address: '' });
  const [kind, setKind] = useState<(typeof OrganisationKind.options)[number]>('company');
  const [missing, setMissing] = useState(false);
  const apply = useRouteMutation(applyOrganisation);
  if (!me) return <PageSkeleton />;
  const required = ['creditCode', 'nameZh', 'nameEn'] as const;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const lacks = required.some((key) => form[key].trim() === '');
    setMissing(lacks);
    if (lacks) return;
    apply.mutate({
      body: {
        creditCode: form.creditCode.trim().toUpperCase(),
        nameZh: form.nameZh.trim(),
        nameEn: form.nameEn.trim(),
        kind,
        ...(form.district.trim() ? { district: form.district.trim() } : {}),
        ...(form.address.trim() ? { address: form.address.trim() } : {}),
      },
    });
  };
  const text = (key: keyof typeof form, max: number, help?: string) => {
    const id = `${prefix}${key}`;
    const must = required.some((name) => name === key);
    return (
      <Field key={key} label={t[key]} htmlFor={id} help={help} optional={!must}>
        <input
          id={id}
          className={inputClass}
          maxLength={max}
          aria-describedby={help ? helpId(id) : undefined}
          aria-invalid={missing && must && form[key].trim() === ''}
          value={form[key]}
          onChange={(event) => setForm({ ...form, [key]: event.target.value })}
        />
      </Field>
    );
  };
  return (
    <Page title={t.applyTitle} lead={t.applyLead} width="text">
      {!me.user ? (
        <Empty
          icon="user"
          title={t.signIn}
          action={
            <>
              <Link to="/sign-in" search={{ to: '/apply' }} className={buttonClass('act')}>
                {t.signIn}
              </Link>
              <Link to="/sign-up" search={{ to: '/apply' }} className={buttonClass('plain')}>
                {t.signUpTitle}
              </Link>
            </>
          }
        />
      ) : apply.data ? (
        <Empty icon="check" title={t.applied}>
          {t.appliedText(localName(apply.data, locale))}
        </Empty>
      ) : (
        <form className={styles.form} onSubmit={submit} noValidate>
          {missing && <Alert title={t.missing} />}
          {apply.error && <ProblemView error={apply.error} />}
          {text('creditCode', 18, t.creditCodeHelp)}
          {text('nameZh', 120)}
          {text('nameEn', 200)}
          <Field label={t.kind} htmlFor={`${prefix}kind`}>
            <select
              id={`${prefix}kind`}
              className={inputClass}
              value={kind}
              onChange={(event) =>
                setKind(OrganisationKind.options.find((k) => k === event.target.value) ?? 'company')
              }
            >
              {OrganisationKind.options.map((k) => (
                <option key={k} value={k}>
                  {t.kinds[k]}
                </option>
              ))}
            </select>
          </Field>
          {text('district', 60)}
          {text('address', 200)}
          <Button type="submit" look="act" busy={apply.isPending}>
            {t.apply}
          </Button>
        </form>
      )}
    </Page>
  );
}
