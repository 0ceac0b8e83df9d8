import type { BookingRules } from '@hegu/contract/labs/booking-rules.ts';
import { Temporal } from 'temporal-polyfill';
import { calendarOf } from '../../../../platform/clock/calendar.ts';
import { civilDateOf } from '../../../../platform/clock/civil.ts';
import type { Actor, Query } from '../../../../platform/command.ts';
import { DomainError } from '../../../../platform/errors.ts';
import { ensurePerson } from '../../../../platform/identity/index.ts';
import { lockForChange } from '../../../../platform/occupancy/service.ts';
import { access } from '../../access.ts';
import { type Audience, hoursSegments } from '../../hours/rules.ts';
import { bookOn } from '../../pricing/service.ts';
import { type MergedRules, mergeRules, type RuleLayer } from '../limits/rules.ts';
import { operatorOnly } from '../operator/rules.ts';
import type { BookingState } from '../rules.ts';
import { type LoadedPerson, loadPerson, lockPerson } from '../standing/store.ts';
import { type LoadedInstrument, loadInstrument, withAccessories } from '../store.ts';
import { type OutageSpan, type Surroundings, surroundings } from './store.ts';

/** Loads what the rules ask about one person and one instrument at one time, locking first what a limit is counted on. */

export interface LoadInput {
  readonly instrumentId: string;
  readonly userId: string;
  readonly startsAt: Temporal.Instant;
  readonly endsAt: Temporal.Instant;
  readonly configuration?: string | undefined;
  /** Those chosen; the required ones come by themselves. */
  readonly accessories?: readonly string[] | undefined;
  /** True when something will be written: shared resources and the person are locked. */
  readonly lock: boolean;
  /** What `loadInstrument` found, where it was asked already. */
  readonly found?: Promise<LoadedInstrument | undefined> | undefined;
}

export interface Loaded {
  readonly instrument: LoadedInstrument;
  readonly person: LoadedPerson;
  readonly audience: Audience;
  readonly rules: MergedRules;
  readonly state: BookingState;
  readonly actorIsStaff: boolean;
  readonly personIsStaff: boolean;
  readonly personIsSuperuser: boolean;
}

export const toSpan = (o: { startsAt: Temporal.Instant; endsAt: Temporal.Instant }) => ({
  start: o.startsAt.epochMilliseconds,
  end: o.endsAt.epochMilliseconds,
});

export const isStaff = (actor: Actor | null, ownerOrganisationId: string): boolean =>
  actor !== null && access.may(actor, 'reservation.create-for-others', { ownerOrganisationId });

export const personIsStaff = (person: LoadedPerson, ownerOrganisationId: string): boolean =>
  person.memberships.some(
    (m) => m.role === 'admin' || (m.role === 'facility' && m.organisationId === ownerOrganisationId),
  );

export const audienceOf = (person: LoadedPerson | null): Audience =>
  person
    ? {
        organisationIds: [...new Set(person.memberships.map((m) => m.organisationId))],
        groupIds: person.groupIds,
      }
    : { organisationIds: [], groupIds: [] };

/** The instrument's rules with what is set for this person's organisations and groups and for themselves. */
export function rulesFor(instrument: LoadedInstrument, person: LoadedPerson | null): MergedRules {
  const audience = audienceOf(person);
  const layers: RuleLayer[] = [{ level: 'instrument', rules: instrument.bookingRules }];
  for (const o of instrument.overrides) {
    const applies =
      o.level === 'organisation'
        ? audience.organisationIds.includes(o.subjectId)
        : o.level === 'group'
          ? audience.groupIds.includes(o.subjectId)
          : person?.userId === o.subjectId;
    if (applies) layers.push({ level: o.level, id: o.subjectId, rules: o.rules });
  }
  return mergeRules(layers);
}

/** A members-only instrument does not exist for a visitor. */
export function assertVisible(
  actor: Actor | null,
  instrument: LoadedInstrument | undefined,
): asserts instrument is LoadedInstrument {
  const visible =
    instrument !== undefined &&
    (instrument.visibility === 'public' || access.may(actor, 'instrument.read-members')) &&
    (instrument.status !== 'draft' ||
      access.may(actor, 'instrument.update', { ownerOrganisationId: instrument.ownerOrganisationId }));
  if (!visible) throw new DomainError('record.not_found', {});
}

/** Do the rules look at what else the person has on the instrument? */
const counts = (rules: BookingRules): boolean =>
  counting.some((k) => rules[k] != null) || (rules.offPeak?.length ?? 0) > 0;
const counting = ['maxFutureReservations', 'maxPerDay', 'maxFutureMinutes', 'gapMinutes'] as const;

const resourcesOf = (i: LoadedInstrument) => [{ id: i.id, capacity: i.capacity }, ...i.links];

async function loadVisible(
  q: Query,
  input: LoadInput,
  found: LoadInput['found'] = loadInstrument(q.tx, q.scope, input.instrumentId),
): Promise<LoadedInstrument> {
  const instrument = await found;
  assertVisible(q.actor, instrument);
  return input.accessories ? withAccessories(instrument, input.accessories) : instrument;
}

