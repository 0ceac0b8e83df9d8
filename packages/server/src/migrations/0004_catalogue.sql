-- Everything the valley offers, as a person searches it. Domains write their entries; the platform knows none of them.
CREATE TABLE catalogue_entries (
  valley_id uuid NOT NULL REFERENCES valleys (id),
  kind text NOT NULL CHECK (kind ~ '^[a-z][a-z0-9-]{0,39}$'),
  ref_id uuid NOT NULL,
  title_zh text NOT NULL,
  title_en text NOT NULL,
  subtitle_zh text NOT NULL,
  subtitle_en text NOT NULL,
  model text NOT NULL,
  maker text NOT NULL,
  class_code text CHECK (class_code ~ '^\d{2}(\d{2}){0,2}$'),
  district text,
  owner_id uuid,
  owner_zh text NOT NULL,
  owner_en text NOT NULL,
  modes text[] NOT NULL,
  members_only boolean NOT NULL,
  keywords text[] NOT NULL,
  body text NOT NULL,
  card jsonb NOT NULL,
  weight integer NOT NULL CHECK (weight BETWEEN 0 AND 1000000),
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (valley_id, kind, ref_id)
);
CREATE INDEX catalogue_entries_owner ON catalogue_entries (valley_id, owner_id, owner_zh, owner_en);

-- What a search reads: narrow rows, so that counting thousands of hits touches few pages. The vector lies out of line,
-- where only a recheck of positions looks at it.
CREATE TABLE catalogue_index (
  valley_id uuid NOT NULL,
  kind text NOT NULL,
  ref_id uuid NOT NULL,
  -- Order among equals: weight, then age (the seconds in a UUIDv7). Nearly unique, so that a range of it holds few entries.
  rank bigint NOT NULL,
  members_only boolean NOT NULL,
  class_code text,
  district text,
  owner_id uuid,
  modes text[] NOT NULL,
  -- Kind, class, district, owner and modes as five numbers of catalogue_values (four bytes each, 0 for none).
  facets bytea NOT NULL CHECK (octet_length(facets) = 20),
  -- Version of the tokenizer the row was made with; a row of another version is made again.
  made_with integer NOT NULL,
  tokens tsvector NOT NULL,
  PRIMARY KEY (valley_id, kind, ref_id),
  FOREIGN KEY (valley_id, kind, ref_id) REFERENCES catalogue_entries (valley_id, kind, ref_id) ON DELETE CASCADE
) WITH (toast_tuple_target = 128);
ALTER TABLE catalogue_index ALTER COLUMN tokens SET STORAGE EXTERNAL;
ALTER TABLE catalogue_index ALTER COLUMN modes SET STORAGE MAIN;
ALTER TABLE catalogue_index ALTER COLUMN facets SET STORAGE MAIN;
-- A short list of pending rows: every search reads through it, and an import is much slower without one.
CREATE INDEX catalogue_index_tokens ON catalogue_index USING gin (tokens) WITH (gin_pending_list_limit = 256);
CREATE INDEX catalogue_index_order ON catalogue_index (valley_id, rank DESC, ref_id DESC, kind DESC);

-- The values that facets have or had, by number. Numbers come from a sequence, which no rollback turns back: a number once
-- seen never means anything else, so a server may remember it.
CREATE SEQUENCE catalogue_value_numbers AS integer;
CREATE TABLE catalogue_values (
  valley_id uuid NOT NULL REFERENCES valleys (id),
  facet text NOT NULL CHECK (facet IN ('kind', 'class', 'district', 'owner', 'mode')),
  value text NOT NULL,
  no integer NOT NULL DEFAULT nextval('catalogue_value_numbers'),
  PRIMARY KEY (valley_id, facet, value),
  UNIQUE (valley_id, no)
);

-- Latin words that entries have or had, for finding what a misspelt word may have meant.
CREATE TABLE catalogue_words (
  valley_id uuid NOT NULL REFERENCES valleys (id),
  word text NOT NULL,
  members_only boolean NOT NULL,
  PRIMARY KEY (valley_id, word)
);

-- Under row-level security a user's condition may only come before the policy's when it is leakproof; `@@` is not, so a search as hegu_app would read the whole valley. These functions run as the owner of
-- the tables instead, and are bound to the transaction's valley by their own condition: there is no argument by which a
-- caller could name another. FORCE binds the owner too unless it is a superuser, and then a policy that says `true`
-- folds away where one that compares columns would again come first.
CREATE POLICY search ON catalogue_index FOR SELECT TO CURRENT_USER USING (true);

CREATE FUNCTION catalogue_in_class(class_code text, classes text[]) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT classes IS NULL OR class_code = ANY (classes) OR left(class_code, 4) = ANY (classes) OR left(class_code, 2) = ANY (classes)
$$;

