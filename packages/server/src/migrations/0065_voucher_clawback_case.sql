-- Taking back is final only when the provider could state its case: what is asked and what was taken are two figures. Findings from
-- before have no case; what they asked was taken at once.
ALTER TABLE voucher_findings ADD COLUMN case_id uuid;
ALTER TABLE voucher_findings ADD COLUMN taken_fen bigint NOT NULL DEFAULT 0;
ALTER TABLE voucher_findings ADD CONSTRAINT voucher_findings_taken CHECK (taken_fen BETWEEN 0 AND clawback_fen);
CREATE INDEX voucher_findings_case ON voucher_findings (valley_id, case_id) WHERE case_id IS NOT NULL;
