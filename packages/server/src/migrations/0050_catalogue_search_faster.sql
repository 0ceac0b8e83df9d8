-- The same functions as in 0013, with the same arguments and answers, cheaper: what was found before is left out of the best
-- few rows and no longer of all hits, and hits that are only counted are not sorted.

-- Up to `missing` hits of `q` whose rank lies between two others (both included), best first, without those already found:
-- of as many more as were found, so that few rows and not all hits are compared with them.
-- The list of a common word is joined with a short range of the other index before any row is read; never by walking down
-- the index, which would fetch every vector on the way.
CREATE OR REPLACE FUNCTION catalogue_between(
  q tsquery, valley uuid, at_least bigint, at_most bigint, members boolean, kinds text[], classes text[],
  districts text[], owners uuid[], use_modes text[], after_rank bigint, after_ref uuid, after_kind text,
  found_kinds text[], found_refs uuid[], missing integer
) RETURNS TABLE (kind text, ref_id uuid, rank bigint)
LANGUAGE plpgsql STABLE
SET search_path = public, pg_temp SET enable_seqscan = off SET enable_indexscan = off
SET plan_cache_mode = force_generic_plan SET jit = off SET max_parallel_workers_per_gather = 0
AS $$
BEGIN
  RETURN QUERY
    SELECT b.kind, b.ref_id, b.rank FROM (
      SELECT i.kind, i.ref_id, i.rank FROM catalogue_index i
      WHERE i.valley_id = valley AND i.rank BETWEEN at_least AND at_most
        AND i.tokens @@ q AND (members OR NOT i.members_only)
        AND catalogue_passes(i, kinds, classes, districts, owners, use_modes)
        AND (after_rank IS NULL OR (i.rank, i.ref_id, i.kind) < (after_rank, after_ref, after_kind))
      ORDER BY i.rank DESC, i.ref_id DESC, i.kind DESC
      LIMIT missing + cardinality(found_refs)
    ) b
    WHERE NOT EXISTS (SELECT 1 FROM unnest(found_kinds, found_refs) f (kind, ref_id)
                      WHERE f.kind = b.kind AND f.ref_id = b.ref_id)
    ORDER BY b.rank DESC, b.ref_id DESC, b.kind DESC
    LIMIT missing;
END $$;

-- A page of a search. `whole` finds all hits; `tiers` finds those of each tier and of the ones above it, best tier first (a
-- tier that can add nothing is NULL, the last one finds what `whole` finds); `above` the hits of all tiers above.
--
-- The first row has the tier 0 and in `packed` the facets of the hits, 20 bytes a hit (see catalogue_tally). When there are
-- more than `most` hits, that is of `most` + 1 of them: what is counted is then "at least". The other rows are the page, in
-- order. With `sample`, what more than `most` entries of the sample hold is not looked up in the whole index.
--
-- The hits of a tier are gathered and sorted while they are few. Of more, the best-ranked are looked for in the next
-- thousand entries of the valley by rank, then in as many as the first thousand let expect, then in what is left.
CREATE OR REPLACE FUNCTION catalogue_search(
  whole tsquery, tiers tsquery[], above tsquery[], members boolean, kinds text[], classes text[], districts text[],
  owners uuid[], use_modes text[], first_tier integer, after_rank bigint, after_ref uuid, after_kind text,
  wanted integer, most integer, sample boolean
) RETURNS TABLE (tier integer, kind text, ref_id uuid, rank bigint, packed bytea)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = public, pg_temp SET enable_seqscan = off SET plan_cache_mode = force_generic_plan SET jit = off
SET max_parallel_workers_per_gather = 0
AS $$
#variable_conflict use_column
DECLARE
  valley uuid := NULLIF(current_setting('hegu.valley', true), '')::uuid;
  -- A tier with more hits than this in the sample is not gathered, unless all hits are not too many.
  many_in_sample CONSTANT integer := 100;
  first_slice CONSTANT integer := 1000;
  first_page CONSTANT boolean := after_rank IS NULL;
  last_tier CONSTANT integer := array_length(tiers, 1);
  gathered integer;
  few boolean;
  dense boolean;
  q tsquery;
  facets bytea;
  -- The best of all hits, when they were gathered: enough of them for the last tier, whatever the ones above it found.
  all_kinds text[];
  all_refs uuid[];
  all_ranks bigint[];
  new_kinds text[];
  new_refs uuid[];
  new_ranks bigint[];
  found_tiers integer[] := '{}';
  found_kinds text[] := '{}';
  found_refs uuid[] := '{}';
  found_ranks bigint[] := '{}';
  missing integer := wanted;
  at_most bigint;
  at_least bigint;
  slice integer;
