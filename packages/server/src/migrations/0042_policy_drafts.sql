-- The officers' desk of the policy counter. A draft carries the document it stands in where it makes or changes that too, so that both
-- are published in one step. Whoever has changed a draft does not publish it.
ALTER TABLE policy_versions ADD COLUMN document jsonb;
ALTER TABLE policy_versions ADD COLUMN editors text[] NOT NULL DEFAULT '{}';
-- Why it was handed back
ALTER TABLE policy_versions ADD COLUMN returned text;
ALTER TABLE policy_versions ADD CONSTRAINT policy_versions_not_by_an_editor CHECK (published_by IS NULL OR NOT (published_by = ANY (editors)));
-- One draft of a clause under way at a time
CREATE UNIQUE INDEX policy_versions_under_way ON policy_versions (valley_id, clause_id) WHERE status IN ('draft', 'submitted');
CREATE INDEX policy_versions_desk ON policy_versions (valley_id, drafted_at, id);

-- Dry runs of a draft over the registry (试算): what was found stays beside the draft, for whoever signs it.
CREATE TABLE policy_impacts (
  valley_id uuid NOT NULL,
  id uuid NOT NULL,
  version_id uuid NOT NULL,
  revision integer NOT NULL,
  state text NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed')),
  fraction double precision NOT NULL CHECK (fraction BETWEEN 0 AND 1),
  asked_by text NOT NULL,
  asked_at timestamptz NOT NULL,
  finished_at timestamptz,
  result jsonb,
  PRIMARY KEY (valley_id, id),
  FOREIGN KEY (valley_id, version_id) REFERENCES policy_versions (valley_id, id),
  CHECK ((state = 'done') = (result IS NOT NULL))
);
CREATE INDEX policy_impacts_version ON policy_impacts (valley_id, version_id, asked_at);
