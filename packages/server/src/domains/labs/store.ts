import type { BookingRules, OpeningHours, ReservationStatus } from '@hegu/contract/labs/booking-rules.ts';
import type { InstrumentStatus, ServiceMode } from '@hegu/contract/labs/instruments.ts';
import type { PriceBook, Quote } from '@hegu/contract/labs/pricing.ts';
import type { Generated } from 'kysely';
import type { Temporal } from 'temporal-polyfill';

/** Row types of the labs tables (migrations/0010_labs.sql); the SQL stands in the stores of the sub-concerns. */

type Instant = Temporal.Instant;
export type CustomerTier = 'own' | 'member' | 'enterprise' | 'public';

export interface AgreedAccessory {
  readonly id: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly required: boolean;
  /** The item of the price book that its use is charged as. */
  readonly itemCode: string | null;
}

export interface Extras {
  readonly items?: Readonly<Record<string, number>>;
  readonly consumables?: Readonly<Record<string, number>>;
  readonly operatorMinutes?: number;
  readonly rush?: boolean;
  /** Taken along with the instrument, as they were called and priced when it was agreed. */
  readonly accessories?: readonly AgreedAccessory[];
  /** Codes of overridable reasons that were waived when it was asked for. */
  readonly waived?: readonly string[];
}

export interface Configuration {
  readonly code: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly noticeMinutes: number;
  readonly selfConfigured: boolean;
}

export interface InstrumentTable {
  valley_id: string;
  id: string;
  facility_id: string;
  name_zh: string;
  name_en: string;
  model: string;
  maker: string;
  class_code: string;
  asset_number: string | null;
  status: InstrumentStatus;
  visibility: 'public' | 'members';
  modes: ServiceMode[];
  capacity: number;
  specs: { nameZh: string; nameEn: string; value: string }[];
  accessories: { nameZh: string; nameEn: string }[];
  configurations: Configuration[];
  contact: { name: string; phone?: string | undefined; email?: string | undefined } | null;
  room: string | null;
  purchase_value_fen: number | null;
  purchased_on: string | null;
  commissioned_on: string | null;
  description_zh: string;
  description_en: string;
  sample_requirements_zh: string;
  sample_requirements_en: string;
  safety_notes_zh: string;
  safety_notes_en: string;
  photo_ids: string[];
  opening_hours: OpeningHours | null;
  booking_rules: BookingRules;
  superuser_bypass: Generated<boolean>;
  price_book_id: string | null;
  source: string | null;
  demo: Generated<boolean>;
  version: Generated<number>;
  created_at: Instant;
  updated_at: Instant;
}

export interface ReservationTable {
  valley_id: string;
  id: string;
  root_id: string;
  replaces: string | null;
  replaced_by: string | null;
  instrument_id: string;
  starts_at: Instant;
  ends_at: Instant;
  status: ReservationStatus;
  user_id: string;
  created_by: string;
  organisation_id: string;
  project_id: string;
  tier: CustomerTier;
  configuration: string | null;
  short_notice: boolean;
  extras: Extras;
  note: string;
  approvals_due: ('pi' | 'facility')[];
  approval_deadline: Instant | null;
  hold_expires_at: Instant | null;
  rules: BookingRules;
  price_book_version_id: string | null;
  quote: Quote | null;
  estimate_fen: number;
  held_fen: number;
  /** What a voucher holds of the estimate; afterwards what it paid of the charge. */
  voucher_fen: Generated<number>;
  checked_in_at: Instant | null;
  checked_out_at: Instant | null;
  cancelled_at: Instant | null;
  cancelled_by: string | null;
  cancel_reason: string | null;
  version: Generated<number>;
  created_at: Instant;
}

export interface Dispute {
  readonly reason: string;
  readonly byId: string;
  readonly byName: string;
  readonly at: string;
  readonly resolution: string | null;
  readonly resolvedByName: string | null;
  readonly resolvedAt: string | null;
}

