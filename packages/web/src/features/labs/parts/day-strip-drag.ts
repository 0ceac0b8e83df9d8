/** Where a chosen time goes when it is dragged. All in epoch milliseconds; half-open. */

export interface Span {
  readonly start: number;
  readonly end: number;
}

export type Grip = 'draw' | 'start' | 'end' | 'move';

export interface DragRules {
  /** The strip. Its beginning lies on the grid. */
  readonly from: number;
  readonly to: number;
  readonly grid: number;
  /** The shortest span. */
  readonly least: number;
}

const onGrid = (at: number, { from, grid }: DragRules, round: (n: number) => number): number =>
  from + round((at - from) / grid) * grid;

/** Moves a span of this length so that its beginning lies at `start`, kept on the strip while it is shorter than the strip. */
function shifted(start: number, length: number, rules: DragRules): Span {
  const latest = Math.max(rules.from, rules.to - length);
  const begin = Math.min(Math.max(start, rules.from), latest);
  return { start: begin, end: begin + length };
}

/**
 * @param pressed where the drag began
 * @param at where it is now
 * @param value the span before the drag
 */
export function dragged(grip: Grip, pressed: number, at: number, value: Span | null, rules: DragRules): Span {
  const { from, to, least } = rules;
  if (grip !== 'draw' && value) {
    const by = onGrid(from + (at - pressed), rules, Math.round) - from;
    if (grip === 'move') return shifted(value.start + by, value.end - value.start, rules);
    if (grip === 'start') {
      return { start: Math.max(from, Math.min(value.start + by, value.end - least)), end: value.end };
    }
    return { start: value.start, end: Math.min(to, Math.max(value.end + by, value.start + least)) };
  }
  if (pressed === at) {
    const length = value ? value.end - value.start : least;
    return shifted(onGrid(at, rules, Math.floor), length, rules);
  }
  const [low, high] = pressed < at ? [pressed, at] : [at, pressed];
  const start = Math.max(from, onGrid(low, rules, Math.floor));
  const end = Math.min(to, onGrid(high, rules, Math.ceil));
  if (end - start >= least) return { start, end };
  // Drawn to the left, the end stays where the drag began.
  return pressed < at ? shifted(start, least, rules) : shifted(Math.max(from, end - least), least, rules);
}

/** One step of the keyboard: `by` grid units. */
export function stepped(grip: 'start' | 'end' | 'move', by: number, value: Span, rules: DragRules): Span {
  return dragged(grip, rules.from, rules.from + by * rules.grid, value, rules);
}
