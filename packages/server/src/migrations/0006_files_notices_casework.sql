-- Files, notices and cases: what every counter hands out, sends and decides.

-- ── Files ────────────────────────────────────────────────────────────────────────────────────────────────
-- The bytes lie in the blob store under <valley>/<sha256>; several rows may share them.
CREATE TABLE files (
  valley_id uuid NOT NULL REFERENCES valleys (id),
  id uuid NOT NULL,
  sha256 text NOT NULL CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  size bigint NOT NULL CHECK (size > 0),
  media_type text NOT NULL,
  name text NOT NULL,
  uploaded_by text REFERENCES users (id) ON DELETE SET NULL,
  created_at timestamptz NOT NULL,
  purpose text NOT NULL,
  visibility text NOT NULL CHECK (visibility IN ('public', 'valley', 'private')),
  PRIMARY KEY (valley_id, id)
);
CREATE INDEX files_sha256 ON files (valley_id, sha256);

-- ── Notices ──────────────────────────────────────────────────────────────────────────────────────────────
CREATE TABLE notices (
  valley_id uuid NOT NULL REFERENCES valleys (id),
  id uuid NOT NULL,
  user_id text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  kind text NOT NULL,
  data jsonb NOT NULL,
  link text,
  created_at timestamptz NOT NULL,
  read_at timestamptz,
  PRIMARY KEY (valley_id, id)
);
CREATE INDEX notices_user ON notices (valley_id, user_id, id);
CREATE INDEX notices_unread ON notices (valley_id, user_id) WHERE read_at IS NULL;

-- What a person wants by which way; no row means the kind's own default.
CREATE TABLE notice_preferences (
  valley_id uuid NOT NULL REFERENCES valleys (id),
  user_id text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  kind text NOT NULL,
  in_app boolean NOT NULL,
  mail boolean NOT NULL,
  PRIMARY KEY (valley_id, user_id, kind)
);

-- Mail is written in the command's transaction and sent by a job: no command waits for SMTP.
-- `id` is also the Message-ID, so that a message sent twice is known as one.
CREATE TABLE mail_outbox (
  valley_id uuid NOT NULL REFERENCES valleys (id),
  id uuid NOT NULL,
  user_id text REFERENCES users (id) ON DELETE CASCADE,
  kind text NOT NULL,
  to_name text NOT NULL,
  to_address text NOT NULL,
  locale text NOT NULL CHECK (locale IN ('zh', 'en')),
  subject text NOT NULL,
  body text NOT NULL,
  link text,
  created_at timestamptz NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  next_at timestamptz,
  sent_at timestamptz,
  failed_at timestamptz,
  last_error text,
  PRIMARY KEY (valley_id, id)
);
CREATE INDEX mail_outbox_next ON mail_outbox (valley_id, next_at) WHERE next_at IS NOT NULL;

-- organisation_id null: hears the whole valley.
CREATE TABLE webhooks (
  valley_id uuid NOT NULL REFERENCES valleys (id),
  id uuid NOT NULL,
  organisation_id uuid,
  url text NOT NULL,
  secret text NOT NULL,
  events text[] NOT NULL,
  note text NOT NULL DEFAULT '',
  enabled boolean NOT NULL DEFAULT true,
  disabled_reason text,
  created_by text REFERENCES users (id) ON DELETE SET NULL,
  created_at timestamptz NOT NULL,
  version integer NOT NULL DEFAULT 1,
  PRIMARY KEY (valley_id, id),
  FOREIGN KEY (valley_id, organisation_id) REFERENCES valley_organisations (valley_id, organisation_id)
);

