import { Temporal } from 'temporal-polyfill';
import type { Tx } from '../platform/db/db.ts';
import { openScope, type ValleyScope } from '../platform/db/scope.ts';
import { newId } from '../platform/ids.ts';

/** The rows that tests of every counter need before anything else: valleys, and organisations that have joined them. */

/** Early enough that everything a test does comes after it. */
const before = Temporal.Instant.from('2026-01-01T00:00:00Z');

let counter = 0;
/** A number that this test file has not used yet, for names that have to differ. */
export const next = () => ++counter;

export interface ValleyInput {
  readonly slug?: string;
  readonly nameZh?: string;
  readonly nameEn?: string;
  readonly zone?: string;
  readonly isDefault?: boolean;
  readonly settings?: Readonly<Record<string, unknown>>;
}

export async function addValley(tx: Tx, input: ValleyInput = {}): Promise<ValleyScope> {
  const valleyId = newId();
  const zone = input.zone ?? 'Asia/Shanghai';
  await tx
    .insertInto('valleys')
    .values({
      id: valleyId,
      slug: input.slug ?? `v-${valleyId.slice(-12)}`,
      name_zh: input.nameZh ?? '测试谷',
      name_en: input.nameEn ?? 'Test valley',
      zone,
      demo: false,
      is_default: input.isDefault ?? false,
      settings: JSON.stringify(input.settings ?? {}),
      created_at: before,
    })
    .execute();
  return openScope({ valleyId, zone });
}

export interface OrganisationInput {
  readonly creditCode: string;
  readonly nameZh: string;
  readonly nameEn?: string;
  readonly kind?: 'company' | 'university' | 'district';
}

/** @returns the id of an organisation that has joined no valley yet. */
export async function addOrganisation(tx: Tx, input: OrganisationInput): Promise<string> {
  const id = newId();
  await tx
    .insertInto('organisations')
    .values({
      id,
      credit_code: input.creditCode,
      name_zh: input.nameZh,
      name_en: input.nameEn ?? input.nameZh,
      kind: input.kind ?? 'company',
      district: null,
      address: null,
      created_at: before,
    })
    .execute();
  return id;
}

/** In the transaction of that valley. */
export async function joinValley(
  tx: Tx,
  scope: ValleyScope,
  organisationId: string,
  tier: 'member' | 'enterprise',
): Promise<void> {
  await tx
    .insertInto('valley_organisations')
    .values({
      valley_id: scope.valleyId,
      organisation_id: organisationId,
      status: 'active',
      tier,
      park: null,
      applied_by: null,
      decided_by: null,
      decided_at: null,
      reason: null,
      created_at: before,
    })
    .execute();
}
