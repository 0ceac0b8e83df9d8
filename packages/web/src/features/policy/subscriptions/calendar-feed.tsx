import type { Topic } from '@hegu/contract/policy/subscriptions.ts';
import { useId, useState } from 'react';
import { useT } from '../../../i18n/messages.ts';
import { useSession } from '../../../lib/session.ts';
import { Button } from '../../../ui/button.tsx';
import { Field, inputClass } from '../../../ui/field.tsx';
import { Section } from '../../../ui/page.tsx';
import { subscriptionWords } from './messages.ts';
import styles from './subscriptions.module.css';
import { calendarAddress } from './topic.ts';

/** The address of the calendar of what is subscribed to. */
export function CalendarFeed({ topics }: { topics: readonly Topic[] }) {
  const t = useT(subscriptionWords);
  const { actions } = useT();
  const { me } = useSession();
  const id = useId();
  const [copied, setCopied] = useState(false);
  const address = calendarAddress(window.location.origin, topics, me?.valley.slug ?? null);
  const some = topics.some((topic) => topic.kind !== 'eligible');
  return (
    <Section title={t.calendar} hint={t.calendarHint}>
      <div className={styles.form}>
        <p>{t.calendarText}</p>
        {!some && <p className={styles.faint}>{t.calendarAll}</p>}
        <div className={styles.address}>
          <Field label={t.address} htmlFor={id}>
            <input
              id={id}
              className={inputClass}
              readOnly
              value={address}
              onFocus={(e) => e.target.select()}
            />
          </Field>
          <Button onClick={() => void navigator.clipboard?.writeText(address).then(() => setCopied(true))}>
            {copied ? actions.copied : t.copy}
          </Button>
        </div>
      </div>
    </Section>
  );
}
