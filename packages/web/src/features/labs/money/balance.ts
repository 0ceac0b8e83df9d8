import type { Project } from '@hegu/contract/labs/projects.ts';

export interface Balance {
  /** What can still be booked with: money that is not held, and credit. */
  readonly availableFen: number;
  /** Of that, what is the project's own money, and what is credit. */
  readonly ownFen: number;
  readonly creditFen: number;
  readonly creditUsedFen: number;
  /** Shares of the bar, 0–1, adding up to 1 where there is anything at all. */
  readonly shares: {
    readonly spent: number;
    readonly held: number;
    readonly own: number;
    readonly credit: number;
  };
}

/** What is held has left `balanceFen` already. */
export function balanceOf(
  p: Pick<Project, 'balanceFen' | 'heldFen' | 'spentFen' | 'creditLimitFen'>,
): Balance {
  const ownFen = Math.max(0, p.balanceFen);
  const creditUsedFen = Math.min(p.creditLimitFen, Math.max(0, -p.balanceFen));
  const creditFen = p.creditLimitFen - creditUsedFen;
  const spent = Math.max(0, p.spentFen);
  const held = Math.max(0, p.heldFen);
  const whole = spent + held + ownFen + creditFen;
  const share = (fen: number) => (whole > 0 ? fen / whole : 0);
  return {
    availableFen: p.balanceFen + p.creditLimitFen,
    ownFen,
    creditFen,
    creditUsedFen,
    shares: { spent: share(spent), held: share(held), own: share(ownFen), credit: share(creditFen) },
  };
}