-- In these functions `(valley_id = valley) IS TRUE` is the same condition in a form no index answers: the valley's mark is in
-- the lexemes, so the index of words is always the one to read, and fetching the vectors of a whole valley never is.

-- The facets of the hits, at most `most` of them, one after the other: the server counts them, which is ten times as fast
-- as five groupings here.
CREATE FUNCTION catalogue_tally(q tsquery, members boolean, most integer) RETURNS bytea
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp SET enable_seqscan = off SET plan_cache_mode = force_generic_plan SET jit = off
SET max_parallel_workers_per_gather = 0
AS $$
DECLARE
  valley uuid := NULLIF(current_setting('hegu.valley', true), '')::uuid;
BEGIN
  RETURN (
    SELECT string_agg(h.facets, '') FROM (
      SELECT i.facets FROM catalogue_index i
      WHERE (i.valley_id = valley) IS TRUE AND i.tokens @@ q AND (members OR NOT i.members_only)
      LIMIT most
    ) h
  );
END $$;

-- Up to `wanted` hits, best tier first and in the order of rank within a tier, after the given place. `tiers` exclude each
-- other; a tier that can add nothing is NULL. Reads all hits of the tiers it comes to: for searches with few hits.
CREATE FUNCTION catalogue_top(
  tiers tsquery[], members boolean, kinds text[], classes text[], districts text[], owners uuid[], use_modes text[],
  first_tier integer, after_rank bigint, after_ref uuid, after_kind text, wanted integer
) RETURNS TABLE (tier integer, kind text, ref_id uuid, rank bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp SET enable_seqscan = off SET plan_cache_mode = force_generic_plan SET jit = off
SET max_parallel_workers_per_gather = 0
AS $$
DECLARE
  valley uuid := NULLIF(current_setting('hegu.valley', true), '')::uuid;
  missing integer := wanted;
  found_now integer;
BEGIN
  FOR t IN first_tier .. array_length(tiers, 1) LOOP
    CONTINUE WHEN tiers[t] IS NULL;
    RETURN QUERY
      SELECT t, i.kind, i.ref_id, i.rank
      FROM catalogue_index i
      WHERE (i.valley_id = valley) IS TRUE AND i.tokens @@ tiers[t] AND (members OR NOT i.members_only)
        AND (kinds IS NULL OR i.kind = ANY (kinds))
        AND catalogue_in_class(i.class_code, classes)
        AND (districts IS NULL OR i.district = ANY (districts))
        AND (owners IS NULL OR i.owner_id = ANY (owners))
        AND (use_modes IS NULL OR i.modes && use_modes)
        AND (t > first_tier OR after_ref IS NULL OR (i.rank, i.ref_id, i.kind) < (after_rank, after_ref, after_kind))
      ORDER BY i.rank DESC, i.ref_id DESC, i.kind DESC
      LIMIT missing;
    GET DIAGNOSTICS found_now = ROW_COUNT;
    missing := missing - found_now;
    EXIT WHEN missing <= 0;
  END LOOP;
END $$;

-- The rank of the entry `slice` places below `at_most`; 0 when there are fewer.
CREATE FUNCTION catalogue_rank_below(valley uuid, at_most bigint, slice integer) RETURNS bigint
LANGUAGE plpgsql STABLE
SET search_path = public, pg_temp SET enable_seqscan = off SET enable_sort = off SET enable_bitmapscan = off
SET plan_cache_mode = force_generic_plan SET jit = off SET max_parallel_workers_per_gather = 0
AS $$
BEGIN
  RETURN coalesce((
    SELECT i.rank FROM catalogue_index i
    WHERE i.valley_id = valley AND i.rank <= at_most ORDER BY i.rank DESC OFFSET slice LIMIT 1
  ), 0);
END $$;

-- The same for searches with very many hits. Of each tier it first looks at the next `slice` entries by rank alone: the list
-- of a common word is then joined with a short range of the other index before any row is read. What is missing after
-- that belongs to a tier with few hits, and is gathered. Planned anew each time, because the plan depends on how common
-- the words are; never by walking down the index, which would fetch every vector on the way.
CREATE FUNCTION catalogue_top_of_many(
  tiers tsquery[], members boolean, kinds text[], classes text[], districts text[], owners uuid[], use_modes text[],
  first_tier integer, after_rank bigint, after_ref uuid, after_kind text, wanted integer, slice integer
) RETURNS TABLE (tier integer, kind text, ref_id uuid, rank bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp SET enable_seqscan = off SET enable_indexscan = off
SET plan_cache_mode = force_custom_plan SET jit = off SET max_parallel_workers_per_gather = 0
AS $$
DECLARE
  valley uuid := NULLIF(current_setting('hegu.valley', true), '')::uuid;
  missing integer := wanted;
  found_now integer;
  at_most bigint;
  at_least bigint;
  top_least bigint;
BEGIN
  FOR t IN first_tier .. array_length(tiers, 1) LOOP
    CONTINUE WHEN tiers[t] IS NULL;
    IF t = first_tier AND after_ref IS NOT NULL THEN
      at_most := after_rank;
      at_least := catalogue_rank_below(valley, at_most, slice);
    ELSE
      at_most := 9223372036854775807;
      top_least := coalesce(top_least, catalogue_rank_below(valley, at_most, slice));
      at_least := top_least;
    END IF;
    RETURN QUERY
      SELECT t, i.kind, i.ref_id, i.rank
      FROM catalogue_index i
      WHERE i.valley_id = valley AND i.rank BETWEEN at_least AND at_most
        AND i.tokens @@ tiers[t] AND (members OR NOT i.members_only)
        AND (kinds IS NULL OR i.kind = ANY (kinds))
        AND catalogue_in_class(i.class_code, classes)
        AND (districts IS NULL OR i.district = ANY (districts))
        AND (owners IS NULL OR i.owner_id = ANY (owners))
        AND (use_modes IS NULL OR i.modes && use_modes)
        AND (t > first_tier OR after_ref IS NULL OR (i.rank, i.ref_id, i.kind) < (after_rank, after_ref, after_kind))
      ORDER BY i.rank DESC, i.ref_id DESC, i.kind DESC
      LIMIT missing;
    GET DIAGNOSTICS found_now = ROW_COUNT;
    missing := missing - found_now;
    EXIT WHEN missing <= 0;
    CONTINUE WHEN at_least = 0;
    RETURN QUERY
      SELECT t, i.kind, i.ref_id, i.rank
      FROM catalogue_index i
      WHERE (i.valley_id = valley) IS TRUE AND i.rank < at_least
        AND i.tokens @@ tiers[t] AND (members OR NOT i.members_only)
        AND (kinds IS NULL OR i.kind = ANY (kinds))
        AND catalogue_in_class(i.class_code, classes)
        AND (districts IS NULL OR i.district = ANY (districts))
        AND (owners IS NULL OR i.owner_id = ANY (owners))
        AND (use_modes IS NULL OR i.modes && use_modes)
      ORDER BY i.rank DESC, i.ref_id DESC, i.kind DESC
      LIMIT missing;
    GET DIAGNOSTICS found_now = ROW_COUNT;
    missing := missing - found_now;
    EXIT WHEN missing <= 0;
  END LOOP;
END $$;

-- The whole valley in the order of rank, after the given place.
CREATE FUNCTION catalogue_list(
  members boolean, kinds text[], classes text[], districts text[], owners uuid[], use_modes text[],
  after_rank bigint, after_ref uuid, after_kind text, wanted integer
) RETURNS TABLE (tier integer, kind text, ref_id uuid, rank bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp SET enable_seqscan = off SET enable_sort = off SET enable_bitmapscan = off
SET plan_cache_mode = force_generic_plan SET jit = off SET max_parallel_workers_per_gather = 0
AS $$
DECLARE
  valley uuid := NULLIF(current_setting('hegu.valley', true), '')::uuid;
  from_rank bigint := coalesce(after_rank, 9223372036854775807);
  from_ref uuid := coalesce(after_ref, 'ffffffff-ffff-ffff-ffff-ffffffffffff');
  from_kind text := coalesce(after_kind, '~');
BEGIN
  RETURN QUERY
    SELECT 1, i.kind, i.ref_id, i.rank
    FROM catalogue_index i
    WHERE i.valley_id = valley AND (i.rank, i.ref_id, i.kind) < (from_rank, from_ref, from_kind)
      AND (members OR NOT i.members_only)
      AND (kinds IS NULL OR i.kind = ANY (kinds))
      AND catalogue_in_class(i.class_code, classes)
      AND (districts IS NULL OR i.district = ANY (districts))
      AND (owners IS NULL OR i.owner_id = ANY (owners))
      AND (use_modes IS NULL OR i.modes && use_modes)
    ORDER BY i.rank DESC, i.ref_id DESC, i.kind DESC
    LIMIT wanted;
END $$;

REVOKE EXECUTE ON FUNCTION catalogue_tally, catalogue_top, catalogue_top_of_many, catalogue_list FROM PUBLIC;
GRANT EXECUTE ON FUNCTION catalogue_tally, catalogue_top, catalogue_top_of_many, catalogue_list TO hegu_app;
