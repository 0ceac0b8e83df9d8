-- The labs counter: facilities, instruments, their time, and who pays for it.
CREATE TABLE facilities (
  valley_id uuid NOT NULL REFERENCES valleys (id),
  id uuid NOT NULL,
  organisation_id uuid NOT NULL,
  name_zh text NOT NULL,
  name_en text NOT NULL,
  district text,
  address text,
  latitude double precision,
  longitude double precision,
  contact_name text,
  contact_phone text,
  contact_email text,
  description_zh text NOT NULL DEFAULT '',
  description_en text NOT NULL DEFAULT '',
  source text,
  demo boolean NOT NULL DEFAULT false,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (valley_id, id),
  FOREIGN KEY (valley_id, organisation_id) REFERENCES valley_organisations (valley_id, organisation_id)
);
CREATE INDEX facilities_organisation ON facilities (valley_id, organisation_id);

-- An instrument is a resource of the same id (occupancy) with everything a user needs to know beside it.
CREATE TABLE instruments (
  valley_id uuid NOT NULL REFERENCES valleys (id),
  id uuid NOT NULL,
  facility_id uuid NOT NULL,
  name_zh text NOT NULL,
  name_en text NOT NULL,
  model text NOT NULL,
  maker text NOT NULL,
  class_code text NOT NULL,
  asset_number text,
  status text NOT NULL CHECK (status IN ('draft', 'active', 'down', 'retired')),
  visibility text NOT NULL CHECK (visibility IN ('public', 'members')),
  modes text[] NOT NULL,
  capacity integer NOT NULL DEFAULT 1,
  specs jsonb NOT NULL DEFAULT '[]',
  accessories jsonb NOT NULL DEFAULT '[]',
  configurations jsonb NOT NULL DEFAULT '[]',
  contact jsonb,
  room text,
  purchase_value_fen bigint CHECK (purchase_value_fen >= 0),
  purchased_on date,
  commissioned_on date,
  description_zh text NOT NULL DEFAULT '',
  description_en text NOT NULL DEFAULT '',
  sample_requirements_zh text NOT NULL DEFAULT '',
  sample_requirements_en text NOT NULL DEFAULT '',
  safety_notes_zh text NOT NULL DEFAULT '',
  safety_notes_en text NOT NULL DEFAULT '',
  photo_ids uuid[] NOT NULL DEFAULT '{}',
  opening_hours jsonb,
  booking_rules jsonb NOT NULL DEFAULT '{}',
  superuser_bypass boolean NOT NULL DEFAULT false,
  price_book_id uuid,
  source text,
  demo boolean NOT NULL DEFAULT false,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (valley_id, id),
  FOREIGN KEY (valley_id, id) REFERENCES resources (valley_id, id),
  FOREIGN KEY (valley_id, facility_id) REFERENCES facilities (valley_id, id)
);
CREATE UNIQUE INDEX instruments_asset ON instruments (valley_id, facility_id, asset_number) WHERE asset_number IS NOT NULL;
CREATE INDEX instruments_facility ON instruments (valley_id, facility_id);
CREATE INDEX instruments_class ON instruments (valley_id, class_code);

-- Booked, moved and cancelled as one with the instrument (液相 with 质谱).
CREATE TABLE instrument_links (
  valley_id uuid NOT NULL,
  instrument_id uuid NOT NULL,
  linked_id uuid NOT NULL,
  PRIMARY KEY (valley_id, instrument_id, linked_id),
  CHECK (instrument_id <> linked_id),
  FOREIGN KEY (valley_id, instrument_id) REFERENCES instruments (valley_id, id),
  FOREIGN KEY (valley_id, linked_id) REFERENCES instruments (valley_id, id)
);

CREATE TABLE rule_overrides (
  valley_id uuid NOT NULL,
  id uuid NOT NULL,
  instrument_id uuid NOT NULL,
  level text NOT NULL CHECK (level IN ('organisation', 'group', 'person')),
  subject_id text NOT NULL,
  rules jsonb NOT NULL,
  version integer NOT NULL DEFAULT 1,
  PRIMARY KEY (valley_id, id),
  UNIQUE (valley_id, instrument_id, level, subject_id),
  FOREIGN KEY (valley_id, instrument_id) REFERENCES instruments (valley_id, id)
);

-- Dated versions; one that has priced something is never edited.
CREATE TABLE price_books (
  valley_id uuid NOT NULL REFERENCES valleys (id),
  id uuid NOT NULL,
  book_id uuid NOT NULL,
  version integer NOT NULL,
  valid_from date NOT NULL,
  valid_to date,
  during daterange NOT NULL GENERATED ALWAYS AS (daterange(valid_from, valid_to, '[)')) STORED,
  hash text NOT NULL,
  used_at timestamptz,
  note text NOT NULL DEFAULT '',
  book jsonb NOT NULL,
  PRIMARY KEY (valley_id, id),
  UNIQUE (valley_id, book_id, version),
  CONSTRAINT price_books_no_overlap EXCLUDE USING gist (valley_id WITH =, book_id WITH =, during WITH &&)
);

