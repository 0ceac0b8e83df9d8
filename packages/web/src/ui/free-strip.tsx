import { type ReactNode, useId, useState } from 'react';
import type { common } from '../i18n/common.ts';
import { useT } from '../i18n/messages.ts';
import type { Format } from '../lib/format.ts';
import { useFormat, useNow } from '../lib/session.ts';
import styles from './free-strip.module.css';
import {
  freeMinutes,
  hourTicks,
  type Placed,
  placeSegments,
  type StripKind,
  type StripSegment,
  tickStep,
} from './free-strip-layout.ts';
import bar from './strip.module.css';
import { usePhone } from './use-media.ts';

export type { StripKind, StripSegment } from './free-strip-layout.ts';

interface Window {
  /** Epoch milliseconds or RFC 3339. */
  readonly from: number | string;
  readonly to: number | string;
}

const epoch = (value: number | string): number => (typeof value === 'number' ? value : Date.parse(value));

/**
 * A bar of time: free stretches are celadon and can be pressed, the rest is told apart by pattern as well as by colour
 * (closed: hatched; taken: solid; out of service: crossed; awaiting: dotted; yours: framed). Hovering or focusing a
 * stretch says what it is.
 */
export function FreeStrip({
  from,
  to,
  segments,
  label,
  onPick,
  height = 32,
  scale = false,
}: Window & {
  segments: readonly StripSegment[];
  /** Names the strip for a screen reader: the instrument, the day. */
  label: string;
  onPick?: (segment: StripSegment) => void;
  height?: number;
  scale?: boolean;
}) {
  const { free: t } = useT();
  const format = useFormat();
  const now = useNow();
  const tip = useId();
  const [about, setAbout] = useState<Placed | null>(null);
  const start = epoch(from);
  const end = epoch(to);
  const placed = placeSegments(segments, start, end);
  const minutes = freeMinutes(placed, start, end);
  const summary = minutes === 0 ? t.allBusy : t.freeTotal(format.duration(minutes));
  const nowAt = now > start && now < end ? ((now - start) / (end - start)) * 100 : null;

  const words = (segment: Placed) => describe(segment, format, t);
  const hear = (segment: Placed) => ({
    onMouseEnter: () => setAbout(segment),
    onMouseLeave: () => setAbout(null),
    onFocus: () => setAbout(segment),
    onBlur: () => setAbout(null),
    onKeyDown: (event: { key: string }) => {
      if (event.key === 'Escape') setAbout(null);
    },
  });

  return (
    <div className={styles.wrap}>
      {scale && <StripScale from={start} to={end} />}
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would be announced as a form */}
      <div className={bar.strip} role="group" aria-label={`${label}：${summary}`} style={{ height }}>
        {hourTicks(start, end, format.zone, tickStep(start, end, 24)).map((tick) => (
          <span key={tick.at} className={bar.grid} style={{ left: `${tick.left}%` }} />
        ))}
        {placed.map((segment) => {
          const place = { left: `${segment.left}%`, width: `${segment.width}%` };
          const key = `${segment.startsAt}${segment.kind}`;
          if (segment.kind === 'free' && onPick) {
            return (
              <button
                key={key}
                type="button"
                className={`${bar.segment} ${bar.free} ${styles.pick}`}
                style={place}
                aria-label={t.pick(format.range(segment.startsAt, segment.endsAt))}
                aria-describedby={about === segment ? tip : undefined}
                onClick={() => onPick(segment)}
                {...hear(segment)}
              />
            );
          }
          return (
            <span
              key={key}
              className={`${bar.segment} ${bar[segment.kind] ?? ''}`}
              style={place}
              role="img"
              aria-label={words(segment)}
              {...hear(segment)}
            />
          );
        })}
        {nowAt !== null && <span className={bar.now} style={{ left: `${nowAt}%` }} aria-hidden="true" />}
        {about && (
          <span
            id={tip}
            role="tooltip"
            className={styles.tip}
            style={{ left: `${Math.min(92, Math.max(8, about.left + about.width / 2))}%` }}
          >
            {words(about)}
          </span>
        )}
      </div>
    </div>
  );
}

type FreeWords = typeof common.zh.free;

function describe(segment: Placed, format: Format, t: FreeWords): string {
  const hours = format.hours(segment.startsAt, segment.endsAt);
  return `${hours} ${segment.label ?? t[segment.kind]}`;
}

/** The hours above one strip, or above a column of them. */
/** @param most labels at most, where the strip is narrower than the page */
export function StripScale({ from, to, most: wanted = 12 }: Window & { readonly most?: number }) {
  const format = useFormat();
  const most = Math.min(wanted, usePhone() ? 8 : 12);
  const start = epoch(from);
  const end = epoch(to);
  const step = tickStep(start, end, most);
  // A label at the very end hangs back over its neighbour where hours lie close.
  const close = (step * 3_600_000) / (end - start) < (wanted < 12 ? 0.2 : 0.12);
  const ticks = hourTicks(start, end, format.zone, step).filter((tick) => !close || tick.left <= 96);
  return (
    <div className={styles.scale} aria-hidden="true">
      {ticks.map((tick) => (
        <span key={tick.at} style={{ left: `${tick.left}%` }} data-edge={tick.left > 96 || undefined}>
          {String(tick.left > 99 && tick.hour === 0 ? 24 : tick.hour).padStart(2, '0')}
          <i>:00</i>
        </span>
      ))}
    </div>
  );
}

/** Days as strips one below the other, with one scale above all of them. */
export function FreeDays({
  days,
  label,
  onPick,
}: {
  days: readonly (Window & { readonly segments: readonly StripSegment[]; readonly title?: ReactNode })[];
  label: string;
  onPick?: (segment: StripSegment) => void;
}) {
  const format = useFormat();
  const first = days[0];
  if (!first) return null;
  return (
    <div className={styles.days}>
      <span />
      <StripScale from={first.from} to={first.to} />
      {days.map((day) => {
        const date = format.date(day.from);
        return (
          <div key={String(day.from)} className={styles.day}>
            <span className={styles.date}>{day.title ?? date}</span>
            <FreeStrip
              from={day.from}
              to={day.to}
              segments={day.segments}
              label={`${label} ${date}`}
              {...(onPick ? { onPick } : {})}
            />
          </div>
        );
      })}
    </div>
  );
}

/** What the patterns mean. */
export function StripLegend({ kinds }: { kinds: readonly StripKind[] }) {
  const { free: t } = useT();
  return (
    <ul className={styles.legend}>
      {kinds.map((kind) => (
        <li key={kind}>
          <span className={`${styles.swatch} ${bar[kind] ?? ''}`} aria-hidden="true" />
          {t[kind]}
        </li>
      ))}
    </ul>
  );
}
