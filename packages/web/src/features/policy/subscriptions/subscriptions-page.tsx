import {
  changeSubscription,
  type Subscription,
  subscribe,
  unsubscribe,
} from '@hegu/contract/policy/subscriptions.ts';
import { policy } from '@hegu/rules/clause.ts';
import { Link } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { useLocale } from '../../../i18n/locale.ts';
import { localName, useT } from '../../../i18n/messages.ts';
import { useRouteMutation } from '../../../lib/query.ts';
import { useFormat } from '../../../lib/session.ts';
import { Button } from '../../../ui/button.tsx';
import { ConfirmButton } from '../../../ui/confirm-button.tsx';
import { type Column, DataTable } from '../../../ui/data-table.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { Field, inputClass } from '../../../ui/field.tsx';
import { Page, Section } from '../../../ui/page.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import { RequireSignIn } from '../../../ui/sign-in.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { useMyFirm } from '../parts/my-firm.ts';
import { usePolicyNames } from '../parts/names.ts';
import { PolicyPage } from '../parts/policy-nav.tsx';
import { policyWords } from '../parts/words.ts';
import { CalendarFeed } from './calendar-feed.tsx';
import { subscriptionWords } from './messages.ts';
import { reminders, SubscribeButton, useSubscriptions } from './subscribe-button.tsx';
import styles from './subscriptions.module.css';
import { topicOfFilter } from './topic.ts';
import { useTopicName } from './topic-name.ts';

/** What I, and my firm, are told of. */
export function SubscriptionsPage() {
  const t = useT(subscriptionWords);
  return (
    <RequireSignIn title={t.title}>
      <PolicyPage>
        <Subscriptions />
      </PolicyPage>
    </RequireSignIn>
  );
}

function Subscriptions() {
  const t = useT(subscriptionWords);
  const { data, error } = useSubscriptions();
  return (
    <Page
      title={t.title}
      lead={t.lead}
      actions={
        <SubscribeButton topic={{ kind: 'eligible' }} label={t.watch} done={t.watching} look="plain" />
      }
    >
      {error && <ProblemView error={error} />}
      {!data && !error && <Skeleton lines={4} height={48} />}
      {data?.items.length === 0 && (
        <Empty icon="bell" title={t.none}>
          {t.noneHint}
        </Empty>
      )}
      {data && data.items.length > 0 && <List items={data.items} />}
      <Add />
      {data && <CalendarFeed topics={data.items.map((s) => s.topic)} />}
      <p className={styles.faint}>
        {t.notices} <Link to="/account">{t.toNotices}</Link>
      </p>
    </Page>
  );
}

function List({ items }: { items: readonly Subscription[] }) {
  const t = useT(subscriptionWords);
  const locale = useLocale();
  const format = useFormat();
  const nameOf = useTopicName();
  const change = useRouteMutation(changeSubscription);
  const stop = useRouteMutation(unsubscribe);
  const columns: Column<Subscription>[] = [
    {
      key: 'topic',
      title: t.topic,
      card: 'title',
      render: (s) => <TopicLink subscription={s} name={nameOf(s.topic, s.title)} />,
    },
    {
      key: 'who',
      title: t.who,
      card: 'subtitle',
      render: (s) => (s.firm ? t.firm(localName(s.firm, locale)) : t.me),
    },
    {
      key: 'covers',
      title: t.covers,
      align: 'end',
      render: (s) => (s.topic.kind === 'eligible' ? '–' : t.covered(s.clauses)),
    },
    {
      key: 'next',
      title: t.next,
      render: (s) =>
        s.next ? (
          <Link to="/policies/$id" params={{ id: s.next.clauseId }}>
            {s.next.what === 'opens' ? t.opens(format.day(s.next.on)) : t.closes(format.day(s.next.on))}
          </Link>
        ) : (
          '–'
        ),
    },
    {
      key: 'remind',
      title: t.remind,
      render: (s) =>
        s.topic.kind === 'eligible' ? (
          '–'
        ) : (
          <select
            className={inputClass}
            aria-label={`${t.remind}: ${nameOf(s.topic, s.title)}`}
            value={s.remindDays}
            onChange={(event) =>
              change.mutate({ params: { id: s.id }, body: { remindDays: Number(event.target.value) } })
            }
          >
            {[...new Set([...reminders, s.remindDays])]
              .sort((a, b) => a - b)
              .map((n) => (
                <option key={n} value={n}>
                  {t.days(n)}
                </option>
              ))}
          </select>
        ),
    },
    {
      key: 'stop',
      title: '',
      card: 'actions',
      render: (s) => (
        <ConfirmButton
          look="quiet"
          title={t.stop}
          consequence={t.stopWhy}
          confirmLabel={t.stop}
          confirmLook="wrong"
          onConfirm={() => stop.mutateAsync({ params: { id: s.id } })}
        >
          {t.stop}
        </ConfirmButton>
      ),
    },
  ];
  return (
    <>
      {change.error && <ProblemView error={change.error} />}
      <DataTable label={t.title} columns={columns} rows={items} rowKey={(s) => s.id} />
    </>
  );
}

