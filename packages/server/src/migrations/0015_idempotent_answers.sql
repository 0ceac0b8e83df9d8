-- The answer kept with a key is given again to the byte: json keeps the text as it was written, jsonb an order of its own.
ALTER TABLE idempotency_keys ALTER COLUMN response TYPE json USING response::json;
