-- The registry of firms (企业库) of a valley. A firm is named by its credit code; the organisation of the same code, if there
-- is one, is the firm's own people on the platform: looked up by the code and never stored, so that it cannot go stale.
CREATE TABLE firms (
  valley_id uuid NOT NULL REFERENCES valleys (id),
  id uuid NOT NULL,
  credit_code text NOT NULL CHECK (credit_code ~ '^[0-9A-HJ-NPQRTUWXY]{18}$'),
  name_zh text NOT NULL,
  name_en text NOT NULL,
  stage text NOT NULL CHECK (stage IN ('preparing', 'startup', 'growth', 'expansion', 'mature', 'listed')),
  status text NOT NULL CHECK (status IN ('active', 'movedOut', 'suspended', 'deregistered')),
  lineages text[] NOT NULL,
  -- What the facts of the same names say last: for lists and facets.
  district text,
  park text,
  fields text[] NOT NULL,
  tracks text[] NOT NULL,
  established_on date,
  source text,
  demo boolean NOT NULL DEFAULT false,
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (valley_id, id),
  UNIQUE (valley_id, credit_code)
);
CREATE INDEX firms_name ON firms (valley_id, name_zh COLLATE "zh-x-icu", id);

-- Statements about a firm. Only ever added: a correction is a newer statement.
CREATE TABLE firm_facts (
  valley_id uuid NOT NULL,
  firm_id uuid NOT NULL,
  id uuid NOT NULL,
  field text NOT NULL,
  year smallint,
  valid_from date,
  valid_to date,
  value jsonb NOT NULL,
  source text NOT NULL,
  observed_on date NOT NULL,
  recorded_at timestamptz NOT NULL,
  recorded_by text,
  PRIMARY KEY (valley_id, firm_id, id),
  FOREIGN KEY (valley_id, firm_id) REFERENCES firms (valley_id, id),
  CHECK (valid_from IS NULL OR valid_to IS NULL OR valid_from <= valid_to),
  CHECK (year IS NULL OR (valid_from IS NULL AND valid_to IS NULL))
);

-- Revisions of the items of a firm's collections (certificates, products, IP …). Only ever added; the newest one of a key counts.
CREATE TABLE firm_items (
  valley_id uuid NOT NULL,
  firm_id uuid NOT NULL,
  id uuid NOT NULL,
  collection text NOT NULL,
  item_key text NOT NULL,
  contents jsonb NOT NULL,
  withdrawn boolean NOT NULL,
  source text NOT NULL,
  observed_on date NOT NULL,
  recorded_at timestamptz NOT NULL,
  recorded_by text,
  PRIMARY KEY (valley_id, firm_id, id),
  FOREIGN KEY (valley_id, firm_id) REFERENCES firms (valley_id, id)
);

-- Whether a firm's items of a collection are all there are. Only ever added.
CREATE TABLE firm_completeness (
  valley_id uuid NOT NULL,
  firm_id uuid NOT NULL,
  id uuid NOT NULL,
  collection text NOT NULL,
  complete boolean NOT NULL,
  source text NOT NULL,
  observed_on date NOT NULL,
  recorded_at timestamptz NOT NULL,
  recorded_by text,
  PRIMARY KEY (valley_id, firm_id, id),
  FOREIGN KEY (valley_id, firm_id) REFERENCES firms (valley_id, id)
);

-- What a firm allows its data to be used for (授权). Only ever added; `subject` is a field, a collection, or * for all.
CREATE TABLE firm_consents (
  valley_id uuid NOT NULL,
  firm_id uuid NOT NULL,
  id uuid NOT NULL,
  purpose text NOT NULL,
  subject text NOT NULL,
  granted boolean NOT NULL,
  recorded_at timestamptz NOT NULL,
  recorded_by text NOT NULL,
  PRIMARY KEY (valley_id, firm_id, id),
  FOREIGN KEY (valley_id, firm_id) REFERENCES firms (valley_id, id)
);

