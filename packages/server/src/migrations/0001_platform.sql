-- What every counter stands on: valleys, people, organisations and what they are in a valley.
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- ── Global: the same for every valley ────────────────────────────────────────────────────────────────────
CREATE TABLE valleys (
  id uuid PRIMARY KEY,
  slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
  name_zh text NOT NULL,
  name_en text NOT NULL,
  zone text NOT NULL DEFAULT 'Asia/Shanghai',
  demo boolean NOT NULL DEFAULT false,
  is_default boolean NOT NULL DEFAULT false,
  settings jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX valleys_one_default ON valleys (is_default) WHERE is_default;

-- Kept by better-auth (column names mapped in platform/identity/auth.ts).
CREATE TABLE users (
  id text PRIMARY KEY,
  name text NOT NULL,
  email text NOT NULL UNIQUE,
  email_verified boolean NOT NULL DEFAULT false,
  image text,
  username text UNIQUE,
  display_username text,
  phone_number text UNIQUE,
  phone_number_verified boolean NOT NULL DEFAULT false,
  locale text NOT NULL DEFAULT 'zh' CHECK (locale IN ('zh', 'en')),
  platform_admin boolean NOT NULL DEFAULT false,
  disabled_at timestamptz,
  demo boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);

CREATE TABLE sessions (
  id text PRIMARY KEY,
  user_id text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  token text NOT NULL UNIQUE,
  expires_at timestamptz NOT NULL,
  ip_address text,
  user_agent text,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);
CREATE INDEX sessions_user ON sessions (user_id);

CREATE TABLE accounts (
  id text PRIMARY KEY,
  user_id text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  account_id text NOT NULL,
  provider_id text NOT NULL,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  password text,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);
CREATE INDEX accounts_user ON accounts (user_id);

CREATE TABLE verifications (
  id text PRIMARY KEY,
  identifier text NOT NULL,
  value text NOT NULL,
  expires_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL
);
CREATE INDEX verifications_identifier ON verifications (identifier);

-- Failed sign-ins, for the lockout: one row a subject (name or address), counted within a window.
CREATE TABLE sign_in_failures (
  subject text PRIMARY KEY,
  failures integer NOT NULL,
  first_at timestamptz NOT NULL,
  locked_until timestamptz
);

CREATE TABLE organisations (
  id uuid PRIMARY KEY,
  credit_code text NOT NULL UNIQUE CHECK (credit_code ~ '^[0-9A-HJ-NPQRTUWXY]{18}$'),
  name_zh text NOT NULL,
  name_en text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('company', 'hospital', 'university', 'institute', 'park', 'district', 'service')),
  district text,
  address text,
  demo boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL
);

-- Tokens are `hegu_<valley>_<secret>`; only the hash of the whole is kept. The column is not called valley_id,
-- because this table is looked up before anybody is in a valley.
CREATE TABLE api_keys (
  id uuid PRIMARY KEY,
  token_hash text NOT NULL UNIQUE,
  for_valley uuid NOT NULL REFERENCES valleys (id) ON DELETE CASCADE,
  user_id text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  name text NOT NULL,
  hint text NOT NULL,
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_on date,
  created_at timestamptz NOT NULL
);
CREATE INDEX api_keys_user ON api_keys (user_id);

-- ── In a valley ──────────────────────────────────────────────────────────────────────────────────────────
-- An organisation's place in a valley (入驻). Its tier decides the column of a price book.
CREATE TABLE valley_organisations (
  valley_id uuid NOT NULL REFERENCES valleys (id),
  organisation_id uuid NOT NULL REFERENCES organisations (id),
  status text NOT NULL CHECK (status IN ('applied', 'active', 'refused', 'suspended')),
  tier text NOT NULL CHECK (tier IN ('member', 'enterprise', 'public')),
  park text,
  applied_by text REFERENCES users (id),
  decided_by text REFERENCES users (id),
  decided_at timestamptz,
  reason text,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (valley_id, organisation_id)
);

CREATE TABLE memberships (
  valley_id uuid NOT NULL REFERENCES valleys (id),
  id uuid NOT NULL,
  user_id text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  organisation_id uuid NOT NULL,
  role text NOT NULL CHECK (role IN ('researcher', 'pi', 'facility', 'park', 'officer', 'admin')),
  access_until timestamptz,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (valley_id, id),
  UNIQUE (valley_id, user_id, organisation_id, role),
  FOREIGN KEY (valley_id, organisation_id) REFERENCES valley_organisations (valley_id, organisation_id)
);
CREATE INDEX memberships_organisation ON memberships (valley_id, organisation_id);

-- One row a person in a valley: what is locked when a quota of theirs is checked, and where their standing is kept.
CREATE TABLE people (
  valley_id uuid NOT NULL REFERENCES valleys (id),
  user_id text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  site_training_required boolean NOT NULL DEFAULT false,
  site_trained_at timestamptz,
  access_until timestamptz,
  blocked_until timestamptz,
  PRIMARY KEY (valley_id, user_id)
);

CREATE TABLE invitations (
  valley_id uuid NOT NULL REFERENCES valleys (id),
  id uuid NOT NULL,
  token_hash text NOT NULL,
  email text,
  organisation_id uuid NOT NULL,
  role text NOT NULL CHECK (role IN ('researcher', 'pi', 'facility', 'park', 'officer', 'admin')),
  invited_by text NOT NULL REFERENCES users (id),
  expires_at timestamptz NOT NULL,
  accepted_by text REFERENCES users (id),
  accepted_at timestamptz,
  revoked_at timestamptz,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (valley_id, id),
  UNIQUE (valley_id, token_hash),
  FOREIGN KEY (valley_id, organisation_id) REFERENCES valley_organisations (valley_id, organisation_id)
);

-- Research groups (课题组); the PI answers for the group's spending.
CREATE TABLE groups (
  valley_id uuid NOT NULL REFERENCES valleys (id),
  id uuid NOT NULL,
  organisation_id uuid NOT NULL,
  name_zh text NOT NULL,
  name_en text NOT NULL,
  pi_user_id text NOT NULL REFERENCES users (id),
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (valley_id, id),
  FOREIGN KEY (valley_id, organisation_id) REFERENCES valley_organisations (valley_id, organisation_id)
);
CREATE INDEX groups_organisation ON groups (valley_id, organisation_id);

CREATE TABLE group_members (
  valley_id uuid NOT NULL REFERENCES valleys (id),
  group_id uuid NOT NULL,
  user_id text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (valley_id, group_id, user_id),
  FOREIGN KEY (valley_id, group_id) REFERENCES groups (valley_id, id)
);
CREATE INDEX group_members_user ON group_members (valley_id, user_id);

-- A POST with an Idempotency-Key: the answer is kept in the command's own transaction, so a key is never
-- remembered without its effect, nor an effect without its key.
CREATE TABLE idempotency_keys (
  valley_id uuid NOT NULL REFERENCES valleys (id),
  user_id text NOT NULL,
  key text NOT NULL,
  route text NOT NULL,
  request_hash text NOT NULL,
  status integer,
  response jsonb,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (valley_id, user_id, key)
);
CREATE INDEX idempotency_keys_age ON idempotency_keys (valley_id, created_at);