export async function loadBooking(q: Query, input: LoadInput): Promise<Loaded> {
  const { tx, scope, now, actor } = q;
  let instrument = await loadVisible(q, input, input.found);
  if (input.lock && resourcesOf(instrument).some((r) => r.capacity > 1)) {
    // All of them in one order, as somebody does who changes what stands on several
    await lockForChange(tx, scope, resourcesOf(instrument));
    // How many may use it at once could have changed until the lock was ours
    instrument = await loadVisible(q, input);
  }
  const resources = resourcesOf(instrument);
  const ids = resources.map((r) => r.id);
  const counted = [instrument.bookingRules, ...instrument.overrides.map((o) => o.rules)].some(counts);
  const earlier = Temporal.Instant.compare(now, input.startsAt) < 0 ? now : input.startsAt;
  const around = () =>
    surroundings(tx, scope, {
      instrumentId: instrument.id,
      resourceIds: ids,
      from: input.startsAt,
      to: input.endsAt,
      own: counted ? { userId: input.userId, from: earlier.subtract({ hours: 32 * 24 }) } : null,
    });
  // Sent together; the second runs when the first has the lock, so what it counts stays as it is.
  let [person, found] = await Promise.all([
    loadPerson(tx, scope, input.userId, ids, now, input.lock && counted),
    around(),
  ]);
  if (!person) throw new DomainError('user.not_found', {});
  if (input.lock && counted && !person.locked) {
    await ensurePerson(tx, scope, person.userId);
    await lockPerson(tx, scope, person.userId);
    found = await around();
  }
  const { own, taken, outages } = found;
  const rules = rulesFor(instrument, person);
  const audience = audienceOf(person);
  const chosen = instrument.configurations.find((c) => c.code === input.configuration);
  const state: BookingState = {
    instrument: {
      id: instrument.id,
      status: instrument.status,
      capacity: instrument.capacity,
      superuserBypass: instrument.superuserBypass,
      operatorOnly: operatorOnly(
        instrument.modes,
        bookOn(instrument, civilDateOf(input.startsAt, scope.zone)),
      ),
    },
    rules,
    zone: scope.zone,
    calendar: calendarOf(scope.zone),
    own: own.map((o) => ({ id: o.id, status: o.status, ...toSpan(o) })),
    hours: instrument.openingHours
      ? hoursSegments(
          instrument.openingHours,
          calendarOf(scope.zone),
          scope.zone,
          input.startsAt.epochMilliseconds,
          input.endsAt.epochMilliseconds,
          audience,
        )
      : null,
    outages: spansOf(outages, instrument.id),
    taken: takenOn(taken, instrument.id),
    linked: instrument.links.map((l) => ({
      id: l.id,
      name: q.locale === 'zh' ? l.nameZh : l.nameEn,
      accessory: l.accessory !== undefined,
      down: l.status === 'down' || l.status === 'retired',
      capacity: l.capacity,
      taken: takenOn(taken, l.id),
      outages: spansOf(outages, l.id),
    })),
    accessoriesUnknown: (input.accessories ?? []).filter(
      (id) => !instrument.accessories.some((a) => a.id === id),
    ),
    standing: standingOf(person, instrument.id, now),
    projects: projectsOf(person, input.startsAt, scope.zone, actor),
    projectRequired: true,
    ...(instrument.configurations.length > 0
      ? {
          configuration: {
            required: true,
            options: instrument.configurations.map((c) => c.code),
            noticeMinutes: chosen ? chosen.noticeMinutes : null,
          },
        }
      : {}),
  };
  return {
    instrument,
    person,
    audience,
    rules,
    state,
    actorIsStaff: isStaff(actor, instrument.ownerOrganisationId),
    personIsStaff: personIsStaff(person, instrument.ownerOrganisationId),
    personIsSuperuser: person.qualifications.some((x) => x.instrumentId === instrument.id && x.superuser),
  };
}

const spansOf = (outages: readonly OutageSpan[], id: string) =>
  outages.filter((o) => o.instrumentId === id).map(toSpan);

const takenOn = (rows: Surroundings['taken'], id: string) =>
  rows.filter((r) => r.resourceId === id).map((r) => ({ id: r.id, ...toSpan(r) }));

const instantOrNull = (value: string | null) => (value === null ? null : Temporal.Instant.from(value));

function standingOf(
  person: LoadedPerson,
  instrumentId: string,
  now: Temporal.Instant,
): BookingState['standing'] {
  const qualification = person.qualifications.find((x) => x.instrumentId === instrumentId);
  const blockedUntil = instantOrNull(person.blockedUntil);
  const blocked = blockedUntil !== null && Temporal.Instant.compare(blockedUntil, now) > 0;
  return {
    qualification: qualification ? { until: instantOrNull(qualification.until) } : null,
    siteTraining: !person.siteTrainingRequired ? 'not-required' : person.siteTrainedAt ? 'valid' : 'missing',
    accessUntil: instantOrNull(person.accessUntil),
    membership: person.memberships.length === 0 ? 'none' : blocked ? 'suspended' : 'active',
    ...(blocked ? { suspendedUntil: blockedUntil } : {}),
  };
}

function projectsOf(
  person: LoadedPerson,
  at: Temporal.Instant,
  zone: string,
  actor: Actor | null,
): BookingState['projects'] {
  const date = civilDateOf(at, zone);
  return person.projects.map((p) => ({
    id: p.id,
    active:
      p.active && (p.startsOn === null || p.startsOn <= date) && (p.endsOn === null || date <= p.endsOn),
    instrumentIds: p.allowedInstrumentIds,
    ledByActor: actor !== null && p.piUserId === actor.userId,
  }));
}
