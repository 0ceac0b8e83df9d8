-- What a booking, a transfer and an audit entry write is written many times a second: an index that another can stand for, and a
-- check of what cannot be otherwise, cost more there than they give.

-- A person's own reservations on an instrument are told from the index; all others of the instrument used to be read for it.
DROP INDEX reservations_instrument;
CREATE INDEX reservations_instrument ON reservations (valley_id, instrument_id, starts_at, user_id);

-- With the reference first, what makes a transfer unique also finds the transfers of a reference.
ALTER TABLE ledger_transfers DROP CONSTRAINT ledger_transfers_valley_id_kind_ref_kind_ref_id_seq_key;
ALTER TABLE ledger_transfers ADD CONSTRAINT ledger_transfers_once UNIQUE (valley_id, ref_kind, ref_id, kind, seq);
DROP INDEX ledger_transfers_ref;

-- Row-level security lets a row into the session's own valley only, and the accounts of a transfer's entries refer to theirs. The
-- check locked the one row of the valley in every transaction, which made them stand in line to say so.
ALTER TABLE ledger_transfers DROP CONSTRAINT ledger_transfers_valley_id_fkey;
ALTER TABLE audit_entries DROP CONSTRAINT audit_entries_valley_id_fkey;

-- Written by one statement with its entry, and entries stay.
ALTER TABLE audit_pending DROP CONSTRAINT audit_pending_valley_id_entry_id_fkey;
