import type { searchSlots as route } from '@hegu/contract/labs/instruments.ts';
import type { RouteBody, RouteOk } from '@hegu/contract/route.ts';
import { Temporal } from 'temporal-polyfill';
import { referenceAt } from '../../../platform/catalogue/reference.ts';
import { civilDateOf } from '../../../platform/clock/civil.ts';
import type { Query } from '../../../platform/command.ts';
import { DomainError } from '../../../platform/errors.ts';
import { access } from '../access.ts';
import {
  brokenStep,
  type JointStep,
  jointSlots,
  type PlannedStep,
  type Range,
  searchSlots,
} from '../availability/joint/rules.ts';
import { availabilityStates, checkWindow } from '../availability/service.ts';
import { minutesOf, operatorOnly, withOperator } from '../booking/operator/rules.ts';
import { assertVisible } from '../booking/state/service.ts';
import { type LoadedInstrument, loadInstruments } from '../booking/store.ts';
import { districtCode } from '../facilities/rules.ts';
import { idsByName, rowsById } from '../instruments/listing/store.ts';
import { managedOrganisations, readerOf, summaryOf } from '../instruments/view/service.ts';
import { bookOn, price } from '../pricing/service.ts';
import type { CustomerTier, Extras } from '../store.ts';

/** Who is free when: the earliest joint slots for a step or a chain of steps. */

const maxDays = 31;
/** Instruments of a class that are looked at for one step, and for all steps of a chain together. */
const perStep = 40;
const perChain = 120;
type Body = RouteBody<typeof route>;

async function candidatesOf(
  q: Query,
  step: Body['steps'][number],
  limit: number,
): Promise<readonly string[]> {
  if (step.instrumentId !== undefined) return [step.instrumentId];
  const { districts, classes } = referenceAt(q.now, q.scope.zone);
  // "Nobody is free" would be no answer to a class that does not exist
  if (step.class !== undefined && !classes.find(step.class))
    throw new DomainError('instrument.class_unknown', { classCode: step.class });
  const rows = await idsByName(
    q.tx,
    q.scope,
    {
      members: access.may(q.actor, 'instrument.read-members'),
      managed: managedOrganisations(q.actor),
      onlyManaged: false,
      status: 'active',
      ids: null,
      words: [],
      classCode: step.class,
      district: step.district && districtCode(step.district, districts.values()),
      owner: undefined,
      facility: undefined,
      mode: undefined,
    },
    null,
    limit,
  );
  return rows.map((r) => r.id);
}

/**
 * The earliest plans, each with other times or other instruments than those before it.
 *
 * @throws `time.reversed`, `availability.range_too_long`, `record.not_found`, `instrument.class_unknown`, `request.invalid` (a
 * step that waits for itself or a later one)
 */
export async function searchJointSlots(q: Query, body: Body): Promise<RouteOk<typeof route>> {
  const window = { from: Temporal.Instant.from(body.from), to: Temporal.Instant.from(body.to) };
  checkWindow(window.from, window.to, maxDays);
  const ids: (readonly string[])[] = [];
  const limit = Math.min(perStep, Math.floor(perChain / body.steps.length));
  for (const step of body.steps) ids.push(await candidatesOf(q, step, limit));
  const loaded = await loadInstruments(q.tx, q.scope, [...new Set(ids.flat())]);
  const known = new Map(loaded.map((i) => [i.id, i]));
  for (const step of body.steps)
    if (step.instrumentId !== undefined) assertVisible(q.actor, known.get(step.instrumentId));
  const states = await availabilityStates(q, loaded, window);
  const steps = body.steps.map(
    (s, i): JointStep => ({
      candidates: (ids[i] ?? []).flatMap((instrumentId) => {
        const state = states.get(instrumentId);
        return state ? [{ instrumentId, state }] : [];
      }),
      minutes: s.minutes,
      ...(s.after === undefined ? {} : { after: s.after }),
      ...(s.maxGapMinutes === undefined ? {} : { maxGapMinutes: s.maxGapMinutes }),
    }),
  );
  const broken = brokenStep(steps);
  if (broken !== null) {
    const problem = q.locale === 'zh' ? '只能排在前面的步骤之后' : 'may only follow an earlier step';
    throw new DomainError('request.invalid', { path: `body.steps.${broken}.after`, problem });
  }
  const range = {
    from: Math.max(window.from.epochMilliseconds, q.now.epochMilliseconds),
    to: window.to.epochMilliseconds,
    now: q.now.epochMilliseconds,
  };
  const plans = earliestPlans(steps, range, body.limit);
  return { plans: await withNames(q, plans, known) };
}

