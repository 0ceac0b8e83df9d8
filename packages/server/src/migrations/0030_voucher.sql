-- Innovation vouchers (科技创新券): a scheme's budget of a year, quotas granted from it, and what was used of them.
-- Money itself stands in the ledger; what is here says whose it is and why.

-- One version of a scheme, opened in this valley for one year. `scheme` is the version as it was read, so that every later
-- question is answered by what held then.
CREATE TABLE voucher_programmes (
  valley_id uuid NOT NULL REFERENCES valleys (id),
  id uuid NOT NULL,
  scheme_id text NOT NULL,
  scheme_hash text NOT NULL,
  scheme jsonb NOT NULL,
  title_zh text NOT NULL,
  title_en text NOT NULL,
  year integer NOT NULL,
  status text NOT NULL CHECK (status IN ('draft', 'open', 'closed')),
  -- What the office relies on: number and date of the issued text.
  basis text NOT NULL,
  budget_fen bigint NOT NULL CHECK (budget_fen >= 0),
  account_id uuid NOT NULL,
  opened_by text NOT NULL REFERENCES users (id),
  confirmed_by text REFERENCES users (id),
  confirmed_at timestamptz,
  closed_at timestamptz,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (valley_id, id),
  UNIQUE (valley_id, scheme_id, year, scheme_hash)
);

CREATE TABLE voucher_providers (
  valley_id uuid NOT NULL,
  id uuid NOT NULL,
  scheme_id text NOT NULL,
  organisation_id uuid NOT NULL,
  services text[] NOT NULL,
  status text NOT NULL CHECK (status IN ('applied', 'admitted', 'refused', 'suspended')),
  note text NOT NULL DEFAULT '',
  applied_by text NOT NULL REFERENCES users (id),
  decided_by text REFERENCES users (id),
  decided_at timestamptz,
  reason text,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (valley_id, id),
  UNIQUE (valley_id, scheme_id, organisation_id),
  FOREIGN KEY (valley_id, organisation_id) REFERENCES valley_organisations (valley_id, organisation_id)
);

-- An application for a quota (额度), and once granted the wallet: what is left stands on `account_id`, what is held for
-- bookings on `held_account_id`.
CREATE TABLE voucher_grants (
  valley_id uuid NOT NULL,
  id uuid NOT NULL,
  programme_id uuid NOT NULL,
  holder_kind text NOT NULL CHECK (holder_kind IN ('firm', 'team')),
  organisation_id uuid NOT NULL,
  -- A team: the research group that stands in the incubator `organisation_id`.
  group_id uuid,
  status text NOT NULL CHECK (status IN ('applied', 'endorsed', 'granted', 'refused', 'withdrawn', 'expired')),
  asked_fen bigint NOT NULL CHECK (asked_fen > 0),
  endorsed_fen bigint CHECK (endorsed_fen > 0),
  granted_fen bigint CHECK (granted_fen > 0),
  purpose text NOT NULL,
  -- What the office itself has seen proven, and the finding on who may hold it.
  attested jsonb NOT NULL DEFAULT '[]',
  decision jsonb,
  case_id uuid,
  account_id uuid,
  held_account_id uuid,
  valid_to timestamptz,
  applied_by text NOT NULL REFERENCES users (id),
  endorsed_by text REFERENCES users (id),
  granted_by text REFERENCES users (id),
  granted_at timestamptz,
  warned_at timestamptz,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (valley_id, id),
  CHECK ((holder_kind = 'team') = (group_id IS NOT NULL)),
  CHECK (status NOT IN ('granted', 'expired') OR (account_id IS NOT NULL AND held_account_id IS NOT NULL
    AND granted_fen IS NOT NULL AND valid_to IS NOT NULL)),
  FOREIGN KEY (valley_id, programme_id) REFERENCES voucher_programmes (valley_id, id),
  FOREIGN KEY (valley_id, organisation_id) REFERENCES valley_organisations (valley_id, organisation_id),
  FOREIGN KEY (valley_id, group_id) REFERENCES groups (valley_id, id)
);
CREATE INDEX voucher_grants_holder ON voucher_grants (valley_id, organisation_id, status);
-- One undecided application of a holder at a time.
CREATE UNIQUE INDEX voucher_grants_one_firm ON voucher_grants (valley_id, programme_id, organisation_id)
  WHERE status IN ('applied', 'endorsed') AND group_id IS NULL;
CREATE UNIQUE INDEX voucher_grants_one_team ON voucher_grants (valley_id, programme_id, group_id)
  WHERE status IN ('applied', 'endorsed') AND group_id IS NOT NULL;
CREATE INDEX voucher_grants_programme ON voucher_grants (valley_id, programme_id, status);
CREATE INDEX voucher_grants_ending ON voucher_grants (valley_id, valid_to) WHERE status = 'granted';

-- A provider's claim for what was used with it.
CREATE TABLE voucher_batches (
  valley_id uuid NOT NULL,
  id uuid NOT NULL,
  number text NOT NULL,
  programme_id uuid NOT NULL,
  provider_organisation_id uuid NOT NULL,
  status text NOT NULL CHECK (status IN ('claimed', 'checked', 'approved', 'paid', 'returned')),
  total_fen bigint NOT NULL CHECK (total_fen >= 0),
  -- What the provider owes back from earlier uses, taken off this payment.
  offset_fen bigint NOT NULL DEFAULT 0 CHECK (offset_fen >= 0),
  case_id uuid NOT NULL,
  claimed_by text NOT NULL REFERENCES users (id),
  checked_by text REFERENCES users (id),
  approved_by text REFERENCES users (id),
  paid_by text REFERENCES users (id),
  paid_on date,
  reference text,
  reason text,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (valley_id, id),
  UNIQUE (valley_id, number),
  FOREIGN KEY (valley_id, programme_id) REFERENCES voucher_programmes (valley_id, id),
  FOREIGN KEY (valley_id, provider_organisation_id) REFERENCES valley_organisations (valley_id, organisation_id)
);
CREATE INDEX voucher_batches_provider ON voucher_batches (valley_id, provider_organisation_id, created_at);

