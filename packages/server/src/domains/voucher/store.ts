import { type Generated, type RawBuilder, sql } from 'kysely';
import type { Temporal } from 'temporal-polyfill';
import type { AttestedFact, HolderDecision } from './grants/rules.ts';
import type { HolderKind, SchemeData } from './schemes/rules.ts';

/** Row types of the voucher tables (migrations/0030_voucher.sql); the SQL stands in the stores of the sub-concerns. */

type Instant = Temporal.Instant;
export type SchemeOf = SchemeData;

export interface InvoiceData {
  readonly number: string;
  readonly issuedOn: string;
  readonly amountFen: number;
}

/** What a finding `f` has taken back; those from before providers were heard took what they asked. */
export const takenFen: RawBuilder<number> = sql<number>`case when f.case_id is null then f.clawback_fen else f.taken_fen end`;

/** What random checks have taken back of a use, from its provider. `use`: the alias of `voucher_uses`. */
export const clawedFen = (use: 'u' | 'x'): RawBuilder<number> =>
  sql<number>`coalesce((select sum(${takenFen}) from voucher_findings f
    where f.valley_id = ${sql.ref(`${use}.valley_id`)} and f.use_id = ${sql.ref(`${use}.id`)}), 0)::int8`;

/** Money of the use `u` is asked back and nobody has decided yet: until then it is not paid out. */
export const askedBack: RawBuilder<boolean> = sql<boolean>`exists (select 1 from cases k
  where k.valley_id = u.valley_id and k.kind = 'voucher.clawback' and k.subject_kind = 'voucher_use'
    and k.subject_id = u.id::text and k.closed_at is null)`;

declare module '../../platform/db/tables.ts' {
  interface Tables {
    voucher_programmes: {
      valley_id: string;
      id: string;
      scheme_id: string;
      scheme_hash: string;
      scheme: SchemeData;
      title_zh: string;
      title_en: string;
      year: number;
      status: 'draft' | 'open' | 'closed';
      basis: string;
      budget_fen: number;
      account_id: string;
      opened_by: string;
      confirmed_by: string | null;
      confirmed_at: Instant | null;
      closed_at: Instant | null;
      version: Generated<number>;
      created_at: Instant;
    };
    voucher_providers: {
      valley_id: string;
      id: string;
      scheme_id: string;
      organisation_id: string;
      services: string[];
      status: 'applied' | 'admitted' | 'refused' | 'suspended';
      note: string;
      applied_by: string;
      decided_by: string | null;
      decided_at: Instant | null;
      reason: string | null;
      version: Generated<number>;
      created_at: Instant;
    };
    voucher_grants: {
      valley_id: string;
      id: string;
      programme_id: string;
      holder_kind: HolderKind;
      organisation_id: string;
      group_id: string | null;
      status: 'applied' | 'endorsed' | 'granted' | 'refused' | 'withdrawn' | 'expired';
      asked_fen: number;
      endorsed_fen: number | null;
      granted_fen: number | null;
      purpose: string;
      attested: AttestedFact[];
      decision: HolderDecision | null;
      case_id: string | null;
      account_id: string | null;
      held_account_id: string | null;
      valid_to: Instant | null;
      applied_by: string;
      endorsed_by: string | null;
      granted_by: string | null;
      granted_at: Instant | null;
      warned_at: Instant | null;
      version: Generated<number>;
      created_at: Instant;
    };
    voucher_batches: {
      valley_id: string;
      id: string;
      number: string;
      programme_id: string;
      provider_organisation_id: string;
      status: 'claimed' | 'checked' | 'approved' | 'paid' | 'returned';
      total_fen: number;
      offset_fen: Generated<number>;
      case_id: string;
      claimed_by: string;
      checked_by: string | null;
      approved_by: string | null;
      paid_by: string | null;
      paid_on: string | null;
      reference: string | null;
      reason: string | null;
      version: Generated<number>;
      created_at: Instant;
    };
    voucher_uses: {
      valley_id: string;
      id: string;
      grant_id: string;
      programme_id: string;
      provider_organisation_id: string;
      organisation_id: string;
      project_id: string;
      user_id: string;
      ref_kind: string;
      ref_id: string;
      status: 'held' | 'released' | 'settled' | 'claimed' | 'paid';
      service_code: string;
      class_code: string;
      purpose: string;
      title_zh: string;
      title_en: string;
      starts_at: Instant;
      ends_at: Instant;
      percent_bp: number;
      price_fen: number;
      held_fen: number;
      charge_fen: number | null;
      used_fen: Generated<number>;
      settled_fen: number | null;
      relation: 'unrelated' | 'unknown';
      relation_cleared_by: string | null;
      evidence: Record<string, unknown> | null;
      evidence_hash: string | null;
      invoice: InvoiceData | null;
      file_ids: Generated<string[]>;
      batch_id: string | null;
      held_at: Instant;
      settled_at: Instant | null;
      ended_at: Instant | null;
      version: Generated<number>;
    };
    voucher_audits: {
      valley_id: string;
      id: string;
      programme_id: string;
      from_at: Instant;
      to_at: Instant;
      population: number;
      population_hash: string;
      seed: string;
      seed_of: { head: { treeSize: number; rootHash: string } | null; populationHash: string; nonce: string };
      drawn_by: string;
      created_at: Instant;
      version: Generated<number>;
    };
    voucher_findings: {
      valley_id: string;
      audit_id: string;
      use_id: string;
      place: number;
      result: 'pass' | 'fail' | null;
      note: Generated<string>;
      clawback_fen: Generated<number>;
      /** Null from before providers were heard: what was asked was taken. */
      case_id: string | null;
      taken_fen: Generated<number>;
      found_by: string | null;
      found_at: Instant | null;
    };
  }
}