function TopicLink({ subscription: s, name }: { subscription: Subscription; name: string }) {
  const { topic } = s;
  if (topic.kind === 'clause')
    return (
      <Link to="/policies/$id" params={{ id: topic.clauseId }}>
        {name}
      </Link>
    );
  if (topic.kind === 'matter')
    return (
      <Link
        to="/policies"
        search={{
          ...(topic.field ? { field: topic.field } : {}),
          ...(topic.level ? { level: topic.level } : {}),
          ...(topic.district ? { district: topic.district } : {}),
          ...(topic.track ? { track: topic.track } : {}),
        }}
      >
        {name}
      </Link>
    );
  if (topic.kind === 'eligible' && s.firm)
    return (
      <Link to="/firms/$id/policies" params={{ id: s.firm.id }}>
        {name}
      </Link>
    );
  return <strong>{name}</strong>;
}

const nothing = { field: '', level: '', district: '', track: '' };

/** A kind of policy by field, level, district, and the track of the firms it is for. */
function Add() {
  const t = useT(subscriptionWords);
  const words = useT(policyWords);
  const locale = useLocale();
  const names = usePolicyNames();
  const firm = useMyFirm();
  const id = useId();
  const [chosen, setChosen] = useState(nothing);
  const [forFirm, setForFirm] = useState(false);
  const put = useRouteMutation(subscribe, {
    onSuccess: () => setChosen(nothing),
  });
  const topic = topicOfFilter(chosen);
  const choose = (
    key: keyof typeof chosen,
    options: readonly { readonly code: string; readonly label: string }[],
  ) => (
    <Field label={t[key]} htmlFor={`${id}${key}`}>
      <select
        id={`${id}${key}`}
        className={inputClass}
        value={chosen[key]}
        onChange={(event) => setChosen({ ...chosen, [key]: event.target.value })}
      >
        <option value="">{t.any}</option>
        {options.map((o) => (
          <option key={o.code} value={o.code}>
            {o.label}
          </option>
        ))}
      </select>
    </Field>
  );
  const named = (codes: readonly string[], of: Readonly<Record<string, string>>) =>
    codes.map((code) => ({ code, label: of[code] ?? code }));
  return (
    <Section title={t.add} hint={t.addHint}>
      <form
        className={styles.add}
        onSubmit={(event) => {
          event.preventDefault();
          if (topic)
            put.mutate({ body: { topic, remindDays: 7, ...(forFirm && firm ? { firmId: firm.id } : {}) } });
        }}
      >
        {choose('field', named(policy.shape.field.options, words.field))}
        {choose('level', named(policy.shape.level.options, words.level))}
        {choose('district', names.districts)}
        {choose('track', names.tracks)}
        {firm && (
          <label className={styles.check}>
            <input type="checkbox" checked={forFirm} onChange={(event) => setForFirm(event.target.checked)} />
            {t.firm(localName(firm, locale))}
          </label>
        )}
        <Button look="act" type="submit" busy={put.isPending} disabled={topic === null}>
          {t.addGo}
        </Button>
      </form>
      {put.error && <ProblemView error={put.error} />}
    </Section>
  );
}
