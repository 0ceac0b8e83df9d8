import type { WorkCalendar } from '@hegu/rules/civil.ts';
import {
  catalogueOf,
  type FactCatalogue,
  factCatalogue,
  type Observation,
  type Profile,
} from '@hegu/rules/facts.ts';
import { chinaCalendar } from '../../../platform/clock/calendar.ts';
import { dateOfEpochDay } from '../../../platform/clock/civil.ts';
import type { Query } from '../../../platform/command.ts';
import { projectPacks } from '../../../platform/packs/load.ts';
import { findParty, type Party } from './store.ts';

/** What is known of the two sides of a voucher, from identity and the registry of firms. */

export { findParty, findTeam, type Party } from './store.ts';

export type Relation = 'related' | 'unrelated' | 'unknown';

/**
 * Are two organisations related parties (关联方)? One organisation is its own relative; beyond that what nobody has said is not
 * known, and whoever pays has to look.
 */
export async function relationOf(
  q: Pick<Query, 'tx' | 'scope' | 'now'>,
  buyerId: string,
  providerId: string,
): Promise<Relation> {
  if (buyerId === providerId) return 'related';
  const [buyer, provider] = [
    await findParty(q.tx, q.scope, buyerId),
    await findParty(q.tx, q.scope, providerId),
  ];
  if (buyer && provider && buyer.creditCode === provider.creditCode) return 'related';
  return 'unknown';
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

/** What is known of a holder on a day: the registry where it has the firm, and the platform's own records. */
export async function profileOf(_q: Query, party: Party, team: boolean, day: string): Promise<Profile> {
  return platformProfile(party, team, day);
}

const catalogues = new Map<string, FactCatalogue>();

/** The catalogue of what can be known of a firm, as it holds on a day. */
export function factCatalogueOn(day: string): FactCatalogue {
  const pack = projectPacks().at('enterprise/fields', day, factCatalogue);
  const key = pack?.hash ?? '';
  let known = catalogues.get(key);
  if (!known) {
    known = catalogueOf(pack?.data ?? { fields: [], collections: [] });
    catalogues.set(key, known);
  }
  return known;
}

/** Days on which offices work, by the arrangement of the State Council. */
export const workCalendar: WorkCalendar = {
  isWorkday: (epochDay) => chinaCalendar.dayKind(dateOfEpochDay(epochDay)) === 'workday',
};
