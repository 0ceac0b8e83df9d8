-- Everything that takes time on a resource stands in one table, and the database refuses an overlap.
CREATE TABLE resources (
  valley_id uuid NOT NULL REFERENCES valleys (id),
  id uuid NOT NULL,
  kind text NOT NULL,
  capacity integer NOT NULL DEFAULT 1 CHECK (capacity BETWEEN 1 AND 10000),
  PRIMARY KEY (valley_id, id)
);

-- A resource of capacity n has lanes 0..n-1; one of capacity 1 has lane 0 and needs no lock.
-- `during` is derived, so that comparisons on plain columns (which row-level security lets use an index) and the
-- constraint can never disagree. Half-open: back-to-back periods touch without overlap.
CREATE TABLE occupancies (
  valley_id uuid NOT NULL,
  id uuid NOT NULL,
  resource_id uuid NOT NULL,
  lane integer NOT NULL DEFAULT 0 CHECK (lane >= 0),
  starts_at timestamptz NOT NULL,
  ends_at timestamptz NOT NULL CHECK (ends_at > starts_at),
  during tstzrange NOT NULL GENERATED ALWAYS AS (tstzrange(starts_at, ends_at, '[)')) STORED,
  live boolean NOT NULL DEFAULT true,
  kind text NOT NULL CHECK (kind IN ('reservation', 'hold', 'outage', 'maintenance', 'run', 'housing')),
  ref_kind text NOT NULL,
  ref_id uuid NOT NULL,
  PRIMARY KEY (valley_id, id),
  FOREIGN KEY (valley_id, resource_id) REFERENCES resources (valley_id, id),
  CONSTRAINT occupancies_no_overlap
    EXCLUDE USING gist (valley_id WITH =, resource_id WITH =, lane WITH =, during WITH &&) WHERE (live)
);
CREATE INDEX occupancies_live_end ON occupancies (valley_id, resource_id, ends_at) WHERE live;
CREATE INDEX occupancies_ref ON occupancies (valley_id, ref_id);
