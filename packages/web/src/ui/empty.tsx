import type { ReactNode } from 'react';
import styles from './empty.module.css';
import { Icon, type IconName } from './icons.tsx';

/** Nothing here yet: says why, and how the first one comes about. */
export function Empty({
  icon = 'inbox',
  title,
  children,
  action,
}: {
  icon?: IconName;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className={styles.empty}>
      <Icon name={icon} size={32} className={styles.icon} />
      <div>
        <strong>{title}</strong>
        {children && <p className={styles.text}>{children}</p>}
        {action && <div className={styles.action}>{action}</div>}
      </div>
    </div>
  );
}
