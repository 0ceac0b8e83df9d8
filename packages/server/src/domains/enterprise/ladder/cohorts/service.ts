import type { listCohort } from '@hegu/contract/enterprise/ladder.ts';
import type { RouteOk, RouteQuery } from '@hegu/contract/route.ts';
import { factsAt } from '@hegu/rules/facts.ts';
import { civilDateOf } from '../../../../platform/clock/civil.ts';
import type { Command, Query } from '../../../../platform/command.ts';
import { DomainError } from '../../../../platform/errors.ts';
import { decodeCursor, pageOf } from '../../../../platform/http/cursor.ts';
import { access } from '../../access.ts';
import { codeOf, districtOf } from '../../catalogue/rules.ts';
import { referenceOf } from '../../catalogue/service.ts';
import { type FirmProfile, profilesOf } from '../../facts/profile/service.ts';
import { assessRung, rungOrder, standardFor, withDerived } from '../rules.ts';
import { ladderWorld, standardsAt } from '../service.ts';
import * as store from './store.ts';

/** Cohorts (培育库): the whole registry against the whole ladder, by night or when an officer asks. */

export const assessAllJob = 'enterprise.assess-ladder';
const batch = 200;

function rungsOf(f: FirmProfile, assessedOn: string, world: ReturnType<typeof ladderWorld>): store.RungRow[] {
  const facts = withDerived(factsAt(f.profile, assessedOn), assessedOn);
  const occasion = { assessedOn };
  return rungOrder.flatMap((rung): store.RungRow[] => {
    const s = standardFor(rung, occasion, world.standards);
    if (!s) return [];
    const { state, missing, total } = assessRung(s, { facts, calendar: world.calendar }, occasion);
    const of = (truth: string) =>
      state === 'held' ? [] : missing.filter((m) => m.truth === truth).map((m) => m.requirement.id);
    return [
      {
        firm_id: f.firmId,
        rung,
        standard_id: s.standard.id,
        state,
        unmet: of('unmet'),
        unknown: of('unknown'),
        review: of('review'),
        score_lo: total?.lo ?? null,
        score_hi: total?.hi ?? null,
      },
    ];
  });
}

/**
 * Assesses every active firm that allows its data to be used for cultivation.
 *
 * @returns how many firms
 */
export async function assessAll(cx: Command): Promise<number> {
  const assessedOn = civilDateOf(cx.now, cx.scope.zone);
  const world = ladderWorld(assessedOn);
  let firms: string[] = [];
  let rows: store.RungRow[] = [];
  let done = 0;
  const flush = async () => {
    await store.replaceRungs(cx.tx, cx.scope, firms, rows, { assessedOn, at: cx.now });
    done += firms.length;
    firms = [];
    rows = [];
  };
  for await (const f of profilesOf(cx.tx, cx.scope, { purpose: 'cultivation', active: true })) {
    // Nothing is known, or nothing may be used: there is nothing to say
    if (Object.keys(f.profile.facts).length + Object.keys(f.profile.collections).length === 0) continue;
    firms.push(f.firmId);
    rows.push(...rungsOf(f, assessedOn, world));
    if (firms.length >= batch) await flush();
  }
  await flush();
  await store.forgetOthers(cx.tx, cx.scope, cx.now);
  await cx.audit({
    action: 'ladder.assess-all',
    entity: 'valley',
    entityId: cx.scope.valleyId,
    after: { purpose: 'cultivation', assessedOn, firms: done },
  });
  return done;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function placeOf(cursor: string | undefined) {
  const key = decodeCursor(cursor, 2);
  if (key === null) return null;
  const [lacking, id] = key;
  if (
    typeof lacking !== 'number' ||
    !Number.isInteger(lacking) ||
    Math.abs(lacking) > 1000 ||
    typeof id !== 'string' ||
    !uuid.test(id)
  )
    throw new DomainError('request.cursor');
  return { lacking, id };
}

export async function list(
  q: Query,
  query: RouteQuery<typeof listCohort>,
): Promise<RouteOk<typeof listCohort>> {
  access.assert(q.actor, 'ladder.cohort');
  if (!(rungOrder as readonly string[]).includes(query.rung))
    throw new DomainError('ladder.rung_unknown', { rung: query.rung });
  const reference = referenceOf(q);
  const filter: store.CohortFilter = {
    rung: query.rung,
    state: query.state,
    missing: query.missing,
    missingAs: query.missingAs,
    missingAtMost: query.oneAway ? 1 : query.missingAtMost,
    track: query.track && (codeOf(query.track, reference.tracks) ?? query.track),
    park: query.park && (codeOf(query.park, reference.parks) ?? query.park),
    district: query.district && (districtOf(query.district, reference) ?? query.district),
  };
  const [rows, counts, blockers] = await Promise.all([
    store.cohort(q.tx, q.scope, filter, placeOf(query.cursor), query.limit + 1),
    store.countsByState(q.tx, q.scope, filter),
    store.blockers(q.tx, q.scope, filter),
  ]);
  const standards = standardsAt(civilDateOf(q.now, q.scope.zone));
  const wordsOf = (standardId: string, criterion: string) => {
    const s = standards.find((x) => x.standard.id === standardId)?.standard;
    const all = [...(s?.gates ?? []), ...(s?.routes ?? []).flatMap((r) => r.requirements)];
    return all.find((r) => r.id === criterion)?.text ?? { zh: criterion, en: criterion };
  };
  return {
    ...pageOf(
      rows,
      query.limit,
      (r) => [r.lacking, r.firm_id],
      (r) => ({
        firmId: r.firm_id,
        creditCode: r.credit_code,
        nameZh: r.name_zh,
        nameEn: r.name_en,
        park: r.park,
        district: r.district,
        rung: r.rung,
        standardId: r.standard_id,
        state: r.state,
        unmet: [...r.unmet],
        unknown: [...r.unknown],
        review: [...r.review],
        scoreLo: r.score_lo,
        scoreHi: r.score_hi,
        assessedOn: r.assessed_on,
      }),
    ),
    counts,
    blockers: blockers.map((b) => ({
      criterion: b.criterion,
      truth: b.truth,
      text: wordsOf(b.standard_id, b.criterion),
      firms: b.firms,
    })),
  };
}

/** At most one waits at a time. */
export async function refresh(cx: Command): Promise<{ queued: boolean }> {
  access.assert(cx.actor, 'ladder.cohort');
  await cx.enqueue(assessAllJob, {}, { singletonKey: cx.scope.valleyId });
  await cx.audit({ action: 'ladder.cohort', entity: 'valley', entityId: cx.scope.valleyId });
  return { queued: true };
}
