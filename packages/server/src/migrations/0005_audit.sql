-- The audit log (审计日志), and the progress of long work.
-- An entry is written by its command; sealing it into the valley's Merkle log happens later and elsewhere, in tables of
-- its own, so that entries are never updated and no command waits for the head of a chain.

CREATE TABLE audit_entries (
  valley_id uuid NOT NULL REFERENCES valleys (id),
  id uuid NOT NULL,
  at timestamptz NOT NULL,
  actor_id text NOT NULL,
  actor_name text NOT NULL,
  via text NOT NULL CHECK (via IN ('session', 'api-key', 'cli', 'system')),
  action text NOT NULL,
  entity text NOT NULL,
  entity_id text NOT NULL,
  before jsonb,
  after jsonb,
  request_id text,
  -- The leaf holds body_hash = SHA-256(salt || canonical JSON of before and after) in place of the contents, so that an
  -- entry can be proved to a stranger without showing them what it says; the salt keeps short contents from being guessed.
  salt bytea NOT NULL CHECK (octet_length(salt) = 16),
  body_hash bytea NOT NULL CHECK (octet_length(body_hash) = 32),
  PRIMARY KEY (valley_id, id)
);
CREATE INDEX audit_entries_at ON audit_entries (valley_id, at, id);
CREATE INDEX audit_entries_entity ON audit_entries (valley_id, entity, entity_id, at, id);
CREATE INDEX audit_entries_actor ON audit_entries (valley_id, actor_id, at, id);
CREATE INDEX audit_entries_action ON audit_entries (valley_id, action, at, id);

-- What waits for the sealer: written with the entry, deleted with its sealing. Finding the unsealed by joining entries
-- against leaves takes longer with every year of the log (measured over a million entries: half a second a pass,
-- against less than a millisecond here), and no watermark over ids or times is safe, because an entry shows only when its command commits.
CREATE TABLE audit_pending (
  valley_id uuid NOT NULL,
  entry_id uuid NOT NULL,
  PRIMARY KEY (valley_id, entry_id),
  FOREIGN KEY (valley_id, entry_id) REFERENCES audit_entries (valley_id, id)
);

-- RFC 9162 §2.1: leaf n of the valley's log.
CREATE TABLE audit_leaves (
  valley_id uuid NOT NULL,
  index bigint NOT NULL CHECK (index >= 0),
  entry_id uuid NOT NULL,
  leaf_hash bytea NOT NULL CHECK (octet_length(leaf_hash) = 32),
  PRIMARY KEY (valley_id, index),
  UNIQUE (valley_id, entry_id),
  FOREIGN KEY (valley_id, entry_id) REFERENCES audit_entries (valley_id, id)
);

-- Complete subtrees above the leaves: node (level, index) covers leaves [index·2^level, (index+1)·2^level).
CREATE TABLE audit_nodes (
  valley_id uuid NOT NULL REFERENCES valleys (id),
  level smallint NOT NULL CHECK (level BETWEEN 1 AND 52),
  index bigint NOT NULL CHECK (index >= 0),
  hash bytea NOT NULL CHECK (octet_length(hash) = 32),
  PRIMARY KEY (valley_id, level, index)
);

CREATE TABLE audit_heads (
  valley_id uuid NOT NULL REFERENCES valleys (id),
  tree_size bigint NOT NULL CHECK (tree_size > 0),
  root_hash bytea NOT NULL CHECK (octet_length(root_hash) = 32),
  at timestamptz NOT NULL,
  key_id text NOT NULL,
  signature bytea NOT NULL CHECK (octet_length(signature) = 64),
  PRIMARY KEY (valley_id, tree_size)
);

-- Long work a person asked for: what they watch, and where its result waits for them.
CREATE TABLE job_progress (
  valley_id uuid NOT NULL REFERENCES valleys (id),
  job_id uuid NOT NULL,
  name text NOT NULL,
  state text NOT NULL CHECK (state IN ('queued', 'running', 'succeeded', 'failed')),
  fraction double precision NOT NULL DEFAULT 0 CHECK (fraction BETWEEN 0 AND 1),
  message text,
  result jsonb,
  -- {code, data} of the refusal, or code `job.failed`.
  error jsonb,
  created_by text,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (valley_id, job_id)
);
CREATE INDEX job_progress_age ON job_progress (valley_id, state, updated_at);

-- Append-only for the role the server works as. The role may not exist where somebody else's login owns the database.
DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'hegu_app') THEN
    REVOKE UPDATE, DELETE, TRUNCATE ON audit_entries, audit_leaves, audit_nodes, audit_heads FROM hegu_app;
  END IF;
END $$;