-- Who read what is not open, and what for: the firm sees it.
CREATE TABLE firm_disclosures (
  valley_id uuid NOT NULL,
  firm_id uuid NOT NULL,
  id uuid NOT NULL,
  purpose text NOT NULL,
  what text NOT NULL CHECK (what IN ('facts', 'relations', 'ladder')),
  note text NOT NULL,
  user_id text NOT NULL,
  user_name text NOT NULL,
  role text NOT NULL,
  at timestamptz NOT NULL,
  PRIMARY KEY (valley_id, firm_id, id),
  FOREIGN KEY (valley_id, firm_id) REFERENCES firms (valley_id, id)
);

-- The items of the collection `relations` as arrows: who holds what share of whom. Written with the items.
CREATE TABLE firm_relations (
  valley_id uuid NOT NULL,
  firm_id uuid NOT NULL,
  item_key text NOT NULL,
  holder_code text NOT NULL,
  held_code text NOT NULL,
  -- `control`: said to be parent or subsidiary · `sibling`: under one control · `share`: a shareholding
  kind text NOT NULL CHECK (kind IN ('control', 'sibling', 'share')),
  share double precision,
  PRIMARY KEY (valley_id, firm_id, item_key),
  FOREIGN KEY (valley_id, firm_id) REFERENCES firms (valley_id, id)
);
CREATE INDEX firm_relations_holder ON firm_relations (valley_id, holder_code);
CREATE INDEX firm_relations_held ON firm_relations (valley_id, held_code);

-- How far every firm was on every rung when the whole registry was last looked at. Made again by a job.
CREATE TABLE firm_rungs (
  valley_id uuid NOT NULL,
  firm_id uuid NOT NULL,
  rung text NOT NULL,
  standard_id text NOT NULL,
  state text NOT NULL CHECK (state IN ('held', 'notApplicable', 'notMet', 'needsData', 'needsReview', 'met')),
  -- Requirements on the shortest way that are not met, and those of which it is not known.
  unmet text[] NOT NULL,
  unknown text[] NOT NULL,
  review text[] NOT NULL,
  score_lo double precision,
  score_hi double precision,
  assessed_on date NOT NULL,
  assessed_at timestamptz NOT NULL,
  PRIMARY KEY (valley_id, firm_id, rung),
  FOREIGN KEY (valley_id, firm_id) REFERENCES firms (valley_id, id)
);
CREATE INDEX firm_rungs_rung ON firm_rungs (valley_id, rung, state);

-- Cultivation (梯度培育): one open plan a firm, towards one rung.
CREATE TABLE firm_plans (
  valley_id uuid NOT NULL,
  id uuid NOT NULL,
  firm_id uuid NOT NULL,
  rung text NOT NULL,
  standard_id text NOT NULL,
  assessed_on date NOT NULL,
  status text NOT NULL CHECK (status IN ('open', 'closed')),
  created_by text NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (valley_id, id),
  FOREIGN KEY (valley_id, firm_id) REFERENCES firms (valley_id, id)
);
CREATE UNIQUE INDEX firm_plans_open ON firm_plans (valley_id, firm_id) WHERE status = 'open';

CREATE TABLE firm_plan_tasks (
  valley_id uuid NOT NULL,
  id uuid NOT NULL,
  plan_id uuid NOT NULL,
  -- The requirement it came from; null: added by hand.
  requirement text,
  title_zh text NOT NULL,
  title_en text NOT NULL,
  owner_name text,
  due_on date,
  done_at timestamptz,
  done_by text,
  note text NOT NULL DEFAULT '',
  version integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (valley_id, id),
  FOREIGN KEY (valley_id, plan_id) REFERENCES firm_plans (valley_id, id)
);
CREATE INDEX firm_plan_tasks_plan ON firm_plan_tasks (valley_id, plan_id);

-- The items of the collection `certificates` by what they are called and until when, for lists and statistics. Written with the items.
CREATE TABLE firm_titles (
  valley_id uuid NOT NULL,
  firm_id uuid NOT NULL,
  item_key text NOT NULL,
  kind text NOT NULL,
  granted_on date,
  valid_to date,
  PRIMARY KEY (valley_id, firm_id, item_key),
  FOREIGN KEY (valley_id, firm_id) REFERENCES firms (valley_id, id)
);
