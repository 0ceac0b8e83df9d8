import { getNoticePreferences, type NoticePreference, putNoticePreferences } from '@hegu/contract/notices.ts';
import { useT } from '../../../i18n/messages.ts';
import { useRouteMutation, useRouteQuery } from '../../../lib/query.ts';
import { ProblemView } from '../../../ui/problem-view.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import styles from './account.module.css';
import { account as words } from './messages.ts';
import { noticeKinds } from './notice-kinds.ts';

/** Each tick is saved at once. */
export function NoticePreferences() {
  const t = useT(words);
  const kinds: Readonly<Record<string, string>> = useT(noticeKinds);
  const { data, error } = useRouteQuery(getNoticePreferences, {});
  const put = useRouteMutation(putNoticePreferences);
  const set = (item: NoticePreference, next: Partial<NoticePreference>) => {
    const { kind, inApp, mail } = { ...item, ...next };
    put.mutate({ body: { items: [{ kind, inApp, mail }] } });
  };
  if (error) return <ProblemView error={error} />;
  if (!data) return <Skeleton lines={4} height={28} />;
  return (
    <>
      {put.error && <ProblemView error={put.error} />}
      <table className={styles.preferences} aria-busy={put.isPending}>
        <thead>
          <tr>
            <th scope="col">{t.kind}</th>
            <th scope="col">{t.inApp}</th>
            <th scope="col">{t.mail}</th>
          </tr>
        </thead>
        <tbody>
          {data.items.map((item) => {
            const name = kinds[item.kind] ?? item.kind;
            return (
              <tr key={item.kind}>
                <th scope="row">{name}</th>
                <td>
                  <input
                    type="checkbox"
                    aria-label={`${name} ${t.inApp}`}
                    checked={item.inApp}
                    disabled={item.required}
                    onChange={(event) => set(item, { inApp: event.target.checked })}
                  />
                </td>
                <td>
                  <input
                    type="checkbox"
                    aria-label={`${name} ${t.mail}`}
                    checked={item.mail}
                    onChange={(event) => set(item, { mail: event.target.checked })}
                  />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </>
  );
}
