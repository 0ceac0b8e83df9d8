/**
 * Algebra of half-open intervals [start, end) on epoch milliseconds. A "set" is an array that is sorted, without
 * empty members, and whose members neither overlap nor touch: the unique shortest description of its points.
 * All functions are linear after sorting and never change what they are given.
 */
export interface Span {
  /** Epoch milliseconds, included. */
  readonly start: number;
  /** Epoch milliseconds, excluded. */
  readonly end: number;
}

/** Half-open, so that back-to-back spans touch without overlap. */
export const overlaps = (a: Span, b: Span): boolean => a.start < b.end && b.start < a.end;

/** Any list of spans → a set. */
export function merge(spans: readonly Span[]): Span[] {
  if (isSet(spans)) return spans.slice();
  const sorted = spans.filter((s) => s.start < s.end).sort((a, b) => a.start - b.start);
  const out: Span[] = [];
  let start = 0;
  let end = Number.NEGATIVE_INFINITY;
  for (const s of sorted) {
    if (s.start > end) {
      if (end !== Number.NEGATIVE_INFINITY) out.push({ start, end });
      start = s.start;
      end = s.end;
    } else if (s.end > end) {
      end = s.end;
    }
  }
  if (end !== Number.NEGATIVE_INFINITY) out.push({ start, end });
  return out;
}

/** Is the list a set already? */
export function isSet(spans: readonly Span[]): boolean {
  let last = Number.NEGATIVE_INFINITY;
  for (const s of spans) {
    if (!(s.start > last) || !(s.start < s.end)) return false;
    last = s.end;
  }
  return true;
}

const asSet = (spans: readonly Span[]): readonly Span[] => (isSet(spans) ? spans : merge(spans));

/** Points in any of the lists. */
export const union = (...lists: readonly (readonly Span[])[]): Span[] => merge(lists.flat());

/** Points in both. */
export function intersect(a: readonly Span[], b: readonly Span[]): Span[] {
  const x = asSet(a);
  const y = asSet(b);
  const out: Span[] = [];
  for (let i = 0, j = 0; i < x.length && j < y.length; ) {
    const p = x[i] as Span;
    const q = y[j] as Span;
    const start = Math.max(p.start, q.start);
    const end = Math.min(p.end, q.end);
    if (start < end) out.push({ start, end });
    if (p.end < q.end) i++;
    else j++;
  }
  return out;
}

/** Points of `a` that are not in `b`. */
export function subtract(a: readonly Span[], b: readonly Span[]): Span[] {
  const x = asSet(a);
  const y = asSet(b);
  const out: Span[] = [];
  let j = 0;
  for (const p of x) {
    let { start } = p;
    while (j < y.length && (y[j] as Span).end <= start) j++;
    for (let k = j; k < y.length; k++) {
      const q = y[k] as Span;
      if (q.start >= p.end) break;
      if (q.start > start) out.push({ start, end: q.start });
      start = Math.max(start, q.end);
      if (start >= p.end) break;
    }
    if (start < p.end) out.push({ start, end: p.end });
  }
  return out;
}

/** The part of a list inside `within`, as a set. */
export const clip = (spans: readonly Span[], within: Span): Span[] =>
  within.start < within.end ? intersect(spans, [within]) : [];

/** Is every point of `inner` in the list? An empty `inner` is. */
export function covers(spans: readonly Span[], inner: Span): boolean {
  if (inner.start >= inner.end) return true;
  for (const s of asSet(spans)) if (s.start <= inner.start && inner.end <= s.end) return true;
  return false;
}

/** The first member of the list (in its order) that overlaps `span`. */
export function firstOverlap<T extends Span>(spans: readonly T[], span: Span): T | undefined {
  for (const s of spans) if (overlaps(s, span)) return s;
  return undefined;
}

/** Length of all points together, in milliseconds. */
export function measure(spans: readonly Span[]): number {
  let sum = 0;
  for (const s of asSet(spans)) sum += s.end - s.start;
  return sum;
}

/**
 * Points inside `within` that lie in at least `depth` members of the list: where a resource of capacity `depth` is full.
 */
export function crowded(spans: readonly Span[], depth: number, within: Span): Span[] {
  if (depth <= 1) return clip(spans, within);
  const events: { at: number; by: 1 | -1 }[] = [];
  for (const s of spans) {
    const start = Math.max(s.start, within.start);
    const end = Math.min(s.end, within.end);
    if (start >= end) continue;
    events.push({ at: start, by: 1 }, { at: end, by: -1 });
  }
  // Ends before starts at one instant: touching spans share no point.
  events.sort((a, b) => a.at - b.at || a.by - b.by);
  const out: Span[] = [];
  let level = 0;
  let since = 0;
  for (const e of events) {
    const before = level;
    level += e.by;
    if (before < depth && level >= depth) since = e.at;
    else if (before >= depth && level < depth && since < e.at) out.push({ start: since, end: e.at });
  }
  return merge(out);
}
