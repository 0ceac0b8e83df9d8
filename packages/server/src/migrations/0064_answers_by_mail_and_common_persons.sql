-- Where the answer to a question or an objection of somebody without an account is mailed, if they asked for that. The row is deleted with the
-- answer. The receipt code stands here in clear until then, because the letter has to name it; everywhere else only its hash is kept.
CREATE TABLE policy_answer_addresses (
  valley_id uuid NOT NULL REFERENCES valleys (id),
  kind text NOT NULL CHECK (kind IN ('question', 'objection')),
  subject_id uuid NOT NULL,
  address text NOT NULL,
  locale text NOT NULL CHECK (locale IN ('zh', 'en')),
  code text NOT NULL,
  PRIMARY KEY (valley_id, kind, subject_id)
);

-- Two further kinds: `controller`: the same person controls both · `founder`: the same person founded both, which by itself decides nothing
ALTER TABLE firm_relations DROP CONSTRAINT firm_relations_kind_check;
ALTER TABLE firm_relations ADD CONSTRAINT firm_relations_kind_check
  CHECK (kind IN ('control', 'sibling', 'share', 'controller', 'founder'));