CREATE TABLE qualifications (
  valley_id uuid NOT NULL,
  id uuid NOT NULL,
  instrument_id uuid NOT NULL,
  user_id text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  granted_by text NOT NULL REFERENCES users (id),
  granted_at timestamptz NOT NULL,
  expires_at timestamptz,
  revoked_at timestamptz,
  -- May book outside limits and hours where the instrument lets superusers (超级用户) do so.
  superuser boolean NOT NULL DEFAULT false,
  note text NOT NULL DEFAULT '',
  PRIMARY KEY (valley_id, id),
  FOREIGN KEY (valley_id, instrument_id) REFERENCES instruments (valley_id, id)
);
CREATE UNIQUE INDEX qualifications_one_live ON qualifications (valley_id, instrument_id, user_id) WHERE revoked_at IS NULL;
CREATE INDEX qualifications_user ON qualifications (valley_id, user_id);

-- The outage as announced. Its time is also in `occupancies`, wherever no reservation stood already: a reservation it
-- hits keeps its place until somebody cancels or moves it, and then the outage takes that time as well.
CREATE TABLE outages (
  valley_id uuid NOT NULL,
  id uuid NOT NULL,
  instrument_id uuid NOT NULL,
  series_id uuid,
  recurrence text,
  starts_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL CHECK (ends_at > starts_at),
  planned boolean NOT NULL DEFAULT false,
  reason text NOT NULL,
  ended_at timestamptz,
  created_by text NOT NULL REFERENCES users (id),
  created_at timestamptz NOT NULL,
  PRIMARY KEY (valley_id, id),
  FOREIGN KEY (valley_id, instrument_id) REFERENCES instruments (valley_id, id)
);
CREATE INDEX outages_time ON outages (valley_id, instrument_id, ends_at);

-- ── Who pays ─────────────────────────────────────────────────────────────────────────────────────────────
CREATE TABLE projects (
  valley_id uuid NOT NULL,
  id uuid NOT NULL,
  code text NOT NULL,
  name_zh text NOT NULL,
  name_en text NOT NULL,
  organisation_id uuid NOT NULL,
  group_id uuid,
  pi_user_id text NOT NULL REFERENCES users (id),
  active boolean NOT NULL DEFAULT true,
  starts_on date,
  ends_on date,
  credit_limit_fen bigint NOT NULL DEFAULT 0 CHECK (credit_limit_fen >= 0),
  -- null: any instrument
  allowed_instrument_ids uuid[],
  account_id uuid NOT NULL,
  held_account_id uuid NOT NULL,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (valley_id, id),
  UNIQUE (valley_id, organisation_id, code),
  FOREIGN KEY (valley_id, organisation_id) REFERENCES valley_organisations (valley_id, organisation_id),
  FOREIGN KEY (valley_id, group_id) REFERENCES groups (valley_id, id)
);
CREATE INDEX projects_pi ON projects (valley_id, pi_user_id);

CREATE TABLE project_members (
  valley_id uuid NOT NULL,
  project_id uuid NOT NULL,
  user_id text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  PRIMARY KEY (valley_id, project_id, user_id),
  FOREIGN KEY (valley_id, project_id) REFERENCES projects (valley_id, id)
);
CREATE INDEX project_members_user ON project_members (valley_id, user_id);

-- ── Reservations ─────────────────────────────────────────────────────────────────────────────────────────
CREATE TABLE reservations (
  valley_id uuid NOT NULL,
  id uuid NOT NULL,
  root_id uuid NOT NULL,
  replaces uuid,
  replaced_by uuid,
  instrument_id uuid NOT NULL,
  starts_at timestamptz NOT NULL,
  -- The end that was agreed; when somebody checks out early the occupancy is cut, not this.
  ends_at timestamptz NOT NULL CHECK (ends_at > starts_at),
  status text NOT NULL CHECK (status IN ('held', 'pending', 'confirmed', 'checked_in', 'finished', 'cancelled',
    'late_cancelled', 'missed', 'rejected', 'expired', 'shortened')),
  user_id text NOT NULL REFERENCES users (id),
  created_by text NOT NULL REFERENCES users (id),
  organisation_id uuid NOT NULL,
  project_id uuid NOT NULL,
  tier text NOT NULL CHECK (tier IN ('own', 'member', 'enterprise', 'public')),
  configuration text,
  short_notice boolean NOT NULL DEFAULT false,
  -- What was asked for and agreed beside the time: items, consumables, operator minutes, rush.
  extras jsonb NOT NULL DEFAULT '{}',
  note text NOT NULL DEFAULT '',
  approvals_due text[] NOT NULL DEFAULT '{}',
  approval_deadline timestamptz,
  hold_expires_at timestamptz,
  -- The rules as merged when it was booked: what late, missed and frozen mean for it.
  rules jsonb NOT NULL DEFAULT '{}',
  price_book_version_id uuid,
  quote jsonb,
  estimate_fen bigint NOT NULL DEFAULT 0,
  held_fen bigint NOT NULL DEFAULT 0 CHECK (held_fen >= 0),
  checked_in_at timestamptz,
  checked_out_at timestamptz,
  cancelled_at timestamptz,
  cancelled_by text REFERENCES users (id),
  cancel_reason text,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (valley_id, id),
  FOREIGN KEY (valley_id, instrument_id) REFERENCES instruments (valley_id, id),
  FOREIGN KEY (valley_id, project_id) REFERENCES projects (valley_id, id),
  FOREIGN KEY (valley_id, organisation_id) REFERENCES valley_organisations (valley_id, organisation_id)
);
CREATE INDEX reservations_root ON reservations (valley_id, root_id);
CREATE INDEX reservations_instrument ON reservations (valley_id, instrument_id, starts_at);
CREATE INDEX reservations_person ON reservations (valley_id, user_id, starts_at);
CREATE INDEX reservations_project ON reservations (valley_id, project_id, starts_at);
CREATE INDEX reservations_open ON reservations (valley_id, status, starts_at) WHERE status IN ('held', 'pending', 'confirmed', 'checked_in');

