import { Link, useNavigate, useRouterState } from '@tanstack/react-router';
import { useLocale } from '../i18n/locale.ts';
import { useT } from '../i18n/messages.ts';
import { signOut } from '../lib/auth.ts';
import { useResetSession, useSession } from '../lib/session.ts';
import { Icon } from '../ui/icons.tsx';
import { Menu, menuRow, menuRule } from '../ui/menu.tsx';
import { shell } from './messages.ts';
import styles from './tools.module.css';

/** Who is signed in, as what, and the way out; for a visitor the way in. */
export function AccountMenu() {
  const t = useT(shell);
  const common = useT();
  const locale = useLocale();
  const { me } = useSession();
  const resetSession = useResetSession();
  const navigate = useNavigate();
  const here = useRouterState({ select: (state) => state.location.href });

  if (!me) return null;
  if (!me.user) {
    if (here.startsWith('/sign-in')) return null;
    return (
      <Link to="/sign-in" search={here === '/' ? {} : { to: here }} className={styles.signIn}>
        {common.actions.signIn}
      </Link>
    );
  }
  const { user, memberships } = me;
  return (
    <Menu
      label={t.signedInAs(user.name)}
      trigger={
        <span className={styles.initial} aria-hidden="true">
          {[...user.name][0]?.toUpperCase()}
        </span>
      }
    >
      {(close) => (
        <>
          <div className={styles.who}>
            <strong>{user.name}</strong>
            <ul className={styles.roles}>
              {memberships.length === 0 && <li>{t.noRole}</li>}
              {memberships.map((m) => (
                <li key={`${m.organisationId}:${m.role}`}>
                  {locale === 'en' && m.organisationNameEn ? m.organisationNameEn : m.organisationName} ·{' '}
                  {common.roles[m.role]}
                </li>
              ))}
            </ul>
          </div>
          <hr className={menuRule} />
          <Link to="/account" className={menuRow} onClick={close}>
            <Icon name="settings" size={18} />
            {t.account}
          </Link>
          {me.roles.some((role) => role === 'facility' || role === 'pi') && (
            <Link to="/admin/members" className={menuRow} onClick={close}>
              <Icon name="user" size={18} />
              {t.people}
            </Link>
          )}
          <button
            type="button"
            className={menuRow}
            onClick={async () => {
              close();
              const elsewhere = await signOut();
              if (elsewhere) {
                // The provider ends its session too and sends the browser back
                window.location.assign(elsewhere);
                return;
              }
              await resetSession();
              await navigate({ to: '/' });
            }}
          >
            <Icon name="arrowRight" size={18} />
            {common.actions.signOut}
          </button>
        </>
      )}
    </Menu>
  );
}
