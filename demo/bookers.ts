import { type Interval, minute, minutesOf } from './calendar.ts';
import { groupFacts } from './groups.ts';
import { interestedGroups } from './qualifications.ts';
import { random } from './random.ts';
import type { Slot } from './slots.ts';
import type {
  DemoGroup,
  DemoInstrument,
  DemoOrganisation,
  DemoProject,
  DemoQualification,
  Tier,
} from './types.ts';

/** Who takes a slot, and on whose account. */
export interface Booker {
  readonly personId: string;
  readonly group: DemoGroup;
  readonly project: DemoProject;
  readonly tier: Tier;
}

export interface People {
  readonly groups: readonly DemoGroup[];
  readonly projects: readonly DemoProject[];
  readonly organisations: readonly DemoOrganisation[];
  readonly qualifications: readonly DemoQualification[];
  /** Until when a qualification must run, epoch milliseconds. */
  readonly untilMs: number;
  /** Local midnight of today. */
  readonly todayMs: number;
  /** Never picked by chance: their bookings are told by the scenes alone. */
  readonly reserved: ReadonlySet<string>;
}

const overlaps = (a: Interval, b: Interval) => a.from < b.to && b.from < a.to;

export function tierOf(organisation: DemoOrganisation, ownerId: string): Tier {
  return organisation.id === ownerId ? 'own' : organisation.tier;
}

/**
 * Hands slots to people so that the rules of the instruments hold: qualification, priority windows, per-day and
 * future limits, the pause between two bookings of one person; and so that nobody is in two places at once.
 */
export function makeBookers(people: People) {
  const organisations = new Map(people.organisations.map((o) => [o.id, o]));
  const projectsOf = new Map<string, DemoProject[]>();
  for (const project of people.projects) {
    if (!project.active) continue;
    projectsOf.set(project.groupId, [...(projectsOf.get(project.groupId) ?? []), project]);
  }
  const qualified = new Map<string, Set<string>>();
  for (const q of people.qualifications) {
    if (q.expiresAt !== null && q.expiresAt.epochMilliseconds < people.untilMs) continue;
    const set = qualified.get(q.instrumentId) ?? new Set();
    set.add(q.personId);
    qualified.set(q.instrumentId, set);
  }
  const busy = new Map<string, Interval[]>();
  const onInstrument = new Map<string, Slot[]>();
  const candidates = new Map<string, { person: string; group: DemoGroup; weight: number }[]>();

  function candidatesFor(instrument: DemoInstrument) {
    const known = candidates.get(instrument.id);
    if (known) return known;
    const holders = qualified.get(instrument.id);
    const list = interestedGroups(instrument, people.groups, organisations).flatMap((group) => {
      // Each group has its favourites; own people come most, members sooner than others.
      const favour = 0.15 + random(`favour/${instrument.key}/${group.key}`).next() ** 2 * 2;
      const organisation = organisations.get(group.organisationId);
      const near =
        organisation?.id === instrument.organisationId ? 2.2 : organisation?.tier === 'member' ? 1.1 : 1;
      const activity = groupFacts.get(group.id)?.activity ?? 1;
      return group.memberIds
        .filter((p) => !people.reserved.has(p))
        .filter((p) => !instrument.bookingRules.trainingRequired || holders?.has(p))
        .map((person) => ({
          person,
          group,
          // The lead books less than the people in the laboratory.
          weight: favour * near * activity * (person === group.piId ? 0.35 : 1),
        }));
    });
    candidates.set(instrument.id, list);
    return list;
  }

  /** Members of a priority window's audience only, while it lasts. */
  function mayEnter(slot: Slot, group: DemoGroup): boolean {
    return (slot.instrument.bookingRules.priorityWindows ?? []).every((w) => {
      if (!w.weekdays.includes(slot.day.weekday)) return true;
      const window = {
        from: slot.day.startMs + minutesOf(w.from) * minute,
        to: slot.day.startMs + minutesOf(w.to) * minute,
      };
      if (!overlaps(window, slot)) return true;
      return (
        (w.groupIds?.includes(group.id) ?? false) ||
        (w.organisationIds?.includes(group.organisationId) ?? false)
      );
    });
  }

  function withinLimits(slot: Slot, person: string): boolean {
    const rules = slot.instrument.bookingRules;
    const mine = onInstrument.get(`${person} ${slot.instrument.id}`) ?? [];
    if (rules.maxPerDay && mine.filter((s) => s.day.date === slot.day.date).length >= rules.maxPerDay)
      return false;
    const gap = (rules.gapMinutes ?? 0) * minute;
    if (mine.some((s) => overlaps({ from: s.from - gap, to: s.to + gap }, slot))) return false;
    const future = mine.filter((s) => s.to > people.todayMs);
    if (slot.to > people.todayMs) {
      if (rules.maxFutureReservations && future.length >= rules.maxFutureReservations) return false;
      const minutes = [...future, slot].reduce((sum, s) => sum + (s.to - s.from) / minute, 0);
      if (rules.maxFutureMinutes && minutes > rules.maxFutureMinutes) return false;
    }
    return true;
  }

  function book(slot: Slot, person: string): void {
    const long = slot.to - slot.from > 12 * 60 * minute;
    // Nobody stands next to a run of days.
    if (!long) busy.set(person, [...(busy.get(person) ?? []), slot]);
    const key = `${person} ${slot.instrument.id}`;
    onInstrument.set(key, [...(onInstrument.get(key) ?? []), slot]);
  }

  function bookerOf(person: string, group: DemoGroup, project: DemoProject, slot: Slot): Booker {
    const organisation = organisations.get(group.organisationId);
    if (!organisation) throw new RangeError(`group without organisation: ${group.key}`);
    return { personId: person, group, project, tier: tierOf(organisation, slot.instrument.organisationId) };
  }

  return {
    /** Somebody who may have this slot, or null when nobody may. */
    take(slot: Slot, seed: string): Booker | null {
      const list = candidatesFor(slot.instrument);
      if (list.length === 0) return null;
      const chance = random(`booker/${seed}`);
      for (let attempt = 0; attempt < 10; attempt++) {
        const { person, group } = chance.weighted(list, (c) => c.weight);
        const projects = projectsOf.get(group.id);
        if (!projects || !mayEnter(slot, group) || !withinLimits(slot, person)) continue;
        if ((busy.get(person) ?? []).some((b) => overlaps(b, slot))) continue;
        book(slot, person);
        return bookerOf(person, group, chance.pick(projects), slot);
      }
      return null;
    },
    /** Colleagues of the holder who might have booked the same. */
    colleagues(slot: Slot, holder: Booker): string[] {
      return candidatesFor(slot.instrument)
        .filter((c) => c.group.id === holder.group.id && c.person !== holder.personId)
        .map((c) => c.person);
    },
    /** The slot of a scene: the person is known. */
    claim(slot: Slot, person: string, project: DemoProject): Booker {
      const group = people.groups.find((g) => g.id === project.groupId);
      if (!group?.memberIds.includes(person)) throw new RangeError('a scene with a person outside the group');
      book(slot, person);
      return bookerOf(person, group, project, slot);
    },
  };
}

export type Bookers = ReturnType<typeof makeBookers>;
