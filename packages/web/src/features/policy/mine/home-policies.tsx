import { getFirmPolicies } from '@hegu/contract/policy/matching.ts';
import { moneyWords } from '@hegu/rules/explain/format.ts';
import { Link } from '@tanstack/react-router';
import { useLocale } from '../../../i18n/locale.ts';
import { useT } from '../../../i18n/messages.ts';
import { useRouteQuery } from '../../../lib/query.ts';
import { useSession } from '../../../lib/session.ts';
import { buttonClass } from '../../../ui/button.tsx';
import { Section } from '../../../ui/page.tsx';
import { firmPoliciesPlace, useMyFirm } from '../parts/my-firm.ts';
import { Amount, WindowTag } from '../parts/parts.tsx';
import styles from './home.module.css';
import { mineWords } from './messages.ts';

const offered = new Set(['confirm', 'now', 'review', 'soon', 'nearly']);

/** On the home page: the three that matter most for the firm, or a quiet way to the questions. */
export function HomePolicies() {
  const { me } = useSession();
  const firm = useMyFirm();
  if (firm) return <Top firmId={firm.id} />;
  return me && !me.user ? <Ask /> : null;
}

function Top({ firmId }: { firmId: string }) {
  const t = useT(mineWords);
  const locale = useLocale();
  const { data } = useRouteQuery(getFirmPolicies, { params: { id: firmId }, query: {} });
  // The page does not wait for it, and does without it when it fails.
  if (!data) return null;
  const all = data.matches.filter((m) => offered.has(m.group));
  return (
    <div className={styles.frame}>
      <Section
        title={t.home}
        hint={data.totalFen > 0 ? t.homeTotal(moneyWords(data.totalFen)[locale]) : undefined}
        actions={
          <Link to={firmPoliciesPlace(firmId)}>
            {all.length > 0 ? t.homeAll(all.length) : t.homeNothingGo}
          </Link>
        }
      >
        {all.length === 0 && <p className={styles.none}>{t.homeNothing}</p>}
        <ul className={styles.top}>
          {all.slice(0, 3).map((m) => (
            <li key={m.clause.id}>
              <Link to={firmPoliciesPlace(firmId)} search={{ open: m.clause.id }}>
                {m.clause.title[locale]}
              </Link>
              <span className={styles.group}>{t.groups[m.group]}</span>
              <Amount clause={m.clause} explain={false} />
              <WindowTag clause={m.clause} />
            </li>
          ))}
        </ul>
      </Section>
    </div>
  );
}

function Ask() {
  const t = useT(mineWords);
  return (
    <aside className={`${styles.frame} ${styles.ask}`}>
      <p>
        <strong>{t.homeAsk}</strong> {t.homeAskText}
      </p>
      <Link to="/policies/match" className={buttonClass()}>
        {t.homeAskGo}
      </Link>
    </aside>
  );
}
