import type { ReactNode } from 'react';
import { useFormat } from '../lib/session.ts';
import { sparkPoints } from './spark-layout.ts';
import styles from './stat.module.css';

/** One big number with its unit, what it counts, and how it moved. Lay several out in `<Stats>`. */
export function Stat({
  value,
  unit,
  label,
  trend,
  trendLabel,
  children,
}: {
  /** A number is printed with thousands separators; a string (money) as it is; undefined while it loads. */
  value: number | string | undefined;
  unit?: string;
  label: ReactNode;
  /** Change as a ratio: 0.12 is +12 %. */
  trend?: number | null;
  /** Against what, e.g. 较上月. */
  trendLabel?: string;
  /** A sparkline. */
  children?: ReactNode;
}) {
  const format = useFormat();
  return (
    <div className={styles.stat}>
      <dt className={styles.label}>{label}</dt>
      <dd className={styles.value}>
        {value === undefined ? '–' : typeof value === 'number' ? format.number(value) : value}
        {unit && <span className={styles.unit}>{unit}</span>}
      </dd>
      {trend !== undefined && trend !== null && (
        <dd className={styles.trend}>
          {trend >= 0 ? '▲' : '▼'} {format.percent(Math.abs(trend))}
          {trendLabel && <span> {trendLabel}</span>}
        </dd>
      )}
      {children && <dd className={styles.chart}>{children}</dd>}
    </div>
  );
}

export function Stats({ children }: { children: ReactNode }) {
  return <dl className={styles.stats}>{children}</dl>;
}

/** A line without axes: only the shape. `label` says in words what it shows. */
export function Sparkline({
  values,
  label,
  width = 120,
  height = 32,
}: {
  values: readonly number[];
  label: string;
  width?: number;
  height?: number;
}) {
  const points = sparkPoints(values, width, height);
  if (points.length === 0) return null;
  const line = points.map(([x, y]) => `${x},${y}`).join(' ');
  const last = points[points.length - 1];
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      <title>{label}</title>
      <polyline points={`0,${height} ${line} ${width},${height}`} fill="var(--act-wash)" stroke="none" />
      <polyline points={line} fill="none" stroke="var(--act)" strokeWidth={1.5} strokeLinejoin="round" />
      {last && <circle cx={last[0]} cy={last[1]} r={2.5} fill="var(--act)" />}
    </svg>
  );
}
