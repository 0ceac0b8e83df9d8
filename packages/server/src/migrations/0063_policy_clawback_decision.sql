-- What was decided on taking money back is kept with its reason. The lists of what waits are found by their state.
ALTER TABLE policy_clawbacks ADD COLUMN decision text;
CREATE INDEX policy_instalments_status ON policy_instalments (valley_id, status, due_on);
CREATE INDEX policy_orders_status ON policy_orders (valley_id, status, made_at);
CREATE INDEX policy_objections_status ON policy_objections (valley_id, status, made_at);
CREATE INDEX policy_questions_status ON policy_questions (valley_id, status, asked_at);
