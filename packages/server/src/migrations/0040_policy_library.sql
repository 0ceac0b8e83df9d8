-- The library of policy clauses (政策库). The project's packs are its first edition and stand in files; here is what a valley
-- writes itself: new documents, and newer versions of clauses. A published version is never edited.
CREATE TABLE policy_documents (
  valley_id uuid NOT NULL REFERENCES valleys (id),
  id uuid NOT NULL,
  policy_id text NOT NULL,
  hash text NOT NULL,
  -- The document without its clauses: title, issuer, number, ceilings, exclusions.
  body jsonb NOT NULL,
  published_at timestamptz NOT NULL,
  published_by text,
  until timestamptz,
  PRIMARY KEY (valley_id, id),
  CHECK (until IS NULL OR published_at <= until)
);
-- One version of a document holds at a time
CREATE UNIQUE INDEX policy_documents_holds ON policy_documents (valley_id, policy_id) WHERE until IS NULL;

CREATE TABLE policy_versions (
  valley_id uuid NOT NULL REFERENCES valleys (id),
  id uuid NOT NULL,
  clause_id text NOT NULL,
  policy_id text NOT NULL,
  -- The pack's is version 1 where there is one.
  version integer NOT NULL CHECK (version > 0),
  hash text NOT NULL,
  clause jsonb NOT NULL,
  -- Standard cases (标准案例) that must pass before it is published.
  golden jsonb NOT NULL,
  note text NOT NULL,
  status text NOT NULL CHECK (status IN ('draft', 'submitted', 'published', 'withdrawn')),
  revision integer NOT NULL DEFAULT 1,
  drafted_by text NOT NULL,
  drafted_at timestamptz NOT NULL,
  submitted_at timestamptz,
  published_by text,
  published_at timestamptz,
  until timestamptz,
  PRIMARY KEY (valley_id, id),
  UNIQUE (valley_id, clause_id, version),
  CHECK ((status = 'published') = (published_at IS NOT NULL)),
  -- Published by a second person
  CHECK ((published_at IS NULL) = (published_by IS NULL)),
  CHECK (published_by <> drafted_by),
  CHECK (until IS NULL OR published_at <= until)
);
CREATE UNIQUE INDEX policy_versions_holds ON policy_versions (valley_id, clause_id) WHERE status = 'published' AND until IS NULL;

-- The text of every rule a decision was made by, under its hash: packs may go, decisions stay.
CREATE TABLE policy_rules (
  valley_id uuid NOT NULL REFERENCES valleys (id),
  hash text NOT NULL,
  rule text NOT NULL,
  PRIMARY KEY (valley_id, hash)
);

-- Decisions of rules about firms, as they were made: rule, facts and result, to be computed again to the same bytes.
CREATE TABLE policy_decisions (
  valley_id uuid NOT NULL,
  id uuid NOT NULL,
  firm_id uuid NOT NULL,
  clause_id text NOT NULL,
  rule_hash text NOT NULL,
  assessed_on date NOT NULL,
  known_on date NOT NULL,
  -- Canonical JSON as text: jsonb would spell it anew
  facts text NOT NULL,
  facts_hash text NOT NULL,
  result text NOT NULL,
  result_hash text NOT NULL,
  made_at timestamptz NOT NULL,
  made_by text,
  PRIMARY KEY (valley_id, id),
  FOREIGN KEY (valley_id, firm_id) REFERENCES firms (valley_id, id),
  FOREIGN KEY (valley_id, rule_hash) REFERENCES policy_rules (valley_id, hash)
);
CREATE INDEX policy_decisions_firm ON policy_decisions (valley_id, firm_id, made_at);
