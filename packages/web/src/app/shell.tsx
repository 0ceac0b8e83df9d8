import { useQueryClient } from '@tanstack/react-query';
import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { getLocale, onLocale, useLocale } from '../i18n/locale.ts';
import { localName, useT } from '../i18n/messages.ts';
import { ApiProblem } from '../lib/problem.ts';
import { useSession } from '../lib/session.ts';
import { Icon, Mark } from '../ui/icons.tsx';
import { AccountMenu } from './account-menu.tsx';
import { NoValleyPage } from './fault-pages.tsx';
import { LanguageSwitch } from './language-switch.tsx';
import { shell } from './messages.ts';
import { barFor, currentOf, type NavItem, tabsFor } from './nav.ts';
import { NoticesBell } from './notices-bell.tsx';
import { SearchBox } from './search-box.tsx';
import styles from './shell.module.css';

/** Header, page, footer; on a phone the bottom bar. Everything else is a page. */
export function Shell() {
  const t = useT(shell);
  const path = useRouterState({ select: (state) => state.location.pathname });
  const main = useRef<HTMLElement>(null);
  const shown = useRef(path);
  const client = useQueryClient();
  const empty = useNoValley();

  // The server words refusals and names in the language asked for: the other language is another answer.
  useEffect(() => {
    let last = getLocale();
    return onLocale(() => {
      if (last === getLocale()) return;
      last = getLocale();
      void client.invalidateQueries();
    });
  }, [client]);

  // A new page begins at its top for the keyboard and the screen reader too.
  useEffect(() => {
    if (shown.current === path) return;
    shown.current = path;
    main.current?.focus({ preventScroll: true });
  }, [path]);

  return (
    <>
      <a className={styles.skip} href="#main">
        {t.skip}
      </a>
      <Header empty={empty} searchable={!empty && path !== '/' && path !== '/search'} />
      <main id="main" className={styles.main} ref={main} tabIndex={-1}>
        {empty ? <NoValleyPage /> : <Outlet />}
      </main>
      <Footer />
      {!empty && <TabBar />}
    </>
  );
}

/** Nothing can be shown of a server without a valley. Stays so while the server is asked again. */
function useNoValley(): boolean {
  const { me, error } = useSession();
  const [none, setNone] = useState(false);
  const now = me ? false : none || (error instanceof ApiProblem && error.has('valley.none'));
  if (now !== none) setNone(now);
  return now;
}

const useCurrent = (items: readonly NavItem[]) =>
  currentOf(items, useRouterState({ select: (state) => state.location.pathname }));

function Header({ empty, searchable }: { empty: boolean; searchable: boolean }) {
  const t = useT(shell);
  const locale = useLocale();
  const { me } = useSession();
  // Until the server has said which valley this is, the product's own name.
  const { appName } = useT();
  const name = me ? localName(me.valley, locale) : appName;
  const items = empty ? [] : barFor({ signedIn: Boolean(me?.user), roles: me?.roles ?? [] });
  const current = useCurrent(items);
  return (
    <header className={styles.header}>
      <div className={styles.bar}>
        <Link to="/" className={styles.brand}>
          <Mark size={32} />
          <span className={styles.name}>{name}</span>
          {me?.valley.demo && <span className={styles.demoTag}>{t.demo}</span>}
          <span className="sr-only">{t.brandHome}</span>
        </Link>
        <nav className={styles.nav} aria-label={t.mainNav}>
          {items.map((item) => (
            <Link
              key={item.to}
              to={item.to}
              className={styles.navLink}
              aria-current={item === current ? 'page' : undefined}
              activeOptions={{ exact: true, includeSearch: false }}
            >
              {t.nav[item.label]}
            </Link>
          ))}
        </nav>
        <div className={styles.tools}>
          {searchable && (
            <div className={styles.search}>
              <SearchBox size="small" />
            </div>
          )}
          <LanguageSwitch />
          {me?.user && <NoticesBell userId={me.user.id} />}
          <AccountMenu />
        </div>
      </div>
    </header>
  );
}

function Footer() {
  const t = useT(shell);
  const { me, error } = useSession();
  return (
    <footer className={styles.footer}>
      {error && !(error instanceof ApiProblem) && (
        <p className={styles.offline} role="status">
          <Icon name="warning" size={16} /> {t.offline}
        </p>
      )}
      {me?.valley.demo && (
        <p className={styles.demo}>
          <strong>{t.demo}</strong>
          <span>{t.demoLine}</span>
        </p>
      )}
      <div className={styles.colophon}>
        <span>{t.footer.line}</span>
        <span className={styles.footLinks}>
          <a href="/api/docs">{t.footer.api}</a>
          <a href="/api/v1/openapi.json">{t.footer.openapi}</a>
        </span>
      </div>
    </footer>
  );
}

const MoreSheet = lazy(() => import('./more-sheet.tsx').then((m) => ({ default: m.MoreSheet })));

function TabBar() {
  const t = useT(shell);
  const { actions } = useT();
  const { me } = useSession();
  const items = tabsFor({ signedIn: Boolean(me?.user), roles: me?.roles ?? [] });
  const current = useCurrent(items);
  const [open, setOpen] = useState(false);
  const [asked, setAsked] = useState(false);
  return (
    <>
      <nav className={styles.tabs} aria-label={t.tabNav}>
        {items.map((item) => (
          <Link
            key={item.to}
            to={item.to}
            className={styles.tab}
            aria-current={item === current ? 'page' : undefined}
            activeOptions={{ exact: true, includeSearch: false }}
          >
            <Icon name={item.icon} size={22} />
            <span>{t.nav[item.label]}</span>
          </Link>
        ))}
        {!me?.user && (
          <Link to="/sign-in" className={styles.tab} activeProps={{ 'aria-current': 'page' }}>
            <Icon name="user" size={22} />
            <span>{actions.signIn}</span>
          </Link>
        )}
        <button
          type="button"
          className={styles.tab}
          aria-haspopup="dialog"
          aria-expanded={open}
          onClick={() => {
            setAsked(true);
            setOpen(true);
          }}
        >
          <Icon name="menu" size={22} />
          <span>{t.more}</span>
        </button>
      </nav>
      {asked && (
        <Suspense>
          <MoreSheet open={open} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