BEGIN
  IF sample THEN
    SELECT string_agg(h.facets, '') INTO facets FROM (
      SELECT i.facets FROM catalogue_index i
      WHERE (i.valley_id = valley) IS TRUE AND i.tokens @@ whole AND (members OR NOT i.members_only)
        AND get_byte(uuid_send(i.ref_id), 15) % 16 = 0
      LIMIT most + 1
    ) h;
    gathered := coalesce(octet_length(facets), 0) / 20;
  END IF;
  -- Twice as many to be expected: it is enough to count them.
  IF sample AND gathered <= most AND gathered * 16 > 2 * most THEN
    SELECT string_agg(h.facets, '') INTO facets FROM (
      SELECT i.facets FROM catalogue_index i
      WHERE (i.valley_id = valley) IS TRUE AND i.tokens @@ whole AND (members OR NOT i.members_only)
      LIMIT most + 1
    ) h;
    gathered := coalesce(octet_length(facets), 0) / 20;
  END IF;
  IF NOT sample OR gathered <= most THEN
    WITH h AS MATERIALIZED (
      SELECT i.facets, i.kind, i.ref_id, i.rank,
        first_page AND catalogue_passes(i, kinds, classes, districts, owners, use_modes) AS passes
      FROM catalogue_index i
      WHERE (i.valley_id = valley) IS TRUE AND i.tokens @@ whole AND (members OR NOT i.members_only)
      LIMIT most + 1
    ), best AS (
      SELECT h.kind, h.ref_id, h.rank FROM h WHERE h.passes
      ORDER BY h.rank DESC, h.ref_id DESC, h.kind DESC LIMIT wanted * 2
    )
    SELECT (SELECT string_agg(h.facets, '') FROM h),
      array_agg(best.kind), array_agg(best.ref_id), array_agg(best.rank)
    INTO facets, all_kinds, all_refs, all_ranks FROM best;
    gathered := coalesce(octet_length(facets), 0) / 20;
  END IF;
  few := gathered <= most;
  RETURN QUERY SELECT 0, NULL::text, NULL::uuid, NULL::bigint, facets;
  IF gathered = 0 THEN
    RETURN;
  END IF;

  FOR t IN first_tier .. last_tier LOOP
    CONTINUE WHEN tiers[t] IS NULL;
    q := CASE WHEN first_page OR t = 1 THEN tiers[t] ELSE tiers[t] && !!above[t] END;
    -- Only in the tier it begins in has a further page a place to begin at.
    IF t > first_tier THEN
      after_rank := NULL;
    END IF;
    IF few AND first_page AND t = last_tier THEN
      SELECT array_agg(b.kind), array_agg(b.ref_id), array_agg(b.rank) INTO new_kinds, new_refs, new_ranks
      FROM (
        SELECT b.kind, b.ref_id, b.rank FROM unnest(all_kinds, all_refs, all_ranks) b (kind, ref_id, rank)
        WHERE NOT EXISTS (SELECT 1 FROM unnest(found_kinds, found_refs) f (kind, ref_id)
                          WHERE f.kind = b.kind AND f.ref_id = b.ref_id)
        ORDER BY b.rank DESC, b.ref_id DESC, b.kind DESC
        LIMIT missing
      ) b;
    ELSE
      new_kinds := '{}';
      new_refs := '{}';
      new_ranks := '{}';
      at_most := coalesce(after_rank, 9223372036854775807);
      at_least := 9223372036854775807;
      dense := NOT few AND (
        SELECT count(*) > many_in_sample FROM (
          SELECT 1 FROM catalogue_index i
          WHERE (i.valley_id = valley) IS TRUE AND i.tokens @@ q AND (members OR NOT i.members_only)
            AND get_byte(uuid_send(i.ref_id), 15) % 16 = 0
          LIMIT many_in_sample + 1
        ) h
      );
      IF dense THEN
        slice := first_slice;
        FOR s IN 1 .. 2 LOOP
          at_least := catalogue_rank_below(valley, at_most, slice);
          SELECT new_kinds || coalesce(array_agg(b.kind), '{}'), new_refs || coalesce(array_agg(b.ref_id), '{}'),
            new_ranks || coalesce(array_agg(b.rank), '{}')
          INTO new_kinds, new_refs, new_ranks
          FROM catalogue_between(q, valley, at_least, at_most, members, kinds, classes, districts, owners, use_modes,
            after_rank, after_ref, after_kind, found_kinds || new_kinds, found_refs || new_refs,
            missing - cardinality(new_refs)) b;
          EXIT WHEN cardinality(new_refs) >= missing OR at_least = 0;
          slice := least(8 * slice, greatest(slice / 2,
            2 * slice * (missing - cardinality(new_refs)) / greatest(1, cardinality(new_refs))));
          -- Entries of the same rank as the last one of the slice were in it; what is below comes next.
          at_most := at_least - 1;
        END LOOP;
      END IF;
      IF cardinality(new_refs) < missing AND at_least > 0 THEN
        SELECT new_kinds || coalesce(array_agg(b.kind), '{}'), new_refs || coalesce(array_agg(b.ref_id), '{}'),
          new_ranks || coalesce(array_agg(b.rank), '{}')
        INTO new_kinds, new_refs, new_ranks
        FROM (
          SELECT g.kind, g.ref_id, g.rank FROM (
            SELECT i.kind, i.ref_id, i.rank FROM catalogue_index i
            WHERE (i.valley_id = valley) IS TRUE AND i.tokens @@ q AND (members OR NOT i.members_only)
              AND (i.rank <= at_most) IS TRUE
              AND catalogue_passes(i, kinds, classes, districts, owners, use_modes)
              AND (after_rank IS NULL OR (i.rank, i.ref_id, i.kind) < (after_rank, after_ref, after_kind))
            ORDER BY i.rank DESC, i.ref_id DESC, i.kind DESC
            LIMIT missing - cardinality(new_refs) + cardinality(found_refs)
          ) g
          WHERE NOT EXISTS (SELECT 1 FROM unnest(found_kinds, found_refs) f (kind, ref_id)
                            WHERE f.kind = g.kind AND f.ref_id = g.ref_id)
          ORDER BY g.rank DESC, g.ref_id DESC, g.kind DESC LIMIT missing - cardinality(new_refs)
        ) b;
      END IF;
    END IF;
    CONTINUE WHEN coalesce(cardinality(new_refs), 0) = 0;
    found_tiers := found_tiers || array_fill(t, ARRAY[cardinality(new_refs)]);
    found_kinds := found_kinds || new_kinds;
    found_refs := found_refs || new_refs;
    found_ranks := found_ranks || new_ranks;
    missing := missing - cardinality(new_refs);
    EXIT WHEN missing <= 0;
  END LOOP;
  RETURN QUERY
    SELECT f.tier, f.kind, f.ref_id, f.rank, NULL::bytea
    FROM unnest(found_tiers, found_kinds, found_refs, found_ranks) f (tier, kind, ref_id, rank);
END $$;