declare module '../../platform/db/tables.ts' {
  interface Tables {
    facilities: {
      valley_id: string;
      id: string;
      organisation_id: string;
      name_zh: string;
      name_en: string;
      district: string | null;
      address: string | null;
      latitude: number | null;
      longitude: number | null;
      contact_name: string | null;
      contact_phone: string | null;
      contact_email: string | null;
      description_zh: string;
      description_en: string;
      source: string | null;
      demo: Generated<boolean>;
      version: Generated<number>;
      created_at: Instant;
    };
    instruments: InstrumentTable;
    instrument_links: { valley_id: string; instrument_id: string; linked_id: string };
    rule_overrides: {
      valley_id: string;
      id: string;
      instrument_id: string;
      level: 'organisation' | 'group' | 'person';
      subject_id: string;
      rules: BookingRules;
      version: Generated<number>;
    };
    price_books: {
      valley_id: string;
      id: string;
      book_id: string;
      version: number;
      valid_from: string;
      valid_to: string | null;
      hash: string;
      used_at: Instant | null;
      note: string;
      book: PriceBook;
    };
    qualifications: {
      valley_id: string;
      id: string;
      instrument_id: string;
      user_id: string;
      granted_by: string;
      granted_at: Instant;
      expires_at: Instant | null;
      revoked_at: Instant | null;
      superuser: Generated<boolean>;
      note: string;
    };
    outages: {
      valley_id: string;
      id: string;
      instrument_id: string;
      series_id: string | null;
      recurrence: string | null;
      starts_at: Instant;
      ends_at: Instant;
      planned: boolean;
      reason: string;
      ended_at: Instant | null;
      created_by: string;
      created_at: Instant;
    };
    projects: {
      valley_id: string;
      id: string;
      code: string;
      name_zh: string;
      name_en: string;
      organisation_id: string;
      group_id: string | null;
      pi_user_id: string;
      active: Generated<boolean>;
      starts_on: string | null;
      ends_on: string | null;
      credit_limit_fen: Generated<number>;
      allowed_instrument_ids: string[] | null;
      account_id: string;
      held_account_id: string;
      version: Generated<number>;
      created_at: Instant;
    };
    project_members: { valley_id: string; project_id: string; user_id: string };
    reservations: ReservationTable;
    statements: {
      valley_id: string;
      id: string;
      number: string;
      month: string;
      project_id: string;
      organisation_id: string;
      owner_organisation_id: string;
      status: 'issued' | 'confirmed' | 'paid';
      total_fen: number;
      prepaid_fen: Generated<number>;
      paid_fen: Generated<number>;
      issued_at: Instant;
      confirmed_at: Instant | null;
      confirmed_by: string | null;
      version: Generated<number>;
    };
    charges: {
      valley_id: string;
      id: string;
      reservation_id: string;
      instrument_id: string;
      project_id: string;
      organisation_id: string;
      owner_organisation_id: string;
      user_id: string;
      kind: 'use' | 'late_cancellation' | 'no_show';
      status: 'final' | 'disputed' | 'adjusted' | 'confirmed' | 'paid';
      starts_at: Instant;
      ends_at: Instant;
      used_from: Instant | null;
      used_to: Instant | null;
      original_fen: number;
      amount_fen: number;
      /** The part of `amount_fen` that a voucher pays; the rest is the project's. */
      voucher_fen: Generated<number>;
      quote: Quote;
      statement_id: string | null;
      dispute: Dispute | null;
      version: Generated<number>;
      created_at: Instant;
    };
    payments: {
      valley_id: string;
      id: string;
      statement_id: string;
      amount_fen: number;
      received_on: string;
      reference: string;
      recorded_by: string;
      created_at: Instant;
    };
    calendar_feeds: {
      valley_id: string;
      id: string;
      token_hash: string;
      user_id: string;
      kind: 'mine' | 'instrument' | 'facility';
      subject_id: string | null;
      created_at: Instant;
      revoked_at: Instant | null;
    };
  }
}
