import type { Temporal } from 'temporal-polyfill';
import { civilDateOf } from '../clock/civil.ts';
import { projectPacks } from '../packs/load.ts';
import { type Districts, districtsData, taxonomyData } from '../packs/schemas.ts';
import { type Classes, readClasses } from './classes.ts';

/** The packs the catalogue reads, as they hold on a day. */
export interface Reference {
  readonly classes: Classes;
  readonly districts: ReadonlyMap<string, Districts['districts'][number]>;
  /** Changes when the rows of the index would come out differently. */
  readonly madeWith: number;
}

/** Raise it when `tokens.ts` makes other rows. */
const tokenizer = 1;

const known = new Map<string, Reference>();

/** The reference data of the civil day of `now` in `zone`. Without a pack for that day there are no classes, and nothing is guessed. */
export function referenceAt(now: Temporal.Instant, zone: string): Reference {
  const date = civilDateOf(now, zone);
  const packs = projectPacks();
  const taxonomy = packs.at('taxonomy/instruments', date, taxonomyData);
  const districts = packs.at('districts/shanghai', date, districtsData);
  const key = `${taxonomy?.hash} ${districts?.hash}`;
  let reference = known.get(key);
  if (!reference) {
    reference = {
      classes: readClasses(taxonomy?.data.classes ?? []),
      districts: new Map((districts?.data.districts ?? []).map((d) => [d.code, d])),
      // Synonyms are looked up when a query is read, but district names stand in the rows.
      madeWith: (Number.parseInt((districts?.hash ?? '0').slice(0, 6), 16) << 6) | tokenizer,
    };
    known.set(key, reference);
  }
  return reference;
}