/** Starts of two plans of a chain lie so far apart, or they would all be nearly the same. */
const apartMs = 30 * 60_000;

/**
 * The slots of one step, no two overlapping on one instrument; for chains the earliest plan, others that begin with another
 * instrument at that moment, and then the next.
 */
function earliestPlans(steps: readonly JointStep[], range: Range, limit: number): PlannedStep[][] {
  const [first, ...rest] = steps;
  if (!first) return [];
  if (rest.length === 0) {
    return searchSlots(first.candidates, first.minutes, range, limit)
      .flatMap(({ instrumentId, slots }) => slots.map((s) => ({ step: 0, instrumentId, ...s })))
      .sort((a, b) => a.start - b.start || a.end - b.end)
      .slice(0, limit)
      .map((s) => [s]);
  }
  const plans: PlannedStep[][] = [];
  let from = range.from;
  while (plans.length < limit && from < range.to) {
    const used = new Set<string>();
    let begin: number | null = null;
    while (plans.length < limit) {
      const candidates = first.candidates.filter((c) => !used.has(c.instrumentId));
      const plan =
        candidates.length > 0 ? jointSlots([{ ...first, candidates }, ...rest], { ...range, from }) : null;
      const head = plan?.[0];
      if (!plan || !head || (begin !== null && head.start > begin)) break;
      begin = head.start;
      used.add(head.instrumentId);
      plans.push(plan);
    }
    if (begin === null) break;
    from = begin + apartMs;
  }
  return plans.sort((a, b) => startOf(a) - startOf(b) || endOf(a) - endOf(b));
}

const startOf = (plan: readonly PlannedStep[]) => Math.min(...plan.map((p) => p.start));
const endOf = (plan: readonly PlannedStep[]) => Math.max(...plan.map((p) => p.end));
const iso = (ms: number) => Temporal.Instant.fromEpochMilliseconds(ms).toString();

/** What booking it plainly would cost, in 分: with the operator and the accessories it is not used without; null where it has no price. */
function estimateOf(
  q: Query,
  instrument: LoadedInstrument,
  tier: CustomerTier,
  p: PlannedStep,
): number | null {
  const startsAt = Temporal.Instant.fromEpochMilliseconds(p.start);
  const endsAt = Temporal.Instant.fromEpochMilliseconds(p.end);
  const accessories = instrument.links.flatMap(({ id, nameZh, nameEn, accessory }) =>
    accessory ? [{ id, nameZh, nameEn, ...accessory }] : [],
  );
  const plain: Extras = accessories.length > 0 ? { accessories } : {};
  const only = operatorOnly(instrument.modes, bookOn(instrument, civilDateOf(startsAt, q.scope.zone)));
  const extras = withOperator(plain, only, minutesOf(startsAt, endsAt));
  try {
    return price(instrument, q.scope.zone, { tier, startsAt, endsAt, extras }).quote?.totalFen ?? 0;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return null;
  }
}

async function withNames(
  q: Query,
  plans: readonly PlannedStep[][],
  known: ReadonlyMap<string, LoadedInstrument>,
): Promise<RouteOk<typeof route>['plans']> {
  const ids = [...new Set(plans.flat().map((p) => p.instrumentId))];
  const rows = await rowsById(q.tx, q.scope, ids, civilDateOf(q.now, q.scope.zone));
  const reader = await readerOf(q);
  return plans.map((plan) => ({
    startsAt: iso(startOf(plan)),
    endsAt: iso(endOf(plan)),
    steps: plan.flatMap((p) => {
      const row = rows.get(p.instrumentId);
      const instrument = known.get(p.instrumentId);
      if (!row || !instrument) return [];
      const s = summaryOf(q, reader, row, row.hourly);
      return [
        {
          instrumentId: s.id,
          nameZh: s.nameZh,
          nameEn: s.nameEn,
          ownerNameZh: s.ownerNameZh,
          ownerNameEn: s.ownerNameEn,
          district: s.district,
          startsAt: iso(p.start),
          endsAt: iso(p.end),
          pricePerHourFen: s.pricePerHourFen,
          estimateFen: estimateOf(q, instrument, s.tier, p),
        },
      ];
    }),
  }));
}
