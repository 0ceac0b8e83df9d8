import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import { useT } from '../../../i18n/messages.ts';
import { useFormat, useNow } from '../../../lib/session.ts';
import { StripScale } from '../../../ui/free-strip.tsx';
import { hourTicks, placeSegments, type StripSegment, tickStep } from '../../../ui/free-strip-layout.ts';
import bar from '../../../ui/strip.module.css';
import styles from './day-strip.module.css';
import { dragged, type Grip, type Span, stepped } from './day-strip-drag.ts';
import { bookingParts } from './part-messages.ts';
import { minute, minutesBetween } from './time.ts';

/**
 * One day on which a time is chosen: press to place it, drag on empty time to draw it, drag its ends to resize it, its
 * middle to move it; both ends are sliders for the keyboard (Shift moves the whole).
 */
export function DayStrip({
  from,
  to,
  segments,
  value,
  gridMinutes,
  minMinutes,
  label,
  fits,
  onChange,
}: {
  from: number;
  to: number;
  segments: readonly StripSegment[];
  value: Span | null;
  gridMinutes: number;
  /** The shortest that can be drawn. */
  minMinutes: number;
  label: string;
  /** Whether the chosen time would be accepted; undefined while nobody knows. */
  fits: boolean | undefined;
  onChange: (value: Span) => void;
}) {
  const t = useT(bookingParts);
  const { free: common } = useT();
  const format = useFormat();
  const now = useNow();
  const strip = useRef<HTMLDivElement>(null);
  const [drag, setDrag] = useState<{ grip: Grip; at: number; span: Span; moved: boolean } | null>(null);
  const rules = { from, to, grid: gridMinutes * minute, least: Math.max(minMinutes, gridMinutes) * minute };
  const shown = drag?.moved ? drag.span : value;
  const placed = placeSegments(segments, from, to);
  const share = (at: number) => ((at - from) / (to - from)) * 100;

  const timeAt = (clientX: number): number => {
    const box = strip.current?.getBoundingClientRect();
    if (!box || box.width === 0) return from;
    return from + ((clientX - box.left) / box.width) * (to - from);
  };
  const down = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0) return;
    const named = event.target instanceof Element ? event.target.closest('[data-grip]') : null;
    const name = named?.getAttribute('data-grip');
    const grip: Grip = name === 'start' || name === 'end' || name === 'move' ? name : 'draw';
    const at = timeAt(event.clientX);
    event.currentTarget.setPointerCapture(event.pointerId);
    setDrag({ grip, at, span: dragged(grip, at, at, value, rules), moved: false });
  };
  const move = (event: PointerEvent<HTMLDivElement>) => {
    if (!drag) return;
    const at = timeAt(event.clientX);
    const far = Math.abs(at - drag.at) / (to - from) > 0.008;
    setDrag({
      ...drag,
      moved: drag.moved || far,
      span: dragged(drag.grip, drag.at, at, value, rules),
    });
  };
  const up = () => {
    if (!drag) return;
    if (drag.moved) onChange(drag.span);
    // A press without a drag puts the time there, in the length it has.
    else if (drag.grip === 'draw') onChange(drag.span);
    setDrag(null);
  };
  const key = (end: 'start' | 'end') => (event: KeyboardEvent) => {
    const steps: Record<string, number> = {
      ArrowLeft: -1,
      ArrowDown: -1,
      ArrowRight: 1,
      ArrowUp: 1,
      PageDown: -Math.max(1, Math.round(60 / gridMinutes)),
      PageUp: Math.max(1, Math.round(60 / gridMinutes)),
    };
    const step = steps[event.key];
    if (step === undefined || !value) return;
    event.preventDefault();
    onChange(stepped(event.shiftKey ? 'move' : end, step, value, rules));
  };
  const slider = (end: 'start' | 'end', at: number) => (
    <span
      role="slider"
      tabIndex={0}
      data-grip={end}
      className={`${styles.handle} ${end === 'start' ? styles.atStart : styles.atEnd}`}
      aria-label={end === 'start' ? t.startHandle : t.endHandle}
      aria-valuemin={0}
      aria-valuemax={minutesBetween(from, to)}
      aria-valuenow={minutesBetween(from, at)}
      aria-valuetext={format.dateTime(at)}
      onKeyDown={key(end)}
    />
  );

  const visible = shown && shown.end > from && shown.start < to ? shown : null;
  const left = visible ? Math.max(0, share(visible.start)) : 0;
  const right = visible ? Math.min(100, share(visible.end)) : 0;
  return (
    <div>
      <StripScale from={from} to={to} />
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset would be announced as a form */}
      <div
        ref={strip}
        className={`${bar.strip} ${styles.strip}`}
        role="group"
        aria-label={label}
        onPointerDown={down}
        onPointerMove={move}
        onPointerUp={up}
        onPointerCancel={() => setDrag(null)}
      >
        {hourTicks(from, to, format.zone, tickStep(from, to, 24)).map((tick) => (
          <span key={tick.at} className={bar.grid} style={{ left: `${tick.left}%` }} />
        ))}
        {placed.map((segment) => (
          <span
            key={`${segment.startsAt}${segment.kind}`}
            className={`${bar.segment} ${bar[segment.kind] ?? ''}`}
            style={{ left: `${segment.left}%`, width: `${segment.width}%` }}
            title={`${format.hours(segment.startsAt, segment.endsAt)} ${segment.label ?? common[segment.kind]}`}
          />
        ))}
        {now > from && now < to && (
          <span className={bar.now} style={{ left: `${share(now)}%` }} aria-hidden="true" />
        )}
        {visible && (
          <div
            className={styles.chosen}
            data-grip="move"
            data-fits={drag?.moved ? undefined : fits}
            style={{ left: `${left}%`, width: `${right - left}%` }}
          >
            {visible.start >= from && slider('start', visible.start)}
            <span className={styles.time}>{format.hours(visible.start, visible.end)}</span>
            {visible.end <= to && slider('end', visible.end)}
          </div>
        )}
      </div>
      {drag?.moved && (
        <p className={styles.live} aria-hidden="true">
          {format.range(drag.span.start, drag.span.end)} ·{' '}
          {format.duration(minutesBetween(drag.span.start, drag.span.end))}
        </p>
      )}
    </div>
  );
}
