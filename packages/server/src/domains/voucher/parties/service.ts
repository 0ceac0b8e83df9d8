import type { Observation, Profile } from '@hegu/rules/facts.ts';
import { Temporal } from 'temporal-polyfill';
import type { Query } from '../../../platform/command.ts';
import {
  firmOfOrganisation,
  profileOf as firmProfile,
  relatedOrganisations,
} from '../../enterprise/index.ts';
import { latestReview, type Party } from './store.ts';

/** What is known of the two sides of a voucher, from identity and the registry of firms. */

export { findParty, findTeam, type Party } from './store.ts';

/** Deciding on an application is a duty by law, for which no consent is asked. */
const duty = { purpose: 'application' } as const;

/**
 * `unknown`: nobody has stated a tie, nor that there is none; whoever pays has to look. `suspected`: a holding is stated but not how
 * large it is; the office has to look before anything is held (`reviewing` while it does).
 */
export type Relation = 'related' | 'unrelated' | 'unknown' | 'suspected' | 'reviewing';

export interface Related {
  readonly relation: Relation;
  /** Who of the office looked and found nothing. */
  readonly clearedBy: string | null;
  /** The review that is open or decided it. */
  readonly reviewId: string | null;
}

/** Holdings change: what the office found is asked again after a year. */
const reviewHours = 365 * 24;

/**
 * Are two organisations related parties (关联方)? By what the registry knows of holdings and control. That nothing is stated says
 * they are not only where the buyer has stated all its relations. What the registry knows comes before what the office found.
 */
export async function relationOf(
  q: Pick<Query, 'tx' | 'scope' | 'now'>,
  buyerId: string,
  providerId: string,
): Promise<Related> {
  const { result } = await relatedOrganisations(q.tx, q.scope, buyerId, providerId);
  if (result === 'unknown') {
    const review = await latestReview(q.tx, q.scope, buyerId, providerId);
    const reviewId = review?.caseId ?? null;
    const said = (relation: Relation, clearedBy: string | null = null) => ({ relation, clearedBy, reviewId });
    if (review?.state === 'open') return said('reviewing');
    const { closedAt } = review ?? {};
    const holds = closedAt && Temporal.Instant.compare(closedAt.add({ hours: reviewHours }), q.now) > 0;
    if (!review || !holds) return said('suspected');
    return review.state === 'related' ? said('related') : said('unknown', review.by);
  }
  const plainly = (relation: Relation) => ({ relation, clearedBy: null, reviewId: null });
  if (result !== 'none') return plainly('related');
  const firmId = await firmOfOrganisation(q.tx, q.scope, buyerId);
  const stated =
    firmId === null ? null : await firmProfile(q.tx, q.scope, firmId, { ...duty, only: ['relations'] });
  return plainly(stated?.collections.relations?.complete ? 'unrelated' : 'unknown');
}

const entityOf = (party: Party, team: boolean): string => {
  if (team) return 'team';
  if (party.kind === 'company' || party.kind === 'service') return 'company';
  if (party.kind === 'hospital') return 'hospital';
  return party.kind === 'university' || party.kind === 'institute' ? 'institute' : 'other';
};

/** The holder as the platform knows it: what kind it is and where. @param day 'YYYY-MM-DD' */
export function platformProfile(party: Party, team: boolean, day: string): Profile {
  const said = (value: string): Observation[] => [{ value, source: 'platform', observedOn: day }];
  return {
    facts: {
      entityType: said(entityOf(party, team)),
      ...(party.district
        ? {
            registeredDistrict: said(party.district),
            city: said(`${party.district.slice(0, 2)}0000`),
          }
        : {}),
    },
    collections: {},
  };
}

/**
 * What is known of a holder on a day: what the registry has of the firm, and where it has nothing, the platform's own records. A
 * team is not the firm it stands in.
 */
export async function profileOf(
  q: Pick<Query, 'tx' | 'scope'>,
  party: Party,
  team: boolean,
  day: string,
): Promise<Profile> {
  const own = platformProfile(party, team, day);
  const firmId = team ? null : await firmOfOrganisation(q.tx, q.scope, party.id);
  const known = firmId === null ? null : await firmProfile(q.tx, q.scope, firmId, duty);
  return known ? { facts: { ...own.facts, ...known.facts }, collections: known.collections } : own;
}
