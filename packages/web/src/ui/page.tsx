import { Link, type LinkProps } from '@tanstack/react-router';
import { type ReactNode, useEffect } from 'react';
import { useLocale } from '../i18n/locale.ts';
import { localName, useT } from '../i18n/messages.ts';
import { useSession } from '../lib/session.ts';
import { Icon } from './icons.tsx';
import styles from './page.module.css';

/** `<page> · <valley>` in the tab, the history and a shared link. */
export function usePageTitle(title: string): void {
  const locale = useLocale();
  const { appName } = useT();
  const { me } = useSession();
  const valley = me ? localName(me.valley, locale) : appName;
  useEffect(() => {
    document.title = title && title !== valley ? `${title} · ${valley}` : valley;
  }, [title, valley]);
}

export interface Crumb {
  readonly label: string;
  readonly link?: LinkProps;
}

/**
 * A page: breadcrumbs, one h1, the actions at its right, a line on what it is for.
 * `width`: `page` 1200 px, `text` for forms and reading, `full` for timelines.
 */
export function Page({
  title,
  lead,
  crumbs,
  actions,
  meta,
  width = 'page',
  children,
}: {
  title: string;
  lead?: ReactNode;
  crumbs?: readonly Crumb[];
  actions?: ReactNode;
  /** Tags and facts below the title. */
  meta?: ReactNode;
  width?: 'page' | 'text' | 'full';
  children: ReactNode;
}) {
  usePageTitle(title);
  return (
    <div className={`${styles.page} ${styles[width]}`}>
      {crumbs && crumbs.length > 0 && <Breadcrumbs crumbs={crumbs} />}
      <div className={styles.head}>
        <div className={styles.titles}>
          <h1 className={styles.title}>{title}</h1>
          {meta && <div className={styles.meta}>{meta}</div>}
          {lead && <p className={styles.lead}>{lead}</p>}
        </div>
        {actions && <div className={styles.actions}>{actions}</div>}
      </div>
      {children}
    </div>
  );
}

function Breadcrumbs({ crumbs }: { crumbs: readonly Crumb[] }) {
  return (
    <nav aria-label="breadcrumb" className={styles.crumbs}>
      <ol>
        {crumbs.map((crumb) => (
          <li key={crumb.label}>
            {crumb.link ? <Link {...crumb.link}>{crumb.label}</Link> : <span>{crumb.label}</span>}
            <Icon name="chevronRight" size={14} />
          </li>
        ))}
      </ol>
    </nav>
  );
}

/** A part of a page under its own heading, set off by a hairline. */
export function Section({
  title,
  hint,
  actions,
  id,
  children,
}: {
  title: ReactNode;
  hint?: ReactNode;
  actions?: ReactNode;
  id?: string;
  children: ReactNode;
}) {
  return (
    <section className={styles.section} id={id}>
      <div className={styles.sectionHead}>
        <h2>{title}</h2>
        {hint && <p className={styles.hint}>{hint}</p>}
        {actions && <div className={styles.actions}>{actions}</div>}
      </div>
      {children}
    </section>
  );
}
