import { Link, type LinkProps, useLocation } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef } from 'react';
import { centred } from './centred.ts';
import styles from './sub-nav.module.css';

export interface SubNavItem {
  readonly key: string;
  readonly label: string;
  readonly to: NonNullable<LinkProps['to']>;
  /** Of an address with a name in it: `{ id }` of `/firms/$id/policies`. */
  readonly params?: Readonly<Record<string, string>>;
  /** How many wait there; nothing is shown for none. */
  readonly count?: number | undefined;
  /** Not current on the pages below it. */
  readonly exact?: boolean;
}

/** The pages of one counter as a row of links under the header; it scrolls sideways on a phone. */
export function SubNav({
  label,
  items,
  end,
}: {
  label: string;
  items: readonly SubNavItem[];
  end?: ReactNode;
}) {
  const nav = useRef<HTMLElement>(null);
  const here = useLocation({ select: (l) => l.pathname });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page is another current link; its row may have grown meanwhile
  useEffect(() => {
    const row = nav.current;
    const current = row?.querySelector('[aria-current="page"]');
    if (!row || !current) return;
    row.scrollLeft = centred(row.getBoundingClientRect(), current.getBoundingClientRect(), row.scrollLeft);
  }, [here, items.length]);
  return (
    <div className={styles.bar}>
      <nav ref={nav} className={styles.nav} aria-label={label}>
        {items.map((item) => (
          <Link
            key={item.key}
            to={item.to}
            {...(item.params ? { params: item.params } : {})}
            className={styles.link}
            activeProps={{ 'aria-current': 'page' }}
            activeOptions={{ includeSearch: false, exact: item.exact ?? false }}
          >
            {item.label}
            {item.count !== undefined && item.count > 0 && <span className={styles.count}>{item.count}</span>}
          </Link>
        ))}
      </nav>
      {end}
    </div>
  );
}
