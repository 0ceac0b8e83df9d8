import { useFormat } from '../lib/session.ts';

/** An amount as ¥1,234.50, right-aligned in a table; `per` prints the unit it is for (`/小时`). */
export function Money({ fen, per }: { fen: number | null | undefined; per?: string }) {
  const format = useFormat();
  return (
    <span className="num">
      {format.money(fen)}
      {per && fen !== null && fen !== undefined && <span className="unit">{per}</span>}
    </span>
  );
}

/** A number with its unit. */
export function Quantity({
  value,
  unit,
  digits = 0,
}: {
  value: number | null | undefined;
  unit: string;
  digits?: number;
}) {
  const format = useFormat();
  return (
    <span className="num">
      {format.number(value, digits)}
      <span className="unit">{unit}</span>
    </span>
  );
}

/** `7月15日 周三 14:00–16:00` in the valley's zone, as one `<time>`. */
export function TimeRange({
  from,
  to,
  hoursOnly = false,
}: {
  from: string;
  to: string;
  hoursOnly?: boolean;
}) {
  const format = useFormat();
  return (
    <time dateTime={`${from}/${to}`} style={{ fontVariantNumeric: 'tabular-nums' }}>
      {hoursOnly ? format.hours(from, to) : format.range(from, to)}
    </time>
  );
}

/** One instant. */
export function Time({ at, dateOnly = false }: { at: string; dateOnly?: boolean }) {
  const format = useFormat();
  return (
    <time dateTime={at} style={{ fontVariantNumeric: 'tabular-nums' }}>
      {dateOnly ? format.date(at) : format.dateTime(at)}
    </time>
  );
}
