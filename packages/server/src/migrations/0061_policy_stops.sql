-- A published clause is stopped (停止执行) from a day on: proposed by one person, confirmed by another, never for days that are past.
-- Nothing that was published is edited; what was handed in before goes on under the rule it was handed in under.
CREATE TABLE policy_stops (
  valley_id uuid NOT NULL REFERENCES valleys (id),
  id uuid NOT NULL,
  clause_id text NOT NULL,
  -- The version that held; a newer one that is published holds again.
  version integer NOT NULL CHECK (version > 0),
  -- First day on which it is no longer in force.
  from_day date NOT NULL,
  reason text NOT NULL CHECK (reason <> ''),
  state text NOT NULL CHECK (state IN ('proposed', 'confirmed', 'dropped')),
  proposed_by text NOT NULL,
  proposed_at timestamptz NOT NULL,
  decided_by text,
  decided_at timestamptz,
  -- Civil day of the decision.
  decided_on date,
  -- Why it was dropped
  answer text NOT NULL DEFAULT '',
  PRIMARY KEY (valley_id, id),
  CHECK ((state = 'proposed') = (decided_at IS NULL)),
  CHECK ((decided_at IS NULL) = (decided_by IS NULL) AND (decided_at IS NULL) = (decided_on IS NULL)),
  CHECK (state <> 'confirmed' OR decided_by <> proposed_by),
  CHECK (state <> 'confirmed' OR decided_on <= from_day)
);
CREATE UNIQUE INDEX policy_stops_open ON policy_stops (valley_id, clause_id) WHERE state = 'proposed';
CREATE UNIQUE INDEX policy_stops_once ON policy_stops (valley_id, clause_id, version) WHERE state = 'confirmed';
