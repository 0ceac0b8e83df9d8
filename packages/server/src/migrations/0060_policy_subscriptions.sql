-- Subscriptions to policies (政策订阅), and visitors who ask and object without an account.

-- Of a person, or of an organisation: then whoever is researcher or PI there is told.
CREATE TABLE policy_subscriptions (
  valley_id uuid NOT NULL REFERENCES valleys (id),
  id uuid NOT NULL,
  owner_kind text NOT NULL CHECK (owner_kind IN ('user', 'organisation')),
  owner_id text NOT NULL,
  -- The firm of the organisation; none for a person's own
  firm_id uuid,
  topic jsonb NOT NULL,
  -- The topic spelled one way, so that the same is not subscribed to twice
  topic_key text NOT NULL,
  -- So many days before a window closes
  remind_days integer NOT NULL CHECK (remind_days BETWEEN 1 AND 60),
  made_by text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  made_at timestamptz NOT NULL,
  PRIMARY KEY (valley_id, id),
  UNIQUE (valley_id, owner_kind, owner_id, topic_key),
  FOREIGN KEY (valley_id, firm_id) REFERENCES firms (valley_id, id),
  CHECK ((owner_kind = 'organisation') = (firm_id IS NOT NULL))
);

-- The library as it stood when it was last looked at: what differs has been published, changed or taken out since, whether
-- the valley did it or an upgrade of the packs.
CREATE TABLE policy_library_marks (
  valley_id uuid NOT NULL REFERENCES valleys (id),
  clause_id text NOT NULL,
  policy_id text NOT NULL,
  hash text NOT NULL,
  clause jsonb NOT NULL,
  PRIMARY KEY (valley_id, clause_id)
);

CREATE TABLE policy_library_events (
  valley_id uuid NOT NULL REFERENCES valleys (id),
  id uuid NOT NULL,
  clause_id text NOT NULL,
  policy_id text NOT NULL,
  kind text NOT NULL CHECK (kind IN ('published', 'changed', 'removed')),
  -- As it was before; null for a new one
  before jsonb,
  seen_at timestamptz NOT NULL,
  PRIMARY KEY (valley_id, id),
  CHECK ((kind = 'published') = (before IS NULL))
);
CREATE INDEX policy_library_events_seen ON policy_library_events (valley_id, seen_at);

-- Whether an event made a firm eligible that was not: worked out once.
CREATE TABLE policy_eligibility_news (
  valley_id uuid NOT NULL,
  event_id uuid NOT NULL,
  firm_id uuid NOT NULL,
  newly boolean NOT NULL,
  looked_at timestamptz NOT NULL,
  PRIMARY KEY (valley_id, event_id, firm_id),
  FOREIGN KEY (valley_id, event_id) REFERENCES policy_library_events (valley_id, id) ON DELETE CASCADE,
  FOREIGN KEY (valley_id, firm_id) REFERENCES firms (valley_id, id)
);

-- What somebody has been told, so that it is told once.
CREATE TABLE policy_subscription_tellings (
  valley_id uuid NOT NULL REFERENCES valleys (id),
  user_id text NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  key text NOT NULL,
  told_at timestamptz NOT NULL,
  PRIMARY KEY (valley_id, user_id, key)
);
CREATE INDEX policy_subscription_tellings_at ON policy_subscription_tellings (valley_id, told_at);

-- Commands of visitors: nobody is signed in, and the log says so.
ALTER TABLE audit_entries DROP CONSTRAINT audit_entries_via_check;
ALTER TABLE audit_entries ADD CONSTRAINT audit_entries_via_check
  CHECK (via IN ('session', 'api-key', 'cli', 'system', 'visitor'));

-- How to reach somebody is kept while it may be needed and no longer (个人信息保护法 第十九条).
ALTER TABLE policy_questions ADD COLUMN contact_removed_at timestamptz;
CREATE UNIQUE INDEX policy_questions_token ON policy_questions (valley_id, token_hash);
CREATE INDEX policy_questions_contact ON policy_questions (valley_id, answered_at) WHERE contact_removed_at IS NULL;

ALTER TABLE policy_objections ADD COLUMN made_by text;
ALTER TABLE policy_objections ADD COLUMN token_hash text;
ALTER TABLE policy_objections ADD COLUMN contact_removed_at timestamptz;
CREATE UNIQUE INDEX policy_objections_token ON policy_objections (valley_id, token_hash);
CREATE INDEX policy_objections_contact ON policy_objections (valley_id, decided_at) WHERE contact_removed_at IS NULL;
CREATE INDEX policy_objections_made ON policy_objections (valley_id, made_at);
CREATE INDEX policy_questions_asked ON policy_questions (valley_id, asked_at);
