import type { Observation, Profile } from '@hegu/rules/facts.ts';
import type { Query } from '../../../platform/command.ts';
import {
  firmOfOrganisation,
  profileOf as firmProfile,
  relatedOrganisations,
} from '../../enterprise/index.ts';
import type { Party } from './store.ts';

/** What is known of the two sides of a voucher, from identity and the registry of firms. */

export { findParty, findTeam, type Party } from './store.ts';

/** Deciding on an application is a duty by law, for which no consent is asked. */
const duty = { purpose: 'application' } as const;

export type Relation = 'related' | 'unrelated' | 'unknown';

/**
 * Are two organisations related parties (关联方)? By what the registry knows of holdings and control. That nothing is stated says
 * they are not only where the buyer has stated all its relations; else it is not known, and whoever pays has to look.
 */
export async function relationOf(
  q: Pick<Query, 'tx' | 'scope'>,
  buyerId: string,
  providerId: string,
): Promise<Relation> {
  const { result } = await relatedOrganisations(q.tx, q.scope, buyerId, providerId);
  if (result === 'unknown') return 'unknown';
  if (result !== 'none') return 'related';
  const firmId = await firmOfOrganisation(q.tx, q.scope, buyerId);
  const stated =
    firmId === null ? null : await firmProfile(q.tx, q.scope, firmId, { ...duty, only: ['relations'] });
  return stated?.collections.relations?.complete ? 'unrelated' : 'unknown';
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
