-- Whoever comes from a sign-in provider is one person here, also when two of their browsers arrive for the first time at once.
CREATE UNIQUE INDEX accounts_subject ON accounts (provider_id, account_id);
