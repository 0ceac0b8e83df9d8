import type { LadderView, listStandards, RungState, RungView } from '@hegu/contract/enterprise/ladder.ts';
import type { RouteOk } from '@hegu/contract/route.ts';
import type { Tone } from '../../../ui/status-tag.tsx';

/** The ladder as it is drawn: which rungs stand on it and which beside it. Pure. */

export const rungTones: Readonly<Record<RungState, Tone>> = {
  held: 'act',
  met: 'act',
  needsReview: 'wait',
  needsData: 'wait',
  notMet: 'wrong',
  notApplicable: 'calm',
};

/** 高新技术企业 is a qualification of its own; nobody has to pass it on the way up. */
export const sideTracks: ReadonlySet<string> = new Set(['high-tech']);

/** From the top down, as a ladder is looked at. */
export function drawn(view: LadderView): {
  readonly rungs: readonly RungView[];
  readonly beside: readonly RungView[];
} {
  const known = view.rungs.toReversed();
  return {
    rungs: known.filter((r) => !sideTracks.has(r.rung)),
    beside: known.filter((r) => sideTracks.has(r.rung)),
  };
}

/** The rung that is looked at: the one asked for, the next worth going for, the lowest. */
export const chosenRung = (view: LadderView, asked: string | undefined): RungView | undefined =>
  view.rungs.find((r) => r.rung === asked) ??
  view.rungs.find((r) => r.rung === view.next) ??
  view.rungs.at(0);

export type StandardRow = RouteOk<typeof listStandards>['items'][number];

export interface Version {
  readonly id: string;
  readonly year: string;
  readonly from: string;
  readonly to: string | null;
  /** What the address says to assess by it. */
  readonly on: string | undefined;
  readonly renewal: boolean;
  readonly batch: string | undefined;
}

/** The versions of a rung's standard, oldest first, each with the occasion by which it counts. */
export function versionsOf(
  standards: readonly StandardRow[],
  rung: string,
  today: string,
): readonly Version[] {
  return standards
    .filter((s) => s.rung === rung)
    .map((s) => {
      const batch = s.batches[0];
      const covers = s.from <= today && (s.to === null || today <= s.to);
      return {
        id: s.id,
        year: /(\d{4})/.exec(s.id)?.[1] ?? s.from.slice(0, 4),
        from: s.from,
        to: s.to,
        on: covers || batch !== undefined ? undefined : s.to !== null && s.to < today ? s.to : s.from,
        renewal: s.for === 'renewal',
        batch,
      };
    })
    .sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : Number(a.renewal) - Number(b.renewal)));
}
