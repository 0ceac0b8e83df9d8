import { Temporal } from 'temporal-polyfill';
import { type Booker, type Bookers, makeBookers, type People } from './bookers.ts';
import { type Day, day, minute, minutesOf, openIntervals } from './calendar.ts';
import { projectId } from './groups.ts';
import { families } from './instruments/families.ts';
import { templateOf } from './instruments/index.ts';
import { sampleItem } from './instruments/prices.ts';
import { bookedAt, type Life, lifeOf } from './life.ts';
import { outageTimes } from './outages.ts';
import { personId } from './people.ts';
import { demoId, type Random, random } from './random.ts';
import { approvalKey, bookableKey, type PlacedScene, placeScenes } from './scenes.ts';
import { makeSlots, type Slot, tomorrowsLcms } from './slots.ts';
import type { DemoApproval, DemoFacility, DemoInstrument, DemoOutage, DemoReservation } from './types.ts';

const at = (ms: number) => Temporal.Instant.fromEpochMilliseconds(ms);

export interface Valley extends People {
  readonly days: readonly Day[];
  readonly today: Day;
  readonly nowMs: number;
  readonly instruments: readonly DemoInstrument[];
  readonly facilities: readonly DemoFacility[];
  readonly outages: readonly DemoOutage[];
}

const refusals = [
  '样品信息不全，请补充浓度和溶剂后重约',
  '该项目本月预算已用完，下月再约',
  '方案不适合这台机型，建议改约高分辨',
  '伦理批件还没上传',
];

/** An hour to decide in the usual case; a night at most. */
function approvalsOf(
  slot: Slot,
  booker: Booker,
  facility: DemoFacility,
  createdMs: number,
  open: readonly ('pi' | 'facility')[],
  chance: Random,
  todayMs: number,
): DemoApproval[] {
  const mode = slot.instrument.bookingRules.approval ?? 'none';
  const steps = (['pi', 'facility'] as const).filter((step) => mode === step || mode === 'pi+facility');
  let previous = createdMs;
  return steps.map((step) => {
    const person = step === 'pi' ? booker.group.piId : facility.managerId;
    if (open.includes(step)) return { step, personId: person, approvedAt: null };
    // What is still to come was decided before today began.
    const end = slot.day.offset >= 0 ? Math.min(slot.from, todayMs) : slot.from;
    const left = Math.max(2 * minute, end - previous - 10 * minute);
    previous += Math.min(chance.int(12, 300) * minute, Math.floor(left / 3 / minute) * minute);
    return { step, personId: person, approvedAt: at(previous) };
  });
}

/** Charged pieces and extras of one booking. */
function itemsOf(slot: Slot, chance: Random): { items: Record<string, number>; accessoryIds: string[] } {
  const { instrument } = slot;
  const template = templateOf(instrument);
  const items: Record<string, number> = {};
  if (template.item && !template.hour) {
    const nights = Math.max(1, Math.round((slot.to - slot.from) / day));
    const cages = chance.int(4, 20);
    if (template.family === 'cage') items[sampleItem] = cages * nights;
  }
  if (template.family === 'seq') items[sampleItem] = 1;
  const accessory =
    instrument.accessories.length > 0 && chance.chance(0.25) ? chance.pick(instrument.accessories) : null;
  if (accessory?.itemCode) items[accessory.itemCode] = 1;
  return { items, accessoryIds: accessory ? [accessory.id] : [] };
}

function configurationOf(instrument: DemoInstrument, chance: Random): Record<string, string> {
  return Object.fromEntries(
    instrument.configurations
      .filter((c) => c.required || chance.chance(0.5))
      .map((c) => [c.key, chance.pick(c.options).key]),
  );
}

