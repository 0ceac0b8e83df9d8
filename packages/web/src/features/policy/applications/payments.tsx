import type { Application } from '@hegu/contract/policy/applications.ts';
import { confirmReceipt, listInstalments, listOrders } from '@hegu/contract/policy/payments.ts';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { useRouteMutation, useRouteQuery } from '../../../lib/query.ts';
import { useFormat } from '../../../lib/session.ts';
import { Button } from '../../../ui/button.tsx';
import { Section } from '../../../ui/page.tsx';
import { ProblemView } from '../../../ui/problem-view.tsx';
import { StatusTag } from '../../../ui/status-tag.tsx';
import { Money } from '../../../ui/value.tsx';
import styles from './applications.module.css';
import { applicationWords } from './messages.ts';

const after: ReadonlySet<Application['status']> = new Set(['allotted', 'awarded', 'paid', 'stopped']);

/**
 * The parts it is paid in, the orders made for them, and the firm's word that the money has come, which is asked for on the firm's
 * side alone.
 */
export function Payments({
  application: a,
  side = 'firm',
}: {
  application: Application;
  side?: 'firm' | 'office';
}) {
  const t = useT(applicationWords);
  const locale = useLocale();
  const format = useFormat();
  const enabled = after.has(a.status);
  const parts = useRouteQuery(listInstalments, { params: { id: a.id } }, { enabled });
  const orders = useRouteQuery(
    listOrders,
    { query: { applicationId: a.id, scope: side === 'office' ? 'valley' : 'organisation' } },
    { enabled },
  );
  const receive = useRouteMutation(confirmReceipt);
  if (!enabled || !parts.data) return null;
  return (
    <Section title={t.pays} hint={side === 'firm' ? t.paysHint : undefined}>
      {receive.error && <ProblemView error={receive.error} />}
      <ul className={styles.lines}>
        {parts.data.items.map((p) => {
          const order = orders.data?.items.find((o) => o.seq === p.seq && o.status !== 'cancelled');
          return (
            <li key={p.seq} className={styles.material}>
              <div>
                <strong>
                  {t.seq(p.seq)} <Money fen={p.amountFen} />
                </strong>{' '}
                <StatusTag tone={p.status === 'paid' ? 'act' : p.status === 'stopped' ? 'wrong' : 'wait'}>
                  {p.statusName[locale]}
                </StatusTag>
                <p className={styles.faint}>
                  {order?.paidOn ? format.day(order.paidOn) : t.dueOn(format.day(p.dueOn))}
                  {order?.bankReference && ` · ${t.reference(order.bankReference)}`}
                  {order?.receivedAt && ` · ${t.receivedOn(format.date(order.receivedAt))}`}
                </p>
                {p.reasons.map((r) => (
                  <p key={r.zh}>{r[locale]}</p>
                ))}
              </div>
              {side === 'firm' && order?.status === 'paid' && order.receivedAt === null && (
                <Button busy={receive.isPending} onClick={() => receive.mutate({ params: { id: order.id } })}>
                  {t.received}
                </Button>
              )}
            </li>
          );
        })}
      </ul>
    </Section>
  );
}
