import type { getReservation } from '@hegu/contract/labs/reservations.ts';
import type { RouteOkOut } from '@hegu/contract/route.ts';
import { defineMessages, useT } from '../../../../i18n/messages.ts';
import { useFormat } from '../../../../lib/session.ts';
import styles from './parts.module.css';

type History = RouteOkOut<typeof getReservation>['history'];

/** The commands of the audit log in words; one that is not here yet prints as it is. */
const actionWords = defineMessages<Record<string, string>>(
  {
    create: '预约',
    hold: '占位',
    confirm: '确认',
    approve: '批准',
    reject: '不批准',
    move: '改期',
    cancel: '取消',
    expire: '过期释放',
    miss: '记为爽约',
    missed: '记为爽约',
    'check-in': '签到',
    'check-out': '签退',
    'hand-over': '转给同事',
    handed_over: '转给同事',
    finish: '完成',
    settle: '结算',
  },
  {
    create: 'Booked',
    hold: 'Held',
    confirm: 'Confirmed',
    approve: 'Approved',
    reject: 'Not approved',
    move: 'Moved',
    cancel: 'Cancelled',
    expire: 'Lapsed',
    miss: 'Marked missed',
    missed: 'Marked missed',
    'check-in': 'Checked in',
    'check-out': 'Checked out',
    'hand-over': 'Handed over',
    handed_over: 'Handed over',
    finish: 'Finished',
    settle: 'Settled',
  },
);

export function HistoryList({ history }: { history: History }) {
  const words = useT(actionWords);
  const format = useFormat();
  return (
    <ol className={styles.history}>
      {history.map((entry) => {
        const name = entry.action.replace(/^reservation\./, '');
        return (
          <li key={`${entry.at}${entry.action}`}>
            <span>
              {words[name] ?? name} · {entry.actorName}
            </span>
            <time dateTime={entry.at}>{format.dateTime(entry.at)}</time>
          </li>
        );
      })}
    </ol>
  );
}
