import { assess, type CompiledClause } from '@hegu/rules/evaluate/assess.ts';
import type { Assessment } from '@hegu/rules/evaluate/run.ts';
import { type Facts, factsAt } from '@hegu/rules/facts.ts';

/** Which tracks (细分赛道) a clause speaks to. Pure. */

/** A track, the industry field it belongs to, and the kinds of product it makes; none: nothing is known of them. */
export interface Track {
  readonly code: string;
  readonly field: string;
  readonly products: readonly string[];
}

/** More of a kind than any condition counts. */
const plenty = 20;

/** All that is known of the firm is that it works in this track and in nothing else, and so makes such products and no others. */
function firmOf(track: Track, on: string): Facts {
  const known = (value: string) => [{ value: [value], observedOn: on, source: 'track' }];
  const items = track.products.flatMap((kind) =>
    Array.from({ length: plenty }, (_, i) => ({
      id: `${kind}-${i}`,
      values: { kind },
      observedOn: on,
      source: 'track',
    })),
  );
  return factsAt(
    {
      facts: { fields: known(track.field), tracks: known(track.code) },
      collections: items.length === 0 ? {} : { products: { complete: true, items } },
    },
    on,
  );
}

/**
 * The tracks that a clause's conditions let in, each taken by itself: those of whose firms it is not certain, from track, field and kinds of product
 * alone, that they miss a condition. A clause that names none of these is for all of them.
 * @returns codes of tracks
 */
export function tracksOf(
  compiled: CompiledClause,
  tracks: Iterable<Track>,
  at: Assessment,
): ReadonlySet<string> {
  return new Set(
    [...tracks]
      .filter((track) =>
        assess(compiled, firmOf(track, at.assessedOn), at).requirements.every((r) => r.truth !== 'unmet'),
      )
      .map((track) => track.code),
  );
}
