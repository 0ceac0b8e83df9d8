-- The policy counter from application (申报) to money. Who decides, pays and takes back are never one person: the database says so.

CREATE TABLE policy_applications (
  valley_id uuid NOT NULL,
  id uuid NOT NULL,
  -- 申报编号, given when it is handed in; an offer (免申即享) has one from the beginning.
  number text,
  firm_id uuid NOT NULL,
  organisation_id uuid,
  clause_id text NOT NULL,
  policy_id text NOT NULL,
  title_zh text NOT NULL,
  title_en text NOT NULL,
  article text NOT NULL,
  -- The item of a collection it is for (a product, a certificate); '' where it is for the firm.
  item text NOT NULL,
  origin text NOT NULL CHECK (origin IN ('firm', 'automatic')),
  status text NOT NULL CHECK (status IN ('draft', 'offered', 'submitted', 'supplement', 'first', 'second', 'approved', 'allotted',
    'awarded', 'paid', 'stopped', 'refused', 'appealed', 'closed', 'withdrawn', 'declined')),
  -- What the firm says beyond its profile, and its account: {holder, bank, number}.
  note text NOT NULL,
  account jsonb,
  -- The decision of the rule it was handed in with, and the latest one.
  submitted_decision_id uuid,
  decision_id uuid,
  -- What the rule comes to at most; null where the text sets no figure.
  computed_fen bigint CHECK (computed_fen >= 0),
  approved_fen bigint CHECK (approved_fen >= 0),
  -- After the budget has been shared out.
  awarded_fen bigint CHECK (awarded_fen >= 0),
  score double precision,
  reasons jsonb NOT NULL,
  budget_id uuid,
  case_id uuid,
  assignee text,
  round integer NOT NULL DEFAULT 1,
  created_by text NOT NULL,
  created_at timestamptz NOT NULL,
  submitted_by text,
  submitted_at timestamptz,
  accepted_at timestamptz,
  supplemented boolean NOT NULL DEFAULT false,
  decided_at timestamptz,
  decided_in_time boolean,
  closed_at timestamptz,
  version integer NOT NULL DEFAULT 1,
  PRIMARY KEY (valley_id, id),
  UNIQUE (valley_id, number),
  FOREIGN KEY (valley_id, firm_id) REFERENCES firms (valley_id, id),
  CHECK (awarded_fen IS NULL OR awarded_fen <= approved_fen)
);
-- One of a clause and item under way at a time
CREATE UNIQUE INDEX policy_applications_under_way ON policy_applications (valley_id, firm_id, clause_id, item)
  WHERE status NOT IN ('paid', 'stopped', 'closed', 'withdrawn', 'declined');
CREATE INDEX policy_applications_firm ON policy_applications (valley_id, firm_id, created_at, id);
CREATE INDEX policy_applications_queue ON policy_applications (valley_id, status, submitted_at, id);
CREATE INDEX policy_applications_clause ON policy_applications (valley_id, clause_id, status);

-- Numbers without gaps, per valley, kind and year.
CREATE TABLE policy_numbers (
  valley_id uuid NOT NULL REFERENCES valleys (id),
  kind text NOT NULL,
  year integer NOT NULL,
  last integer NOT NULL,
  PRIMARY KEY (valley_id, kind, year)
);

-- One person has one part in an application, for ever: who helped to write it does not review it, who reviewed first does not
-- review second, who reviewed does not hear the appeal.
CREATE TABLE policy_application_people (
  valley_id uuid NOT NULL,
  application_id uuid NOT NULL,
  person text NOT NULL,
  part text NOT NULL CHECK (part IN ('applicant', 'first', 'second', 'appeal')),
  PRIMARY KEY (valley_id, application_id, person),
  UNIQUE (valley_id, application_id, person, part),
  FOREIGN KEY (valley_id, application_id) REFERENCES policy_applications (valley_id, id)
);

CREATE TABLE policy_reviews (
  valley_id uuid NOT NULL,
  id uuid NOT NULL,
  application_id uuid NOT NULL,
  round integer NOT NULL,
  part text NOT NULL CHECK (part IN ('first', 'second', 'appeal')),
  person text NOT NULL,
  person_name text NOT NULL,
  verdict text NOT NULL CHECK (verdict IN ('approve', 'reject', 'return')),
  amount_fen bigint CHECK (amount_fen >= 0),
  score double precision,
  reason text NOT NULL,
  decision_id uuid,
  at timestamptz NOT NULL,
  PRIMARY KEY (valley_id, id),
  UNIQUE (valley_id, application_id, round, part),
  FOREIGN KEY (valley_id, application_id, person, part)
    REFERENCES policy_application_people (valley_id, application_id, person, part)
);