-- ── Charges and statements ───────────────────────────────────────────────────────────────────────────────
CREATE TABLE statements (
  valley_id uuid NOT NULL,
  id uuid NOT NULL,
  number text NOT NULL,
  month text NOT NULL,
  project_id uuid NOT NULL,
  organisation_id uuid NOT NULL,
  owner_organisation_id uuid NOT NULL,
  status text NOT NULL CHECK (status IN ('issued', 'confirmed', 'paid')),
  total_fen bigint NOT NULL,
  prepaid_fen bigint NOT NULL DEFAULT 0,
  paid_fen bigint NOT NULL DEFAULT 0,
  issued_at timestamptz NOT NULL,
  confirmed_at timestamptz,
  confirmed_by text REFERENCES users (id),
  version integer NOT NULL DEFAULT 1,
  PRIMARY KEY (valley_id, id),
  UNIQUE (valley_id, number),
  UNIQUE (valley_id, month, project_id, owner_organisation_id),
  FOREIGN KEY (valley_id, project_id) REFERENCES projects (valley_id, id)
);
CREATE INDEX statements_owner ON statements (valley_id, owner_organisation_id, month);

CREATE TABLE charges (
  valley_id uuid NOT NULL,
  id uuid NOT NULL,
  reservation_id uuid NOT NULL,
  instrument_id uuid NOT NULL,
  project_id uuid NOT NULL,
  organisation_id uuid NOT NULL,
  owner_organisation_id uuid NOT NULL,
  user_id text NOT NULL REFERENCES users (id),
  kind text NOT NULL CHECK (kind IN ('use', 'late_cancellation', 'no_show')),
  status text NOT NULL CHECK (status IN ('final', 'disputed', 'adjusted', 'confirmed', 'paid')),
  starts_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL,
  used_from timestamptz,
  used_to timestamptz,
  original_fen bigint NOT NULL CHECK (original_fen >= 0),
  amount_fen bigint NOT NULL CHECK (amount_fen >= 0),
  quote jsonb NOT NULL,
  statement_id uuid,
  dispute jsonb,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (valley_id, id),
  -- A reservation is charged once, whoever finishes it and however often.
  UNIQUE (valley_id, reservation_id),
  FOREIGN KEY (valley_id, reservation_id) REFERENCES reservations (valley_id, id),
  FOREIGN KEY (valley_id, instrument_id) REFERENCES instruments (valley_id, id),
  FOREIGN KEY (valley_id, project_id) REFERENCES projects (valley_id, id),
  FOREIGN KEY (valley_id, statement_id) REFERENCES statements (valley_id, id)
);
CREATE INDEX charges_project ON charges (valley_id, project_id, created_at);
CREATE INDEX charges_owner ON charges (valley_id, owner_organisation_id, created_at);
CREATE INDEX charges_statement ON charges (valley_id, statement_id);

CREATE TABLE payments (
  valley_id uuid NOT NULL,
  id uuid NOT NULL,
  statement_id uuid NOT NULL,
  amount_fen bigint NOT NULL CHECK (amount_fen > 0),
  received_on date NOT NULL,
  reference text NOT NULL,
  recorded_by text NOT NULL REFERENCES users (id),
  created_at timestamptz NOT NULL,
  PRIMARY KEY (valley_id, id),
  FOREIGN KEY (valley_id, statement_id) REFERENCES statements (valley_id, id)
);
CREATE INDEX payments_statement ON payments (valley_id, statement_id);

CREATE TABLE calendar_feeds (
  valley_id uuid NOT NULL,
  id uuid NOT NULL,
  token_hash text NOT NULL,
  user_id text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  kind text NOT NULL CHECK (kind IN ('mine', 'instrument', 'facility')),
  subject_id uuid,
  created_at timestamptz NOT NULL,
  revoked_at timestamptz,
  PRIMARY KEY (valley_id, id),
  UNIQUE (valley_id, token_hash)
);
