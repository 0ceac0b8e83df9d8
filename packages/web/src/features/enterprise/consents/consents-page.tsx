import {
  type Consents,
  getConsents,
  listDisclosures,
  purposeDefs,
  setConsent,
} from '@hegu/contract/enterprise/facts.ts';
import { getFirm } from '@hegu/contract/enterprise/firms.ts';
import type { RouteOk } from '@hegu/contract/route.ts';
import { useParams } from '@tanstack/react-router';
import { useId } from 'react';
import { useLocale } from '../../../i18n/locale.ts';
import { localName, useT } from '../../../i18n/messages.ts';
import { useRouteMutation, useRoutePages, useRouteQuery } from '../../../lib/query.ts';
import { useFormat } from '../../../lib/session.ts';
import { Button } from '../../../ui/button.tsx';
import { ConfirmButton } from '../../../ui/confirm-button.tsx';
import { type Column, DataTable } from '../../../ui/data-table.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { inputClass } from '../../../ui/field.tsx';
import { Page, Section } from '../../../ui/page.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import { RequireSignIn } from '../../../ui/sign-in.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { StatusTag } from '../../../ui/status-tag.tsx';
import { type FirmCatalogue, useFirmCatalogue } from '../parts/catalogue.ts';
import { useStand } from '../parts/stand.ts';
import styles from './consents.module.css';
import { consentWords } from './messages.ts';

type PurposeRow = Consents['purposes'][number];
type Disclosure = RouteOk<typeof listDisclosures>['items'][number];

export function ConsentsPage() {
  const t = useT(consentWords);
  return (
    <RequireSignIn title={t.title}>
      <Loader />
    </RequireSignIn>
  );
}

function Loader() {
  const t = useT(consentWords);
  const locale = useLocale();
  const { id } = useParams({ from: '/firms/$id/consents' });
  const firm = useRouteQuery(getFirm, { params: { id } });
  const consents = useRouteQuery(getConsents, { params: { id } });
  const stand = useStand(firm.data?.organisationId);
  const error = firm.error ?? consents.error;
  return (
    <Page
      title={t.title}
      lead={stand.own ? t.lead : t.leadOthers}
      crumbs={[
        {
          label: firm.data ? localName(firm.data, locale) : '…',
          link: { to: '/firms/$id', params: { id } },
        },
      ]}
    >
      {error && <ProblemView error={error} />}
      {!consents.data && !error && <Skeleton lines={6} height={48} />}
      {consents.data && (
        <Section title={t.uses} hint={stand.answers ? t.usesHint : t.onlyPi}>
          <ul className={styles.purposes}>
            {consents.data.purposes.map((p) => (
              <Purpose key={p.purpose} firmId={id} purpose={p} changes={stand.answers} />
            ))}
          </ul>
        </Section>
      )}
      {(stand.own || stand.officer || stand.admin) && <Readers firmId={id} />}
    </Page>
  );
}

const nameOf = (catalogue: FirmCatalogue | null, key: string, locale: 'zh' | 'en') =>
  (catalogue?.byKey.get(key) ?? catalogue?.collections.get(key))?.label[locale] ?? key;

function Purpose({ firmId, purpose, changes }: { firmId: string; purpose: PurposeRow; changes: boolean }) {
  const t = useT(consentWords);
  const locale = useLocale();
  const format = useFormat();
  const id = useId();
  const { catalogue } = useFirmCatalogue();
  const set = useRouteMutation(setConsent);
  const say = (granted: boolean, subject?: string) =>
    set.mutateAsync({
      params: { id: firmId },
      body: { purpose: purpose.purpose, granted, ...(subject ? { subject } : {}) },
    });
  const name = purpose.name[locale];
  const subjects = [...(catalogue?.fields ?? []), ...(catalogue?.collections.values() ?? [])].filter(
    (s) => !purpose.exceptions.some((e) => e.subject === s.key),
  );
  return (
    <li className={styles.purpose}>
      <div>
        <strong>{name}</strong>
        <small>
          {purpose.statutory
            ? t.statutory
            : purpose.changedAt
              ? t.changed(format.dateTime(purpose.changedAt))
              : t.never}
        </small>
      </div>
      <StatusTag tone={purpose.statutory ? 'calm' : purpose.granted ? 'act' : 'wait'}>
        {purpose.statutory ? t.byLaw : purpose.granted ? t.granted : t.refused}
      </StatusTag>
      {changes && !purpose.statutory && (
        <ConfirmButton
          title={purpose.granted ? t.withdrawTitle(name) : t.allowTitle(name)}
          consequence={purpose.granted ? t.withdrawText[purpose.purpose] : t.allowText}
          confirmLabel={purpose.granted ? t.withdraw : t.allow}
          onConfirm={() => say(!purpose.granted)}
        >
          {purpose.granted ? t.withdraw : t.allow}
        </ConfirmButton>
      )}
      {!purpose.statutory && (purpose.exceptions.length > 0 || changes) && (
        <div className={styles.exceptions}>
          {purpose.exceptions.map((e) => {
            const what = nameOf(catalogue, e.subject, locale);
            return (
              <span key={e.subject} className={styles.exception}>
                {e.granted ? t.exceptGranted(what) : t.exceptRefused(what)}
                {changes && (
                  <Button
                    look="quiet"
                    aria-label={t.undo(what)}
                    busy={set.isPending}
                    onClick={() => void say(purpose.granted, e.subject).catch(() => {})}
                  >
                    ×
                  </Button>
                )}
              </span>
            );
          })}
          {changes && (
            <>
              <label htmlFor={id} className="sr-only">
                {t.addException}
              </label>
              <select
                id={id}
                className={inputClass}
                value=""
                disabled={set.isPending}
                onChange={(event) => void say(!purpose.granted, event.target.value).catch(() => {})}
              >
                <option value="">{t.addException}</option>
                {subjects.map((s) => (
                  <option key={s.key} value={s.key}>
                    {purpose.granted ? t.exceptRefused(s.label[locale]) : t.exceptGranted(s.label[locale])}
                  </option>
                ))}
              </select>
            </>
          )}
        </div>
      )}
      {set.error && <ProblemView error={set.error} />}
    </li>
  );
}

function Readers({ firmId }: { firmId: string }) {
  const t = useT(consentWords);
  const { roles } = useT();
  const locale = useLocale();
  const format = useFormat();
  const list = useRoutePages(listDisclosures, { params: { id: firmId }, query: { limit: 30 } });
  const columns: readonly Column<Disclosure>[] = [
    { key: 'at', title: t.when, card: 'subtitle', render: (d) => format.dateTime(d.at) },
    {
      key: 'who',
      title: t.who,
      card: 'title',
      render: (d) => (
        <>
          {d.userName} <small className={styles.faint}>{roles[d.role] ?? d.role}</small>
        </>
      ),
    },
    { key: 'purpose', title: t.purpose, render: (d) => purposeDefs[d.purpose][locale] },
    { key: 'what', title: t.what, render: (d) => t.whats[d.what] ?? d.what },
    { key: 'note', title: t.note, render: (d) => d.note || '–' },
  ];
  return (
    <Section title={t.readers} hint={t.readersHint}>
      {list.error && <ProblemView error={list.error} />}
      {!(list.error && !list.items) && (
        <DataTable
          label={t.readers}
          columns={columns}
          rows={list.items}
          rowKey={(d) => d.id}
          more={list.more}
          empty={
            <Empty icon="check" title={t.nobody}>
              {t.nobodyHint}
            </Empty>
          }
        />
      )}
    </Section>
  );
}