CREATE TABLE policy_materials (
  valley_id uuid NOT NULL,
  id uuid NOT NULL,
  application_id uuid NOT NULL,
  material_id text NOT NULL,
  file_id uuid NOT NULL,
  -- The application it was handed in with before, where it was.
  from_application_id uuid,
  added_by text NOT NULL,
  added_at timestamptz NOT NULL,
  PRIMARY KEY (valley_id, id),
  UNIQUE (valley_id, application_id, material_id, file_id),
  FOREIGN KEY (valley_id, application_id) REFERENCES policy_applications (valley_id, id),
  FOREIGN KEY (valley_id, file_id) REFERENCES files (valley_id, id)
);

-- Interests that somebody has declared: they do not touch applications of that firm.
CREATE TABLE policy_conflicts (
  valley_id uuid NOT NULL,
  person text NOT NULL,
  firm_id uuid NOT NULL,
  reason text NOT NULL,
  declared_at timestamptz NOT NULL,
  PRIMARY KEY (valley_id, person, firm_id),
  FOREIGN KEY (valley_id, firm_id) REFERENCES firms (valley_id, id)
);

CREATE TABLE policy_appeals (
  valley_id uuid NOT NULL,
  id uuid NOT NULL,
  application_id uuid NOT NULL,
  reason text NOT NULL,
  made_by text NOT NULL,
  made_at timestamptz NOT NULL,
  status text NOT NULL CHECK (status IN ('open', 'upheld', 'overturned')),
  answer text,
  decided_at timestamptz,
  PRIMARY KEY (valley_id, id),
  -- Once
  UNIQUE (valley_id, application_id),
  FOREIGN KEY (valley_id, application_id) REFERENCES policy_applications (valley_id, id)
);

-- Publicity (公示).
CREATE TABLE policy_publicities (
  valley_id uuid NOT NULL REFERENCES valleys (id),
  id uuid NOT NULL,
  number text NOT NULL,
  title text NOT NULL,
  working_days integer NOT NULL CHECK (working_days BETWEEN 1 AND 60),
  opened_at timestamptz NOT NULL,
  closes_at timestamptz NOT NULL,
  closed_at timestamptz,
  made_by text NOT NULL,
  PRIMARY KEY (valley_id, id),
  UNIQUE (valley_id, number)
);
CREATE INDEX policy_publicities_open ON policy_publicities (valley_id, closes_at) WHERE closed_at IS NULL;

CREATE TABLE policy_publicity_items (
  valley_id uuid NOT NULL,
  publicity_id uuid NOT NULL,
  application_id uuid NOT NULL,
  amount_fen bigint NOT NULL CHECK (amount_fen >= 0),
  cleared_at timestamptz,
  struck_at timestamptz,
  PRIMARY KEY (valley_id, publicity_id, application_id),
  FOREIGN KEY (valley_id, publicity_id) REFERENCES policy_publicities (valley_id, id),
  FOREIGN KEY (valley_id, application_id) REFERENCES policy_applications (valley_id, id)
);
CREATE UNIQUE INDEX policy_publicity_items_once ON policy_publicity_items (valley_id, application_id) WHERE struck_at IS NULL;

CREATE TABLE policy_objections (
  valley_id uuid NOT NULL,
  id uuid NOT NULL,
  publicity_id uuid NOT NULL,
  application_id uuid NOT NULL,
  name text NOT NULL,
  contact text NOT NULL,
  body text NOT NULL,
  made_at timestamptz NOT NULL,
  status text NOT NULL CHECK (status IN ('open', 'upheld', 'dismissed')),
  answer text,
  decided_by text,
  decided_at timestamptz,
  PRIMARY KEY (valley_id, id),
  FOREIGN KEY (valley_id, publicity_id, application_id)
    REFERENCES policy_publicity_items (valley_id, publicity_id, application_id)
);
CREATE INDEX policy_objections_item ON policy_objections (valley_id, publicity_id, application_id);

-- Money of a document, or of one clause of it, for a year. The balance is on the ledger.
CREATE TABLE policy_budgets (
  valley_id uuid NOT NULL REFERENCES valleys (id),
  id uuid NOT NULL,
  year integer NOT NULL CHECK (year BETWEEN 2000 AND 2200),
  policy_id text NOT NULL,
  -- '' for all clauses of the document
  clause_id text NOT NULL,
  title text NOT NULL,
  places integer CHECK (places > 0),
  made_by text NOT NULL,
  made_at timestamptz NOT NULL,
  PRIMARY KEY (valley_id, id),
  UNIQUE (valley_id, year, policy_id, clause_id)
);

CREATE TABLE policy_instalments (
  valley_id uuid NOT NULL,
  application_id uuid NOT NULL,
  seq integer NOT NULL CHECK (seq > 0),
  percent double precision NOT NULL,
  amount_fen bigint NOT NULL CHECK (amount_fen >= 0),
  due_on date NOT NULL,
  -- `waiting` for its day, `recheck` for a person's judgement, `ready` to be ordered
  status text NOT NULL CHECK (status IN ('waiting', 'recheck', 'ready', 'ordered', 'paid', 'stopped')),
  decision_id uuid,
  reasons jsonb NOT NULL,
  checked_at timestamptz,
  checked_by text,
  PRIMARY KEY (valley_id, application_id, seq),
  FOREIGN KEY (valley_id, application_id) REFERENCES policy_applications (valley_id, id)
);
CREATE INDEX policy_instalments_due ON policy_instalments (valley_id, due_on) WHERE status = 'waiting';