-- The payload is text: what is signed is sent again byte for byte.
CREATE TABLE webhook_deliveries (
  valley_id uuid NOT NULL,
  id uuid NOT NULL,
  webhook_id uuid NOT NULL,
  event text NOT NULL,
  payload text NOT NULL,
  created_at timestamptz NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  next_at timestamptz,
  delivered_at timestamptz,
  failed_at timestamptz,
  last_status integer,
  last_error text,
  PRIMARY KEY (valley_id, id),
  FOREIGN KEY (valley_id, webhook_id) REFERENCES webhooks (valley_id, id) ON DELETE CASCADE
);
CREATE INDEX webhook_deliveries_next ON webhook_deliveries (valley_id, next_at) WHERE next_at IS NOT NULL;
CREATE INDEX webhook_deliveries_webhook ON webhook_deliveries (valley_id, webhook_id, id);

-- ── Casework ─────────────────────────────────────────────────────────────────────────────────────────────
-- organisation_id: the party that asks; owner_organisation_id: the party that provides or answers.
-- clocks: name → {"used": whole days, "since": date or null when it stands still}.
CREATE TABLE cases (
  valley_id uuid NOT NULL REFERENCES valleys (id),
  id uuid NOT NULL,
  kind text NOT NULL,
  state text NOT NULL,
  subject_kind text NOT NULL,
  subject_id text NOT NULL,
  organisation_id uuid,
  owner_organisation_id uuid,
  opened_by text REFERENCES users (id),
  opened_at timestamptz NOT NULL,
  closed_at timestamptz,
  due_at timestamptz,
  overdue_at timestamptz,
  clocks jsonb NOT NULL DEFAULT '{}',
  data jsonb NOT NULL DEFAULT '{}',
  version integer NOT NULL DEFAULT 1,
  PRIMARY KEY (valley_id, id)
);
-- One open case of a kind about a subject.
CREATE UNIQUE INDEX cases_one_open ON cases (valley_id, kind, subject_kind, subject_id) WHERE closed_at IS NULL;
CREATE INDEX cases_due ON cases (valley_id, due_at) WHERE closed_at IS NULL AND due_at IS NOT NULL;
CREATE INDEX cases_subject ON cases (valley_id, subject_kind, subject_id);

CREATE TABLE case_events (
  valley_id uuid NOT NULL,
  id uuid NOT NULL,
  case_id uuid NOT NULL,
  at timestamptz NOT NULL,
  actor text,
  transition text NOT NULL,
  from_state text,
  to_state text NOT NULL,
  input jsonb NOT NULL DEFAULT '{}',
  PRIMARY KEY (valley_id, id),
  FOREIGN KEY (valley_id, case_id) REFERENCES cases (valley_id, id)
);
CREATE INDEX case_events_case ON case_events (valley_id, case_id, id);
-- What happened stays: the application may add, never change.
REVOKE UPDATE, DELETE ON case_events FROM hegu_app;

-- For one person, or for whoever holds a role (in one organisation, or anywhere in the valley).
CREATE TABLE todos (
  valley_id uuid NOT NULL REFERENCES valleys (id),
  id uuid NOT NULL,
  case_id uuid,
  kind text NOT NULL,
  for_user text REFERENCES users (id) ON DELETE CASCADE,
  for_role text CHECK (for_role IN ('researcher', 'pi', 'facility', 'park', 'officer', 'admin')),
  for_organisation uuid,
  subject_kind text NOT NULL,
  subject_id text NOT NULL,
  data jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL,
  due_at timestamptz,
  overdue_at timestamptz,
  done_at timestamptz,
  done_by text REFERENCES users (id) ON DELETE SET NULL,
  PRIMARY KEY (valley_id, id),
  FOREIGN KEY (valley_id, case_id) REFERENCES cases (valley_id, id),
  CHECK ((for_user IS NULL) <> (for_role IS NULL)),
  CHECK (for_organisation IS NULL OR for_role IS NOT NULL)
);
CREATE INDEX todos_user ON todos (valley_id, for_user) WHERE done_at IS NULL;
CREATE INDEX todos_role ON todos (valley_id, for_role, for_organisation) WHERE done_at IS NULL;
CREATE INDEX todos_case ON todos (valley_id, case_id) WHERE done_at IS NULL;
CREATE INDEX todos_due ON todos (valley_id, due_at) WHERE done_at IS NULL AND due_at IS NOT NULL;
