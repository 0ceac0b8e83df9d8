import { Link, type LinkProps } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useMyFirm } from '../features/policy/parts/my-firm.ts';
import { useT } from '../i18n/messages.ts';
import { useSession } from '../lib/session.ts';
import { Dialog } from '../ui/dialog.tsx';
import { Icon, type IconName } from '../ui/icons.tsx';
import { shell } from './messages.ts';
import styles from './more-sheet.module.css';
import { navFor } from './nav.ts';

/** Everything there is for whoever holds the phone, as a sheet from below. The dialog keeps the focus and gives it back. */
export function MoreSheet({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useT(shell);
  const { actions } = useT();
  const { me } = useSession();
  const firm = useMyFirm();
  const items = navFor({ signedIn: Boolean(me?.user), roles: me?.roles ?? [] });
  const row = (
    icon: IconName,
    label: ReactNode,
    link: Pick<LinkProps, 'to' | 'params'>,
    exact = false,
  ): ReactNode => (
    <li key={String(label)}>
      <Link
        {...link}
        className={styles.link}
        onClick={onClose}
        activeProps={{ 'aria-current': 'page' }}
        activeOptions={{ exact, includeSearch: false }}
      >
        <Icon name={icon} size={20} />
        <span>{label}</span>
      </Link>
    </li>
  );
  return (
    <Dialog open={open} title={t.more} onClose={onClose}>
      <nav aria-label={t.allNav}>
        <ul className={styles.list}>
          {items.flatMap((item) => [
            row(item.icon, t.nav[item.label], { to: item.to }, item.exact),
            ...(item.to === '/policies' && firm
              ? [row('check', t.myPolicies, { to: '/firms/$id/policies', params: { id: firm.id } })]
              : []),
          ])}
        </ul>
        <h3 className={styles.head}>{t.own}</h3>
        <ul className={styles.list}>
          {me?.user ? (
            <>
              {row('bell', t.allNotices, { to: '/notices' })}
              {row('settings', t.account, { to: '/account' })}
              {row('plus', t.applyJoin, { to: '/apply' })}
            </>
          ) : (
            <>
              {row('user', actions.signIn, { to: '/sign-in' })}
              {row('plus', t.signUp, { to: '/sign-up' })}
            </>
          )}
        </ul>
      </nav>
    </Dialog>
  );
}