-- Disbursement orders (拨付单).
CREATE TABLE policy_orders (
  valley_id uuid NOT NULL,
  id uuid NOT NULL,
  number text NOT NULL,
  application_id uuid NOT NULL,
  seq integer NOT NULL,
  amount_fen bigint NOT NULL CHECK (amount_fen > 0),
  account jsonb NOT NULL,
  status text NOT NULL CHECK (status IN ('made', 'approved', 'paid', 'cancelled')),
  made_by text NOT NULL,
  made_by_name text NOT NULL,
  made_at timestamptz NOT NULL,
  approved_by text,
  approved_by_name text,
  approved_at timestamptz,
  paid_at timestamptz,
  paid_on date,
  paid_by text,
  bank_reference text,
  received_at timestamptz,
  received_by text,
  cancel_reason text,
  PRIMARY KEY (valley_id, id),
  UNIQUE (valley_id, number),
  FOREIGN KEY (valley_id, application_id, seq) REFERENCES policy_instalments (valley_id, application_id, seq),
  -- Made by one, approved by another
  CHECK (approved_by <> made_by),
  CHECK (status NOT IN ('approved', 'paid') OR approved_by IS NOT NULL),
  CHECK ((status = 'paid') = (bank_reference IS NOT NULL))
);
CREATE UNIQUE INDEX policy_orders_live ON policy_orders (valley_id, application_id, seq) WHERE status <> 'cancelled';

-- Money to be given back (追回).
CREATE TABLE policy_clawbacks (
  valley_id uuid NOT NULL,
  id uuid NOT NULL,
  number text NOT NULL,
  application_id uuid NOT NULL,
  amount_fen bigint NOT NULL CHECK (amount_fen > 0),
  reason text NOT NULL,
  article text NOT NULL,
  status text NOT NULL CHECK (status IN ('proposed', 'ordered', 'repaid', 'dropped')),
  made_by text NOT NULL,
  made_at timestamptz NOT NULL,
  decided_by text,
  decided_at timestamptz,
  due_on date,
  PRIMARY KEY (valley_id, id),
  UNIQUE (valley_id, number),
  FOREIGN KEY (valley_id, application_id) REFERENCES policy_applications (valley_id, id),
  CHECK (decided_by <> made_by),
  CHECK (status = 'proposed' OR decided_by IS NOT NULL)
);
CREATE UNIQUE INDEX policy_clawbacks_open ON policy_clawbacks (valley_id, application_id) WHERE status IN ('proposed', 'ordered');

CREATE TABLE policy_repayments (
  valley_id uuid NOT NULL,
  id uuid NOT NULL,
  clawback_id uuid NOT NULL,
  amount_fen bigint NOT NULL CHECK (amount_fen > 0),
  reference text NOT NULL,
  paid_on date NOT NULL,
  recorded_by text NOT NULL,
  recorded_at timestamptz NOT NULL,
  PRIMARY KEY (valley_id, id),
  UNIQUE (valley_id, clawback_id, reference),
  FOREIGN KEY (valley_id, clawback_id) REFERENCES policy_clawbacks (valley_id, id)
);

-- Questions about a clause (咨询), and what was answered.
CREATE TABLE policy_questions (
  valley_id uuid NOT NULL REFERENCES valleys (id),
  id uuid NOT NULL,
  number text NOT NULL,
  clause_id text NOT NULL,
  clause_zh text NOT NULL,
  clause_en text NOT NULL,
  organisation_id uuid,
  asked_by text,
  name text NOT NULL,
  contact text NOT NULL,
  body text NOT NULL,
  asked_at timestamptz NOT NULL,
  case_id uuid NOT NULL,
  status text NOT NULL CHECK (status IN ('open', 'answered')),
  answer text,
  -- [{clauseId, article}]
  cited jsonb NOT NULL,
  answered_by text,
  answered_by_name text,
  answered_at timestamptz,
  -- As it stands in public, without what names the asker.
  public_question text,
  published_at timestamptz,
  -- What a visitor finds it with again.
  token_hash text NOT NULL,
  PRIMARY KEY (valley_id, id),
  UNIQUE (valley_id, number),
  CHECK (status = 'open' OR (answer IS NOT NULL AND jsonb_array_length(cited) > 0)),
  CHECK (published_at IS NULL OR (status = 'answered' AND public_question IS NOT NULL))
);
CREATE INDEX policy_questions_clause ON policy_questions (valley_id, clause_id, asked_at);
CREATE INDEX policy_questions_asker ON policy_questions (valley_id, asked_by) WHERE asked_by IS NOT NULL;
