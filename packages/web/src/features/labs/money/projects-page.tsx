import { listProjects, type Project } from '@hegu/contract/labs/projects.ts';
import { Link } from '@tanstack/react-router';
import { useLocale } from '../../../i18n/locale.ts';
import { localName, useT } from '../../../i18n/messages.ts';
import { useRoutePages } from '../../../lib/query.ts';
import { useFormat, useSession } from '../../../lib/session.ts';
import { Button } from '../../../ui/button.tsx';
import { Empty } from '../../../ui/empty.tsx';
import { Page } from '../../../ui/page.tsx';
import { Alert, ProblemView } from '../../../ui/problem-view.tsx';
import { RequireSignIn } from '../../../ui/sign-in.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { StatusTag } from '../../../ui/status-tag.tsx';
import { balanceOf } from './balance.ts';
import { moneyWords } from './messages.ts';
import styles from './money.module.css';
import { MoneyTabs } from './money-tabs.tsx';

export function ProjectsPage() {
  const t = useT(moneyWords).projects;
  return (
    <RequireSignIn title={t.title}>
      <Projects />
    </RequireSignIn>
  );
}

function Projects() {
  const t = useT(moneyWords).projects;
  const { actions } = useT();
  const { items, error, more } = useRoutePages(listProjects, { query: { scope: 'mine', limit: 30 } });
  // Those that can still pay come first.
  const sorted = items && [...items].sort((a, b) => Number(b.active) - Number(a.active));
  return (
    <Page title={t.title} lead={t.lead}>
      <MoneyTabs />
      {error && <ProblemView error={error} />}
      {!items && !error && <Skeleton lines={3} height={120} />}
      {items?.length === 0 && (
        <Empty icon="ledger" title={t.none}>
          {t.noneHint}
        </Empty>
      )}
      <ul className={styles.projects}>
        {sorted?.map((project) => (
          <ProjectCard key={project.id} project={project} />
        ))}
      </ul>
      {more.has && (
        <Button busy={more.busy} onClick={more.load}>
          {actions.more}
        </Button>
      )}
    </Page>
  );
}

function ProjectCard({ project: p }: { project: Project }) {
  const t = useT(moneyWords).projects;
  const locale = useLocale();
  const format = useFormat();
  const { me, has } = useSession();
  const b = balanceOf(p);
  const period = [p.startsOn && t.from(format.day(p.startsOn)), p.endsOn && t.until(format.day(p.endsOn))];
  const leads = p.piUserId === me?.user?.id;
  const facts = [
    p.code,
    p.groupName,
    `${t.pi} ${p.piName}`,
    ...period,
    t.members(p.members.length),
    p.allowedInstrumentIds && t.onlySome(p.allowedInstrumentIds.length),
  ].filter(Boolean);
  return (
    <li className={styles.project} data-closed={!p.active || undefined}>
      <div className={styles.projectHead}>
        <div>
          <h2>
            {localName(p, locale)} {!p.active && <StatusTag tone="calm">{t.inactive}</StatusTag>}
          </h2>
          <p className={styles.faint}>{facts.join(' · ')}</p>
        </div>
        <p className={styles.available}>
          <span className={styles.availableLabel}>{t.available}</span>
          <strong className="num">{format.money(b.availableFen)}</strong>
        </p>
      </div>
      <div
        className={styles.bar}
        role="img"
        aria-label={t.bar(format.money(p.heldFen), format.money(p.spentFen), format.money(b.availableFen))}
      >
        <span className={styles.spent} style={{ width: `${b.shares.spent * 100}%` }} />
        <span className={styles.held} style={{ width: `${b.shares.held * 100}%` }} />
        <span className={styles.own} style={{ width: `${b.shares.own * 100}%` }} />
        <span className={styles.credit} style={{ width: `${b.shares.credit * 100}%` }} />
      </div>
      <ul className={styles.key}>
        <KeyEntry look={styles.spent} label={t.spent} fen={p.spentFen} />
        <KeyEntry look={styles.held} label={t.held} fen={p.heldFen} />
        <KeyEntry look={styles.own} label={t.balance} fen={p.balanceFen} />
        {p.creditLimitFen > 0 && <KeyEntry look={styles.credit} label={t.credit} fen={p.creditLimitFen} />}
        {b.creditUsedFen > 0 && (
          <li className={styles.warn}>{t.creditUsed(format.money(b.creditUsedFen))}</li>
        )}
      </ul>
      {p.arrearsFen > 0 && (
        <Alert title={t.arrears(format.money(p.arrearsFen))}>
          <p>{t.arrearsText}</p>
        </Alert>
      )}
      {p.active && p.arrearsFen === 0 && b.availableFen <= 0 && <p className={styles.warn}>{t.low}</p>}
      <p className={styles.links}>
        <Link to="/charges" search={{ project: p.id, whose: leads ? 'group' : 'mine' }}>
          {t.charges}
        </Link>
        {(leads || has('admin')) && (
          <>
            <Link to="/statements" search={{ project: p.id }}>
              {t.statements}
            </Link>
            <Link to="/ledger" search={{ projectId: p.id }}>
              {t.ledger}
            </Link>
          </>
        )}
      </p>
    </li>
  );
}

function KeyEntry({ look, label, fen }: { look: string | undefined; label: string; fen: number }) {
  const format = useFormat();
  return (
    <li>
      <i className={look} aria-hidden="true" />
      {label} <span className="num">{format.money(fen)}</span>
    </li>
  );
}
