/**
 * Figures of groups of firms without the figures of a firm. Pure.
 *
 * A group of fewer than three firms is suppressed (统计法: what lets a single respondent be told apart or inferred is not given out;
 * three is what statistical offices commonly take). That alone is not enough: with a total and all other groups one could subtract.
 * So the smallest further group is suppressed until what is missing can be no fewer than two groups and three firms.
 */

export const minimum = 3;

export interface Group {
  readonly value: string;
  /** Firms that the figure is of. */
  readonly firms: number;
  readonly sum: number;
}

export interface Total {
  readonly firms: number;
  readonly sum: number;
}

/**
 * Which groups are suppressed. `rest`: firms in no group at all, which whoever subtracts finds too.
 * Groups without firms say nothing of anybody and stay.
 */
export function suppressed(
  groups: readonly Group[],
  total: Total,
): { groups: ReadonlySet<string>; total: boolean } {
  const hidden = new Set(groups.filter((g) => g.firms > 0 && g.firms < minimum).map((g) => g.value));
  if (total.firms > 0 && total.firms < minimum)
    return { groups: new Set(groups.filter((g) => g.firms > 0).map((g) => g.value)), total: true };
  const shown = () => groups.filter((g) => g.firms > 0 && !hidden.has(g.value));
  const rest = total.firms - groups.reduce((n, g) => n + g.firms, 0);
  // Firms in no group are one more line of the table, never shown
  const lines = () => hidden.size + (rest > 0 ? 1 : 0);
  const lost = () => total.firms - shown().reduce((n, g) => n + g.firms, 0);
  while (lines() > 0 && (lines() < 2 || lost() < minimum) && lost() > 0) {
    if (hidden.size === 0 && lost() >= minimum) break;
    const [next] = shown().sort((a, b) => a.firms - b.firms || (a.value < b.value ? -1 : 1));
    if (!next) return { groups: hidden, total: true };
    hidden.add(next.value);
  }
  return { groups: hidden, total: false };
}

/**
 * Where a firm may be in several groups (tracks, titles), groups do not sum to the total and nothing can be subtracted from it:
 * only small groups are suppressed. Two groups may still differ by one firm;
 * sums of overlapping groups are therefore shown only with ten firms and more, our own caution.
 */
export const minimumOverlapping = 10;

export function suppressedOverlapping(
  groups: readonly Group[],
  total: Total,
  sums: boolean,
): ReadonlySet<string> {
  if (total.firms > 0 && total.firms < minimum)
    return new Set(groups.filter((g) => g.firms > 0).map((g) => g.value));
  const least = sums ? minimumOverlapping : minimum;
  // All but one or two of the firms in a group: the rest could be told by subtraction
  const nearlyAll = (g: Group) => total.firms - g.firms > 0 && total.firms - g.firms < minimum;
  return new Set(groups.filter((g) => g.firms > 0 && (g.firms < least || nearlyAll(g))).map((g) => g.value));
}
