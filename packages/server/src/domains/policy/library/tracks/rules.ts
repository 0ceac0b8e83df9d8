import { assess, type CompiledClause } from '@hegu/rules/evaluate/assess.ts';
import type { Assessment } from '@hegu/rules/evaluate/compile.ts';
import { type Facts, factsAt } from '@hegu/rules/facts.ts';

/** Which tracks (细分赛道) a clause speaks to. Pure. */

/** A track, and the industry field it belongs to. */
export interface Track {
  readonly code: string;
  readonly field: string;
}

/** All that is known of the firm is that it works in this track, and in nothing else. */
function firmOf(track: Track, on: string): Facts {
  const known = (value: string) => [{ value: [value], observedOn: on, source: 'track' }];
  return factsAt({ facts: { fields: known(track.field), tracks: known(track.code) }, collections: {} }, on);
}

/**
 * The tracks that a clause's conditions let in, each taken by itself: those of whose firms it is not certain, from track and field alone, that
 * they miss a condition. A clause that names neither tracks nor fields is for all of them.
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