-- One service paid in part by a voucher, from the hold to the payment. `ref` is the order in the counter that sold it.
CREATE TABLE voucher_uses (
  valley_id uuid NOT NULL,
  id uuid NOT NULL,
  grant_id uuid NOT NULL,
  programme_id uuid NOT NULL,
  provider_organisation_id uuid NOT NULL,
  organisation_id uuid NOT NULL,
  project_id uuid NOT NULL,
  user_id text NOT NULL REFERENCES users (id),
  ref_kind text NOT NULL,
  ref_id uuid NOT NULL,
  status text NOT NULL CHECK (status IN ('held', 'released', 'settled', 'claimed', 'paid')),
  service_code text NOT NULL,
  class_code text NOT NULL,
  purpose text NOT NULL,
  title_zh text NOT NULL,
  title_en text NOT NULL,
  starts_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL CHECK (ends_at > starts_at),
  percent_bp integer NOT NULL CHECK (percent_bp BETWEEN 1 AND 10000),
  price_fen bigint NOT NULL CHECK (price_fen > 0),
  held_fen bigint NOT NULL CHECK (held_fen >= 0),
  charge_fen bigint CHECK (charge_fen >= 0),
  -- What the voucher pays of the charge; lowered by corrections, never raised.
  used_fen bigint NOT NULL DEFAULT 0 CHECK (used_fen >= 0),
  settled_fen bigint CHECK (settled_fen >= 0),
  -- Whether buyer and provider are related, as it was known when the voucher was held.
  relation text NOT NULL CHECK (relation IN ('unrelated', 'unknown')),
  relation_cleared_by text REFERENCES users (id),
  evidence jsonb,
  evidence_hash text,
  invoice jsonb,
  file_ids uuid[] NOT NULL DEFAULT '{}',
  batch_id uuid,
  held_at timestamptz NOT NULL,
  settled_at timestamptz,
  ended_at timestamptz,
  version integer NOT NULL DEFAULT 1,
  PRIMARY KEY (valley_id, id),
  UNIQUE (valley_id, ref_kind, ref_id),
  CHECK (used_fen <= coalesce(settled_fen, 0)),
  CHECK (status <> 'held' OR held_fen > 0),
  FOREIGN KEY (valley_id, grant_id) REFERENCES voucher_grants (valley_id, id),
  FOREIGN KEY (valley_id, programme_id) REFERENCES voucher_programmes (valley_id, id),
  FOREIGN KEY (valley_id, provider_organisation_id) REFERENCES valley_organisations (valley_id, organisation_id),
  FOREIGN KEY (valley_id, organisation_id) REFERENCES valley_organisations (valley_id, organisation_id),
  FOREIGN KEY (valley_id, batch_id) REFERENCES voucher_batches (valley_id, id)
);
CREATE INDEX voucher_uses_grant ON voucher_uses (valley_id, grant_id, held_at);
CREATE INDEX voucher_uses_provider ON voucher_uses (valley_id, provider_organisation_id, status, settled_at);
CREATE INDEX voucher_uses_batch ON voucher_uses (valley_id, batch_id) WHERE batch_id IS NOT NULL;

-- A random check of what was paid: the draw can be made again by anybody who has the seed.
CREATE TABLE voucher_audits (
  valley_id uuid NOT NULL,
  id uuid NOT NULL,
  programme_id uuid NOT NULL,
  from_at timestamptz NOT NULL,
  to_at timestamptz NOT NULL CHECK (to_at > from_at),
  population integer NOT NULL CHECK (population > 0),
  population_hash text NOT NULL,
  seed text NOT NULL,
  seed_of jsonb NOT NULL,
  drawn_by text NOT NULL REFERENCES users (id),
  created_at timestamptz NOT NULL,
  version integer NOT NULL DEFAULT 1,
  PRIMARY KEY (valley_id, id),
  FOREIGN KEY (valley_id, programme_id) REFERENCES voucher_programmes (valley_id, id)
);

CREATE TABLE voucher_findings (
  valley_id uuid NOT NULL,
  audit_id uuid NOT NULL,
  use_id uuid NOT NULL,
  -- Its place in the draw, from 1.
  place integer NOT NULL CHECK (place > 0),
  result text CHECK (result IN ('pass', 'fail')),
  note text NOT NULL DEFAULT '',
  clawback_fen bigint NOT NULL DEFAULT 0 CHECK (clawback_fen >= 0),
  found_by text REFERENCES users (id),
  found_at timestamptz,
  PRIMARY KEY (valley_id, audit_id, use_id),
  FOREIGN KEY (valley_id, audit_id) REFERENCES voucher_audits (valley_id, id),
  FOREIGN KEY (valley_id, use_id) REFERENCES voucher_uses (valley_id, id)
);

-- The part of the estimate that a voucher holds (afterwards: of the charge that it paid); the rest is the project's.
ALTER TABLE reservations ADD COLUMN voucher_fen bigint NOT NULL DEFAULT 0;
ALTER TABLE charges ADD COLUMN voucher_fen bigint NOT NULL DEFAULT 0;
