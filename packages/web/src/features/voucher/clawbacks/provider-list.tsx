import { listVoucherClawbacks } from '@hegu/contract/voucher/clawbacks.ts';
import { Link } from '@tanstack/react-router';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { lastMoment } from '../../../lib/due.ts';
import { useRoutePages } from '../../../lib/query.ts';
import { useFormat, useSession } from '../../../lib/session.ts';
import { DataTable } from '../../../ui/data-table.tsx';
import { Section } from '../../../ui/page.tsx';
import { Money } from '../../../ui/value.tsx';
import styles from '../parts/voucher.module.css';
import { ClawbackTag } from './clawback.tsx';
import { clawbackWords } from './messages.ts';

/** What is asked back from the facility; nothing where nothing ever was. */
export function ProviderClawbacks() {
  const t = useT(clawbackWords);
  const locale = useLocale();
  const format = useFormat();
  const { me } = useSession();
  const rooms = (me?.memberships ?? []).map((m) => `organisation:${m.organisationId}`);
  const { items, more } = useRoutePages(
    listVoucherClawbacks,
    { query: { scope: 'provider', limit: 20 } },
    { rooms },
  );
  if (!items || items.length === 0) return null;
  return (
    <Section title={t.title} hint={t.listHint}>
      <DataTable
        label={t.title}
        rows={items}
        rowKey={(k) => k.id}
        more={more}
        tone={(k) => (k.may.answer ? 'wait' : undefined)}
        columns={[
          {
            key: 'service',
            title: t.service,
            card: 'title',
            render: (k) => (
              <span className={styles.what}>
                <Link to="/vouchers/uses/$id" params={{ id: k.useId }}>
                  {k.title[locale]}
                </Link>
                <small>{format.dateTime(k.startsAt)}</small>
              </span>
            ),
          },
          { key: 'finding', title: t.finding, card: 'subtitle', render: (k) => k.finding },
          { key: 'asked', title: t.asked, align: 'end', render: (k) => <Money fen={k.askedFen} /> },
          {
            key: 'taken',
            title: t.taken,
            align: 'end',
            render: (k) => (k.state === 'ordered' ? <Money fen={k.takenFen} /> : '–'),
          },
          {
            key: 'due',
            title: t.answerBy,
            render: (k) => (k.state === 'proposed' && k.dueAt ? format.date(lastMoment(k.dueAt)) : '–'),
          },
          { key: 'state', title: '', card: 'corner', render: (k) => <ClawbackTag state={k.state} /> },
        ]}
      />
    </Section>
  );
}
