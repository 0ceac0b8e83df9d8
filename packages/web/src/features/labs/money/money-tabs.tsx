import { Link } from '@tanstack/react-router';
import { useT } from '../../../i18n/messages.ts';
import { useSession } from '../../../lib/session.ts';
import { moneyWords } from './messages.ts';
import styles from './money.module.css';

/** Projects, charges, statements: three sides of one purse. */
export function MoneyTabs() {
  const t = useT(moneyWords);
  const { has } = useSession();
  const current = { activeProps: { 'aria-current': 'page' as const } };
  return (
    <nav className={styles.tabs} aria-label={t.nav}>
      <Link to="/projects" {...current}>
        {t.tabs.projects}
      </Link>
      <Link to="/charges" {...current}>
        {t.tabs.charges}
      </Link>
      {has('pi', 'facility', 'admin') && (
        <Link to="/statements" {...current}>
          {t.tabs.statements}
        </Link>
      )}
      {has('researcher', 'pi') && (
        <Link to="/vouchers" {...current}>
          {t.tabs.vouchers}
        </Link>
      )}
    </nav>
  );
}