export function makeReservations(valley: Valley): DemoReservation[] {
  const { days, today, nowMs, instruments } = valley;
  const facilities = new Map(valley.facilities.map((f) => [f.id, f]));
  const projects = new Map(valley.projects.map((p) => [p.id, p]));
  const bookers: Bookers = makeBookers(valley);
  const made: DemoReservation[] = [];

  const facilityOf = (slot: Slot) => {
    const facility = facilities.get(slot.instrument.facilityId);
    if (!facility) throw new RangeError(`instrument without facility: ${slot.instrument.key}`);
    return facility;
  };

  const push = (
    slot: Slot,
    booker: Booker,
    life: Life,
    seed: string,
    told: Partial<
      Pick<DemoReservation, 'purpose' | 'configuration' | 'approvals' | 'approvalExpiresAt' | 'cancelledById'>
    > = {},
  ) => {
    const chance = random(`details/${seed}`);
    const { instrument } = slot;
    const facility = facilityOf(slot);
    const modes = instrument.serviceModes;
    const operated = !modes.includes('self_run') || (modes.includes('operator_run') && chance.chance(0.2));
    const operator = chance.pick(facility.operatorIds);
    const { items, accessoryIds } = itemsOf(slot, chance);
    const purposes = families[templateOf(instrument).family].purposes;
    const purpose = chance.pick(purposes);
    const configuration = configurationOf(instrument, chance);
    const onBehalf = chance.chance(0.04);
    made.push({
      id: demoId(`reservation/${seed}`),
      instrumentId: instrument.id,
      linkedInstrumentIds: instrument.linkedInstrumentIds,
      lane: slot.lane,
      personId: booker.personId,
      createdById: onBehalf && told.purpose === undefined ? facility.managerId : booker.personId,
      organisationId: booker.group.organisationId,
      groupId: booker.group.id,
      projectId: booker.project.id,
      tier: booker.tier,
      mode:
        operated && told.purpose === undefined
          ? 'operator_run'
          : modes.includes('self_run')
            ? 'self_run'
            : 'operator_run',
      operatorId: (operated && told.purpose === undefined) || !modes.includes('self_run') ? operator : null,
      startsAt: at(slot.from),
      endsAt: at(slot.to),
      createdAt: at(life.createdMs),
      status: life.status,
      approvals: told.approvals ?? [],
      approvalExpiresAt: told.approvalExpiresAt ?? null,
      checkedInAt: life.checkedInMs === null ? null : at(life.checkedInMs),
      checkedOutAt: life.checkedOutMs === null ? null : at(life.checkedOutMs),
      cancelledAt: life.cancelledMs === null ? null : at(life.cancelledMs),
      cancelledById:
        told.cancelledById === undefined
          ? life.cancelledMs === null
            ? null
            : booker.personId
          : told.cancelledById,
      cancelReason: life.cancelReason,
      items,
      configuration: told.configuration ?? configuration,
      accessoryIds,
      purpose: told.purpose ?? purpose,
    });
  };

  const fixed = placeScenes(days, instruments);
  const outages = outageTimes(valley.outages);
  const tomorrow = days.find((d) => d.offset === 1);
  const tour = tomorrow
    ? tomorrowsLcms(instruments, tomorrow, { outages, slots: fixed }, new Set([bookableKey, approvalKey]))
    : [];
  const taken = { outages, slots: [...fixed, ...tour] };

  for (const placed of fixed) scene(placed);
  function scene(slot: PlacedScene): void {
    const { scene: s } = slot;
    const project = projects.get(projectId(s.project));
    if (!project) throw new RangeError(`scene on an unknown project: ${s.project}`);
    const seed = `scene/${s.instrument}/${s.person}/${s.day}`;
    const chance = random(seed);
    const booker = bookers.claim(slot, personId(s.person), project);
    const created = s.created
      ? today.startMs + s.created[0] * day + minutesOf(s.created[1]) * minute
      : slot.from - 4 * day + 3 * 60 * minute;
    const waiting = s.waitsFor.length > 0;
    const usedTo =
      slot.from + (s.usedMinutes === undefined ? slot.to - slot.from - 6 * minute : s.usedMinutes * minute);
    const checkedIn = slot.from + 4 * minute;
    const begun = checkedIn <= nowMs;
    const ended = usedTo <= nowMs;
    push(
      slot,
      booker,
      {
        status: waiting ? 'pending' : ended ? 'finished' : begun ? 'checked_in' : 'confirmed',
        createdMs: created,
        checkedInMs: begun && !waiting ? checkedIn : null,
        checkedOutMs: ended && !waiting ? usedTo : null,
        cancelledMs: null,
        cancelReason: null,
      },
      seed,
      {
        purpose: s.purpose,
        approvals: approvalsOf(slot, booker, facilityOf(slot), created, s.waitsFor, chance, today.startMs),
        approvalExpiresAt: waiting ? at(Math.min(created + 3 * day, slot.from)) : null,
        ...(s.configuration ? { configuration: s.configuration } : {}),
      },
    );
  }

  // These must find somebody, and nobody gives them back.
  for (const slot of tour) {
    const seed = `${slot.instrument.key}/tour/${at(slot.from)}`;
    const chance = random(`life/${seed}`);
    const created = bookedAt(slot, today.startMs, chance);
    if (created === null) throw new RangeError(`tomorrow cannot be booked: ${slot.instrument.key}`);
    let booker: Booker | null = null;
    for (let attempt = 0; booker === null && attempt < 40; attempt++)
      booker = bookers.take(slot, `${seed}/${attempt}`);
    if (booker === null) throw new RangeError(`nobody for tomorrow: ${slot.instrument.key}`);
    push(
      slot,
      booker,
      {
        status: 'confirmed',
        createdMs: created,
        checkedInMs: null,
        checkedOutMs: null,
        cancelledMs: null,
        cancelReason: null,
      },
      seed,
      { approvals: approvalsOf(slot, booker, facilityOf(slot), created, [], chance, today.startMs) },
    );
  }

  for (const instrument of instruments) {
    const mine = makeSlots(instrument, days, taken).filter((s) => s.day.offset >= -91 && s.day.offset <= 14);
    mine.sort((a, b) => a.lane - b.lane || a.from - b.from);
    const starts = [...mine, ...taken.slots.filter((s) => s.instrument === instrument)];
    const down = outages.get(instrument.id) ?? [];
    for (const slot of mine) {
      const seed = `${instrument.key}/${slot.lane}/${at(slot.from)}`;
      const chance = random(`life/${seed}`);
      const created = bookedAt(slot, today.startMs, chance);
      const booker = created === null ? null : bookers.take(slot, seed);
      if (created === null || booker === null) continue;
      const nextMs = Math.min(
        ...starts.filter((s) => s.lane === slot.lane && s.from >= slot.to).map((s) => s.from),
        ...down.filter((o) => o.from >= slot.to).map((o) => o.from),
        Number.POSITIVE_INFINITY,
      );
      const life = lifeOf(slot, created, nextMs, nowMs, today, chance);
      const steps = (waits: readonly ('pi' | 'facility')[]) =>
        approvalsOf(slot, booker, facilityOf(slot), created, waits, chance, today.startMs);
      const mode = instrument.bookingRules.approval ?? 'none';
      const lateYesterday = slot.day.offset >= 2 && created >= today.startMs - 15 * 60 * minute;
      if (life.status === 'confirmed' && mode !== 'none' && lateYesterday) {
        const waits: ('pi' | 'facility')[] = mode === 'pi+facility' ? ['pi', 'facility'] : [mode];
        // Who leads the group has nothing to ask of himself.
        const open = booker.personId === booker.group.piId ? waits.filter((w) => w !== 'pi') : waits;
        if (open.length > 0) {
          push(slot, booker, { ...life, status: 'pending' }, seed, {
            approvals: steps(open),
            approvalExpiresAt: at(Math.min(created + 3 * day, slot.from)),
          });
          continue;
        }
      }
      if (life.status === 'cancelled' && mode !== 'none' && chance.chance(0.3)) {
        refuse(slot, booker, life, seed);
        continue;
      }
      push(slot, booker, life, seed, { approvals: life.status === 'cancelled' ? [] : steps([]) });
      again(slot, booker, life, seed);
    }
    hit(instrument, down);
  }

  /** Some requests were turned down, some nobody answered in time. */
  function refuse(slot: Slot, booker: Booker, life: Life, seed: string): void {
    const chance = random(`refused/${seed}`);
    const answered = chance.chance(0.7);
    const facility = facilityOf(slot);
    const byPi = slot.instrument.bookingRules.approval === 'pi';
    push(
      slot,
      booker,
      {
        ...life,
        status: answered ? 'rejected' : 'expired',
        cancelReason: answered ? chance.pick(refusals) : '审批超时，自动失效',
      },
      seed,
      answered ? { cancelledById: byPi ? booker.group.piId : facility.managerId } : { cancelledById: null },
    );
  }

  /** Now and then a slot had been somebody else's before, who gave it back in time. */
  function again(slot: Slot, holder: Booker, life: Life, seed: string): void {
    const chance = random(`again/${seed}`);
    if (slot.day.offset >= 0 || life.status !== 'finished' || !chance.chance(0.06)) return;
    const colleagues = bookers.colleagues(slot, holder);
    if (colleagues.length === 0) return;
    const { lateCancelMinutes, horizonDays } = slot.instrument.bookingRules;
    const given = life.createdMs - chance.int(30, 600) * minute;
    const created = given - chance.int(60, 1200) * minute;
    if (given > slot.from - (lateCancelMinutes ?? 0) * minute) return;
    if (created < slot.day.startMs - (horizonDays ?? 30) * day) return;
    push(
      slot,
      { ...holder, personId: chance.pick(colleagues) },
      {
        status: 'cancelled',
        createdMs: created,
        checkedInMs: null,
        checkedOutMs: null,
        cancelledMs: given,
        cancelReason: '同组先用，时间让出',
      },
      `${seed}/given-back`,
    );
  }

  /** Whom a breakdown hit: the facility cancelled it and said why. */
  function hit(instrument: DemoInstrument, down: readonly { from: number; to: number }[]): void {
    const breakdowns = valley.outages.filter(
      (o) => o.instrumentId === instrument.id && o.kind === 'unplanned',
    );
    for (const breakdown of breakdowns) {
      const from = breakdown.startsAt.epochMilliseconds;
      const window = down.find((d) => d.from === from);
      const on = days.find((d) => from >= d.startMs && from < d.startMs + day);
      if (!window || !on || on.offset > 0) continue;
      const begin = from + 60 * minute;
      const slot: Slot = { instrument, lane: 0, from: begin, to: begin + 120 * minute, day: on };
      if (!openIntervals(instrument.openingHours, on).some((o) => slot.from >= o.from && slot.to <= o.to))
        continue;
      const seed = `${instrument.key}/hit/${at(from)}`;
      const chance = random(seed);
      const booker = bookers.take(slot, seed);
      const facility = facilityOf(slot);
      if (!booker) continue;
      push(
        slot,
        booker,
        {
          status: 'cancelled',
          createdMs: from - chance.int(2, 4) * day,
          checkedInMs: null,
          checkedOutMs: null,
          cancelledMs: from + 10 * minute,
          cancelReason: '仪器故障停机，已电话通知，恢复后优先安排',
        },
        seed,
        { cancelledById: facility.managerId },
      );
    }
  }

  return made.sort(
    (a, b) =>
      a.startsAt.epochMilliseconds - b.startsAt.epochMilliseconds || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  );
}
