import {
  changeSubscription,
  listSubscriptions,
  subscribe,
  type Topic,
  unsubscribe,
} from '@hegu/contract/policy/subscriptions.ts';
import { Link, useRouterState } from '@tanstack/react-router';
import { useId, useState } from 'react';
import { useLocale } from '../../../i18n/locale.ts';
import { localName, useT } from '../../../i18n/messages.ts';
import { useRouteMutation, useRouteQuery } from '../../../lib/query.ts';
import { useSession } from '../../../lib/session.ts';
import { Button, type ButtonLook, buttonClass } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { Field, inputClass } from '../../../ui/field.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import { useMyFirm } from '../parts/my-firm.ts';
import { subscriptionWords } from './messages.ts';
import styles from './subscriptions.module.css';
import { held } from './topic.ts';
import { useTopicName } from './topic-name.ts';

export const reminders = [1, 3, 7, 14, 30] as const;

/** My subscriptions and my firm's; not asked while nobody is signed in. */
export function useSubscriptions() {
  const { me } = useSession();
  return useRouteQuery(listSubscriptions, {}, { enabled: Boolean(me?.user) });
}

/**
 * Subscribes to a topic, or shows that it is subscribed to; in both cases a dialog says to what, for whom and when it reminds.
 * @param of the topic in words, where the topic does not say it itself
 */
export function SubscribeButton({
  topic,
  of,
  label,
  done,
  look = 'quiet',
}: {
  topic: Topic;
  of?: string;
  label?: string;
  done?: string;
  look?: ButtonLook;
}) {
  const t = useT(subscriptionWords);
  const { me } = useSession();
  const here = useRouterState({ select: (state) => state.location.href });
  const firm = useMyFirm();
  const [open, setOpen] = useState(false);
  const { data } = useSubscriptions();
  if (!me || firm === undefined) return null;
  if (!me.user)
    return topic.kind === 'eligible' ? null : (
      <Link to="/sign-in" search={{ to: here }} className={buttonClass(look)}>
        {t.signIn}
      </Link>
    );
  // Whether a clause makes it eligible is said of a firm
  if (topic.kind === 'eligible' && !firm) return null;
  const has = held(data?.items, topic) ?? (firm ? held(data?.items, topic, firm.id) : undefined);
  return (
    <>
      <Button look={look} aria-haspopup="dialog" onClick={() => setOpen(true)}>
        {has ? (done ?? t.subscribed) : (label ?? t.subscribe)}
      </Button>
      {open && <SubscribeDialog topic={topic} of={of} onClose={() => setOpen(false)} />}
    </>
  );
}

function SubscribeDialog({
  topic,
  of,
  onClose,
}: {
  topic: Topic;
  of: string | undefined;
  onClose: () => void;
}) {
  const t = useT(subscriptionWords);
  const { actions } = useT();
  const locale = useLocale();
  const id = useId();
  const nameOf = useTopicName();
  const firm = useMyFirm();
  const { data } = useSubscriptions();
  const firmOnly = topic.kind === 'eligible';
  const firms = firm ? held(data?.items, topic, firm.id) : undefined;
  const own = held(data?.items, topic);
  const [forFirm, setForFirm] = useState(firmOnly || (firms !== undefined && own === undefined));
  const has = forFirm ? firms : own;
  const [days, setDays] = useState(has?.remindDays ?? 7);
  const put = useRouteMutation(subscribe, { onSuccess: onClose });
  const change = useRouteMutation(changeSubscription, { onSuccess: onClose });
  const stop = useRouteMutation(unsubscribe, { onSuccess: onClose });
  const text = {
    clause: t.clauseText,
    document: t.documentText,
    matter: t.matterText,
    eligible: t.eligibleText,
  }[topic.kind];
  const save = () => {
    if (has) change.mutate({ params: { id: has.id }, body: { remindDays: days } });
    else
      put.mutate({
        body: { topic, remindDays: days, ...(forFirm && firm ? { firmId: firm.id } : {}) },
      });
  };
  const error = put.error ?? change.error ?? stop.error;
  return (
    <Dialog
      open
      title={t.dialog(of ?? nameOf(topic, null))}
      onClose={onClose}
      footer={
        <>
          {has && (
            <Button
              look="wrong"
              busy={stop.isPending}
              onClick={() => stop.mutate({ params: { id: has.id } })}
            >
              {t.stop}
            </Button>
          )}
          <Button onClick={onClose}>{actions.cancel}</Button>
          {!(has && firmOnly) && (
            <Button look="act" busy={put.isPending || change.isPending} onClick={save}>
              {has ? t.change : t.save}
            </Button>
          )}
        </>
      }
    >
      <div className={styles.form}>
        <p>{text}</p>
        {firmOnly && firm && (
          <p className={styles.faint}>
            {t.eligibleConsent}{' '}
            <Link to="/firms/$id/consents" params={{ id: firm.id }}>
              {t.toConsents}
            </Link>
          </p>
        )}
        {firm && !firmOnly && (
          <fieldset className={styles.who}>
            <legend>{t.who}</legend>
            {[false, true].map((firms) => (
              <label key={String(firms)}>
                <input
                  type="radio"
                  name={`${id}who`}
                  checked={forFirm === firms}
                  onChange={() => {
                    setForFirm(firms);
                    setDays((firms ? held(data?.items, topic, firm.id) : own)?.remindDays ?? days);
                  }}
                />
                {firms ? t.firm(localName(firm, locale)) : t.me}
              </label>
            ))}
          </fieldset>
        )}
        {!firmOnly && (
          <Field label={t.remind} htmlFor={`${id}days`}>
            <select
              id={`${id}days`}
              className={inputClass}
              value={days}
              onChange={(event) => setDays(Number(event.target.value))}
            >
              {[...new Set([...reminders, days])]
                .sort((a, b) => a - b)
                .map((n) => (
                  <option key={n} value={n}>
                    {t.days(n)}
                  </option>
                ))}
            </select>
          </Field>
        )}
        {error && <ProblemView error={error} />}
      </div>
    </Dialog>
  );
}
