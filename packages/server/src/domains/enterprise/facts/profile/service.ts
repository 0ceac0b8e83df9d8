import type { Purpose } from '@hegu/contract/enterprise/facts.ts';
import type { Profile } from '@hegu/rules/facts.ts';
import type { Tx } from '../../../../platform/db/db.ts';
import type { ValleyScope } from '../../../../platform/db/scope.ts';
import { allows, standOf } from '../../consents/rules.ts';
import { limited, profileFrom, type RawProfile } from './rules.ts';
import { rawProfiles } from './store.ts';

/** What is known of a firm, as rules want it: policies, vouchers and the ladder stand on these two. */

export interface ProfileOptions {
  /** What was known on this day ('YYYY-MM-DD'); default everything. */
  readonly knownOn?: string | undefined;
  /** Leaves out what the firm has not agreed to have used for this. */
  readonly purpose?: Purpose | undefined;
  /** Only these fields and collections. */
  readonly only?: readonly string[] | undefined;
}

export interface FirmProfile {
  readonly firmId: string;
  readonly creditCode: string;
  readonly profile: Profile;
  /** May this field or collection be read for a purpose? Also of what was not asked for here. */
  readonly allows: (purpose: Purpose, key: string) => boolean;
}

function shape(raw: RawProfile, purpose: Purpose | undefined): FirmProfile {
  const whole = profileFrom(raw);
  const profile =
    purpose === undefined
      ? whole
      : limited(whole, (key) => allows(standOf(raw.consents ?? [], purpose), key));
  const stands = new Map<Purpose, ReturnType<typeof standOf>>();
  return {
    firmId: raw.id,
    creditCode: raw.creditCode,
    profile,
    allows(of, key) {
      let stand = stands.get(of);
      if (!stand) {
        stand = standOf(raw.consents ?? [], of);
        stands.set(of, stand);
      }
      return allows(stand, key);
    },
  };
}

/** @returns the profile, empty where nobody has said anything; null where there is no such firm in the valley. */
export async function profileOf(
  tx: Tx,
  scope: ValleyScope,
  firmId: string,
  options: ProfileOptions = {},
): Promise<Profile | null> {
  const [raw] = await rawProfiles(tx, scope, { ...options, ids: [firmId], limit: 1 });
  return raw ? shape(raw, options.purpose).profile : null;
}

const batch = 500;

/**
 * Profiles of all firms of the valley (or of some), by id, in batches of one query each: memory holds a few hundred at a time
 * however many there are.
 */
export async function* profilesOf(
  tx: Tx,
  scope: ValleyScope,
  options: ProfileOptions & { readonly ids?: readonly string[]; readonly active?: boolean } = {},
): AsyncGenerator<FirmProfile, void, undefined> {
  let after: string | undefined;
  for (;;) {
    const rows = await rawProfiles(tx, scope, { ...options, after, limit: batch });
    for (const raw of rows) yield shape(raw, options.purpose);
    if (rows.length < batch) return;
    after = rows.at(-1)?.id;
  }
}
