-- Money: double-entry and append-only. What an account has is the sum of its entries; a correction is a new transfer.

-- An account with a floor keeps its balance in its row, and that row is locked when money moves on it. One without
-- (income, the outside world) keeps none and is never locked, so that nobody queues for it.
CREATE TABLE ledger_accounts (
  valley_id uuid NOT NULL REFERENCES valleys (id),
  id uuid NOT NULL,
  kind text NOT NULL CHECK (kind <> ''),
  owner_kind text NOT NULL CHECK (owner_kind <> ''),
  owner_id text NOT NULL CHECK (owner_id <> ''),
  name text NOT NULL,
  floor_fen bigint,
  balance_fen bigint,
  opened_at timestamptz NOT NULL,
  PRIMARY KEY (valley_id, id),
  UNIQUE (valley_id, kind, owner_kind, owner_id),
  CONSTRAINT ledger_accounts_kept CHECK ((floor_fen IS NULL) = (balance_fen IS NULL)),
  CONSTRAINT ledger_accounts_floor CHECK (balance_fen >= floor_fen)
);
CREATE INDEX ledger_accounts_owner ON ledger_accounts (valley_id, owner_kind, owner_id);

-- `ref` is what the money moved for. One transfer of a kind for a ref and seq: a second settlement finds the first.
CREATE TABLE ledger_transfers (
  valley_id uuid NOT NULL REFERENCES valleys (id),
  id uuid NOT NULL,
  kind text NOT NULL CHECK (kind <> ''),
  ref_kind text NOT NULL CHECK (ref_kind <> ''),
  ref_id text NOT NULL CHECK (ref_id <> ''),
  seq integer NOT NULL DEFAULT 0 CHECK (seq >= 0),
  memo text NOT NULL DEFAULT '',
  at timestamptz NOT NULL,
  reverses uuid,
  PRIMARY KEY (valley_id, id),
  UNIQUE (valley_id, kind, ref_kind, ref_id, seq),
  FOREIGN KEY (valley_id, reverses) REFERENCES ledger_transfers (valley_id, id)
);
CREATE INDEX ledger_transfers_ref ON ledger_transfers (valley_id, ref_kind, ref_id);
CREATE INDEX ledger_transfers_reverses ON ledger_transfers (valley_id, reverses) WHERE reverses IS NOT NULL;

CREATE TABLE ledger_entries (
  valley_id uuid NOT NULL,
  id uuid NOT NULL,
  transfer_id uuid NOT NULL,
  account_id uuid NOT NULL,
  -- Positive: the account has more afterwards.
  amount_fen bigint NOT NULL CHECK (amount_fen <> 0),
  -- The transfer's, repeated so that a statement reads one index.
  at timestamptz NOT NULL,
  PRIMARY KEY (valley_id, id),
  FOREIGN KEY (valley_id, transfer_id) REFERENCES ledger_transfers (valley_id, id),
  FOREIGN KEY (valley_id, account_id) REFERENCES ledger_accounts (valley_id, id)
);
CREATE INDEX ledger_entries_account ON ledger_entries (valley_id, account_id, at, id) INCLUDE (amount_fen);
CREATE INDEX ledger_entries_transfer ON ledger_entries (valley_id, transfer_id);
CREATE INDEX ledger_entries_at ON ledger_entries (valley_id, at, id);

DO $$
BEGIN
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'hegu_app') THEN
    REVOKE UPDATE, DELETE, TRUNCATE ON ledger_transfers, ledger_entries FROM hegu_app;
    REVOKE DELETE, TRUNCATE ON ledger_accounts FROM hegu_app;
  END IF;
END $$;
