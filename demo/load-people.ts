import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../packages/server/src/platform/db/db.ts';
import { districts } from './places.ts';
import { demoId } from './random.ts';
import { insertAll } from './store.ts';
import type { DemoValley } from './types.ts';

export interface LoadContext {
  readonly demo: DemoValley;
  readonly now: Temporal.Instant;
  readonly valleyId: string;
}

/** The code of a district by its Chinese name (GB/T 2260), by which the catalogue and the facets know it. */
export const districtCode = (zh: string): string | null =>
  Object.values(districts).find((d) => d.name.zh === zh)?.code ?? null;

export async function organisations(tx: Tx, { demo, valleyId }: LoadContext): Promise<void> {
  const nameOf = (id: string | null) => demo.organisations.find((o) => o.id === id)?.name.zh ?? null;
  await insertAll(
    tx,
    'organisations',
    demo.organisations.map((o) => ({
      id: o.id,
      credit_code: o.creditCode,
      name_zh: o.name.zh,
      name_en: o.name.en,
      kind: o.kind,
      district: districtCode(o.place.district.zh),
      address: o.place.address.zh,
      demo: true,
      created_at: o.joinedAt.toString(),
    })),
  );
  await insertAll(
    tx,
    'valley_organisations',
    demo.organisations.map((o) => ({
      valley_id: valleyId,
      organisation_id: o.id,
      status: 'active',
      tier: o.tier,
      park: nameOf(o.parkId),
      version: 1,
      created_at: o.joinedAt.toString(),
    })),
  );
}

/** People with a user name may sign in; the others are there to be seen. */
export async function people(
  tx: Tx,
  { demo, now, valleyId }: LoadContext,
  passwordHash: string,
): Promise<void> {
  const at = now.toString();
  const joined = demo.today.subtract({ hours: 24 * 200 }).toString();
  await insertAll(
    tx,
    'users',
    demo.people.map((p) => ({
      id: p.id,
      name: p.name.zh,
      email: p.email,
      email_verified: true,
      username: p.username,
      display_username: p.username,
      locale: 'zh',
      platform_admin: p.username === 'admin',
      demo: true,
      created_at: joined,
      updated_at: at,
    })),
  );
  await insertAll(
    tx,
    'accounts',
    demo.people
      .filter((p) => p.username !== null)
      .map((p) => ({
        id: demoId(`account-of/${p.key}`),
        user_id: p.id,
        account_id: p.id,
        provider_id: 'credential',
        password: passwordHash,
        created_at: joined,
        updated_at: at,
      })),
  );
  await insertAll(
    tx,
    'memberships',
    demo.people.flatMap((p) =>
      p.memberships.map((m) => ({
        valley_id: valleyId,
        id: demoId(`membership/${p.key}/${m.organisationId}/${m.role}`),
        user_id: p.id,
        organisation_id: m.organisationId,
        role: m.role,
        created_at: joined,
      })),
    ),
  );
  await insertAll(
    tx,
    'people',
    demo.people.map((p) => ({ valley_id: valleyId, user_id: p.id, site_training_required: false })),
  );
  await insertAll(
    tx,
    'groups',
    demo.groups.map((g) => ({
      valley_id: valleyId,
      id: g.id,
      organisation_id: g.organisationId,
      name_zh: g.name.zh,
      name_en: g.name.en,
      pi_user_id: g.piId,
      version: 1,
      created_at: joined,
    })),
  );
  await insertAll(
    tx,
    'group_members',
    demo.groups.flatMap((g) =>
      g.memberIds.map((user_id) => ({ valley_id: valleyId, group_id: g.id, user_id, created_at: joined })),
    ),
  );
}
