import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { type Day, daysAround, minutesOf, openIntervals, zone } from './calendar.ts';
import { makeDemoValley } from './index.ts';
import type { DemoInstrument, DemoReservation, DemoValley } from './types.ts';

const minute = 60_000;
const day = 1440 * minute;
const ms = (i: Temporal.Instant) => i.epochMilliseconds;

/** Those that keep the time they were given. */
const live = (r: DemoReservation) =>
  ['pending', 'confirmed', 'checked_in', 'finished', 'missed', 'late_cancelled'].includes(r.status);

// A working Monday, a Friday evening, a Saturday, the day after the National Day week, the first of a month and of a
// year with a first Wednesday next day: the places where calendars break.
const moments = [
  '2026-11-23T12:29:00+08:00',
  '2026-07-10T19:05:00+08:00',
  '2026-09-05T00:00:00+08:00',
  '2026-10-09T08:59:00+08:00',
  '2026-12-01T23:59:00+08:00',
  '2027-01-01T09:00:00+08:00',
];

describe.each(moments)('bookings as of %s', (moment) => {
  const now = Temporal.Instant.from(moment);
  const valley: DemoValley = makeDemoValley(now);
  const days = new Map(daysAround(now, 130, 90).map((d): [string, Day] => [d.date, d]));
  const instruments = new Map(valley.instruments.map((i) => [i.id, i]));
  const instrumentOf = (r: DemoReservation): DemoInstrument => {
    const i = instruments.get(r.instrumentId);
    if (!i) throw new Error('unknown instrument');
    return i;
  };
  const dayOf = (at: Temporal.Instant): Day => {
    const d = days.get(at.toZonedDateTimeISO(zone).toPlainDate().toString());
    if (!d) throw new Error(`no day for ${at}`);
    return d;
  };
  const todayMs = ms(valley.today);

  it('never overlap on a lane, linked instruments included, nor an outage', () => {
    const lanes = new Map<string, { from: number; to: number; what: string }[]>();
    const take = (key: string, from: number, to: number, what: string) => {
      const list = lanes.get(key) ?? [];
      list.push({ from, to, what });
      lanes.set(key, list);
    };
    for (const r of valley.reservations.filter(live)) {
      // Overtime takes time, too.
      const to = Math.max(ms(r.endsAt), r.checkedOutAt ? ms(r.checkedOutAt) : 0);
      take(`${r.instrumentId} ${r.lane}`, ms(r.startsAt), to, r.id);
      for (const l of r.linkedInstrumentIds) take(`${l} 0`, ms(r.startsAt), to, r.id);
    }
    for (const o of valley.outages)
      for (let lane = 0; lane < (instruments.get(o.instrumentId)?.capacity ?? 1); lane++)
        for (const x of o.occurrences)
          take(`${o.instrumentId} ${lane}`, ms(x.startsAt), ms(x.endsAt), `outage ${o.id}`);
    const clashes: string[] = [];
    for (const list of lanes.values()) {
      list.sort((a, b) => a.from - b.from);
      list.forEach((x, i) => {
        const next = list[i + 1];
        if (next && next.from < x.to) clashes.push(`${x.what} / ${next.what}`);
      });
    }
    expect(clashes).toEqual([]);
  });

  it('lie on the grid, within length limits, inside opening hours', () => {
    const wrong: string[] = [];
    for (const r of valley.reservations) {
      const i = instrumentOf(r);
      const rules = i.bookingRules;
      const on = dayOf(r.startsAt);
      const length = (ms(r.endsAt) - ms(r.startsAt)) / minute;
      const grid = (rules.gridMinutes ?? 1) * minute;
      if ((ms(r.startsAt) - on.startMs) % grid !== 0) wrong.push(`start off grid ${i.key}`);
      if ((ms(r.endsAt) - on.startMs) % grid !== 0) wrong.push(`end off grid ${i.key}`);
      if (length < (rules.minMinutes ?? 0)) wrong.push(`too short ${i.key} ${length}`);
      if (length > (rules.maxMinutes ?? Number.POSITIVE_INFINITY)) wrong.push(`too long ${i.key} ${length}`);
      if (r.lane < 0 || r.lane >= i.capacity) wrong.push(`lane ${i.key}`);
      const always = i.openingHours.weekly.some((w) => w.to === '24:00');
      const inside = openIntervals(i.openingHours, on).some(
        (o) => ms(r.startsAt) >= o.from && (ms(r.endsAt) <= o.to || always),
      );
      if (!inside) wrong.push(`closed ${i.key} ${r.startsAt}`);
    }
    expect([...new Set(wrong)]).toEqual([]);
  });

  it('were made within horizon and notice, by qualified people, at most so many a day', () => {
    const valid = new Map(valley.qualifications.map((q) => [`${q.personId} ${q.instrumentId}`, q]));
    const perDay = new Map<string, number>();
    const future = new Map<string, { count: number; minutes: number }>();
    const tiers = new Map(valley.organisations.map((o) => [o.id, o]));
    const wrong: string[] = [];
    for (const r of valley.reservations) {
      const i = instrumentOf(r);
      const rules = i.bookingRules;
      const made = dayOf(r.createdAt);
      const starts = dayOf(r.startsAt);
      if (ms(r.createdAt) >= ms(now)) wrong.push(`from the future ${i.key}`);
      if (starts.offset - made.offset > (rules.horizonDays ?? 999)) wrong.push(`horizon ${i.key}`);
      if (ms(r.startsAt) - ms(r.createdAt) < (rules.noticeMinutes ?? 0) * minute)
        wrong.push(`notice ${i.key}`);
      if (rules.trainingRequired) {
        const q = valid.get(`${r.personId} ${r.instrumentId}`);
        if (!q || ms(q.grantedAt) > ms(r.createdAt) || (q.expiresAt && ms(q.expiresAt) < ms(r.endsAt)))
          wrong.push(`not qualified ${i.key}`);
      }
      const owner = tiers.get(r.organisationId);
      expect(r.tier).toBe(r.organisationId === i.organisationId ? 'own' : owner?.tier);
      if (i.access === 'members' && r.tier !== 'own' && r.tier !== 'member')
        wrong.push(`members only ${i.key}`);
      for (const w of rules.priorityWindows ?? []) {
        if (!w.weekdays.includes(starts.weekday) || !live(r)) continue;
        const from = starts.startMs + minutesOf(w.from) * minute;
        const to = starts.startMs + minutesOf(w.to) * minute;
        const mine = w.groupIds?.includes(r.groupId) || w.organisationIds?.includes(r.organisationId);
        if (ms(r.startsAt) < to && ms(r.endsAt) > from && !mine) wrong.push(`priority window ${i.key}`);
      }
      if (!live(r)) continue;
      const key = `${r.personId} ${r.instrumentId}`;
      const dayKey = `${key} ${starts.date}`;
      perDay.set(dayKey, (perDay.get(dayKey) ?? 0) + 1);
      if ((perDay.get(dayKey) ?? 0) > (rules.maxPerDay ?? 99)) wrong.push(`too many a day ${i.key}`);
      if (ms(r.startsAt) > ms(now)) {
        const f = future.get(key) ?? { count: 0, minutes: 0 };
        f.count += 1;
        f.minutes += (ms(r.endsAt) - ms(r.startsAt)) / minute;
        future.set(key, f);
        if (f.count > (rules.maxFutureReservations ?? 99)) wrong.push(`too many ahead ${i.key}`);
        if (f.minutes > (rules.maxFutureMinutes ?? 999_999)) wrong.push(`too much ahead ${i.key}`);
      }
    }
    expect([...new Set(wrong)]).toEqual([]);
  });

  it('have a life that makes sense', () => {
    const wrong: string[] = [];
    const say = (bad: boolean, r: DemoReservation, what: string) =>
      bad && wrong.push(`${what} ${r.status} ${r.id}`);
    for (const r of valley.reservations) {
      const rules = instrumentOf(r).bookingRules;
      const late = (rules.lateCancelMinutes ?? 0) * minute;
      for (const at of [
        r.checkedInAt,
        r.checkedOutAt,
        r.cancelledAt,
        ...r.approvals.map((a) => a.approvedAt),
      ])
        say(at !== null && ms(at) > ms(now), r, 'in the future');
      for (const a of r.approvals) {
        say(a.approvedAt !== null && ms(a.approvedAt) < ms(r.createdAt), r, 'approved before it was made');
        say(a.approvedAt !== null && ms(a.approvedAt) > ms(r.startsAt), r, 'approved after it began');
      }
      say((r.status === 'pending') !== r.approvals.some((a) => a.approvedAt === null), r, 'waiting');
      say((r.status === 'pending') !== (r.approvalExpiresAt !== null), r, 'deadline');
      say(r.approvalExpiresAt !== null && ms(r.approvalExpiresAt) <= ms(now), r, 'deadline over');
      if (r.status === 'finished') {
        if (!r.checkedInAt || !r.checkedOutAt) say(true, r, 'never used');
        else {
          say(ms(r.checkedOutAt) <= ms(r.checkedInAt), r, 'used backwards');
          say(ms(r.checkedInAt) < ms(r.startsAt), r, 'early');
          say(
            ms(r.checkedInAt) > ms(r.startsAt) + (rules.noShowMinutes ?? 999) * minute,
            r,
            'would be missed',
          );
        }
      }
      say(r.status === 'checked_in' && (!r.checkedInAt || r.checkedOutAt !== null), r, 'running');
      if (r.status === 'cancelled' || r.status === 'late_cancelled') {
        if (!r.cancelledAt || !r.cancelReason) say(true, r, 'no reason');
        else {
          say(ms(r.cancelledAt) <= ms(r.createdAt), r, 'cancelled before it was made');
          const inside = ms(r.startsAt) - ms(r.cancelledAt) < late;
          const byFacility = r.cancelledById !== r.personId;
          say(r.status === 'late_cancelled' && !inside, r, 'not late');
          say(r.status === 'cancelled' && inside && !byFacility, r, 'late');
        }
      }
      say(
        r.status === 'missed' && ms(r.startsAt) + (rules.noShowMinutes ?? 0) * minute > ms(now),
        r,
        'too early',
      );
      say(
        r.status === 'confirmed' && ms(r.startsAt) + 15 * minute < ms(now),
        r,
        'still waiting for its user',
      );
    }
    expect(wrong.slice(0, 20)).toEqual([]);
  });

  it('look like three months of work', () => {
    const past = valley.reservations.filter((r) => ms(r.startsAt) < todayMs);
    const share = (status: string) => past.filter((r) => r.status === status).length / past.length;
    expect(share('finished')).toBeGreaterThan(0.75);
    for (const status of ['cancelled', 'late_cancelled', 'missed']) {
      expect(share(status)).toBeGreaterThan(0.005);
      expect(share(status)).toBeLessThan(0.15);
    }
    const byWeekday = [0, 0, 0, 0, 0, 0, 0, 0];
    for (const r of past)
      byWeekday[dayOf(r.startsAt).weekday] = (byWeekday[dayOf(r.startsAt).weekday] ?? 0) + 1;
    expect(byWeekday[3]).toBeGreaterThan(2 * (byWeekday[6] ?? 0));
    const daytime = past.filter((r) => {
      const hour = r.startsAt.toZonedDateTimeISO(zone).hour;
      return hour >= 8 && hour < 18;
    });
    expect(daytime.length / past.length).toBeGreaterThan(0.7);
    expect(ms(past[0]?.startsAt ?? now)).toBeLessThan(todayMs - 85 * day);
    const people = new Set(past.map((r) => r.personId));
    expect(people.size).toBeGreaterThan(40);
  });

  it('leave tomorrow as the tour needs it', () => {
    const h = valley.highlights;
    const tomorrow = todayMs + day;
    const at = (hour: number) => tomorrow + hour * 60 * minute;
    const free = (id: string, from: number, to: number) =>
      !valley.reservations.some(
        (r) =>
          live(r) &&
          (r.instrumentId === id || r.linkedInstrumentIds.includes(id)) &&
          ms(r.startsAt) < to &&
          ms(r.endsAt) > from,
      ) &&
      !valley.outages.some(
        (o) => o.instrumentId === id && o.occurrences.some((x) => ms(x.startsAt) < to && ms(x.endsAt) > from),
      );
    expect(h.lcmsInstrumentIds.length).toBeGreaterThanOrEqual(10);
    for (const id of h.lcmsInstrumentIds)
      expect(free(id, at(0), at(24)), instruments.get(id)?.key).toBe(false);
    const afternoon = h.lcmsInstrumentIds.filter((id) => free(id, at(13), at(17)));
    expect(afternoon.length).toBeGreaterThanOrEqual(5);
    expect(afternoon.length).toBeLessThan(h.lcmsInstrumentIds.length);
    expect(afternoon).toContain(h.bookableInstrumentId);
    expect(free(h.bookableInstrumentId, at(13), at(18))).toBe(true);
    expect(free(h.bookableInstrumentId, at(8), at(12))).toBe(false);
    expect(free(h.outageNowInstrumentId, ms(now), ms(now) + minute)).toBe(false);
    expect(free(h.outageTomorrowInstrumentId, at(14), at(15))).toBe(false);
  });

  it('give the seven something to do', () => {
    const h = valley.highlights;
    const who = (name: string) => valley.people.find((p) => p.username === name)?.id ?? '';
    const mine = valley.reservations.filter((r) => r.personId === who('researcher'));
    expect(mine.filter((r) => r.status === 'finished').length).toBeGreaterThanOrEqual(2);
    expect(mine.filter((r) => r.status === 'confirmed').length).toBeGreaterThanOrEqual(1);
    expect(mine.filter((r) => r.status === 'pending')).toHaveLength(1);
    expect(h.pendingForPiIds.length).toBeGreaterThanOrEqual(3);
    expect(h.pendingForFacilityIds.length).toBeGreaterThanOrEqual(4);
    const q = new Set(
      valley.qualifications.filter((x) => x.personId === who('researcher')).map((x) => x.instrumentId),
    );
    for (const id of h.lcmsInstrumentIds)
      if (instruments.get(id)?.bookingRules.trainingRequired) expect(q.has(id)).toBe(true);
    expect(instruments.get(h.approvalInstrumentId)?.bookingRules.approval).toBe('pi+facility');
    expect(instruments.get(h.bookableInstrumentId)?.bookingRules.approval).toBe('none');
    const missing = instruments.get(h.trainingMissingInstrumentId);
    expect(missing?.bookingRules.trainingRequired).toBe(true);
    expect(q.has(h.trainingMissingInstrumentId)).toBe(false);
    const project = valley.projects.find((p) => p.id === h.projectOfResearcherId);
    expect(project?.memberIds).toContain(who('researcher'));
    expect(project?.piId).toBe(who('pi'));
    expect(valley.reservations.some((r) => r.personId === who('researcher2'))).toBe(true);
  });

  it('leave statements, payments and disputes in every state', () => {
    const h = valley.highlights;
    const statuses = new Set(valley.statements.map((s) => s.status));
    expect(statuses).toContain('issued');
    expect(statuses).toContain('paid');
    const current = now.toZonedDateTimeISO(zone).toPlainDate().toString().slice(0, 7);
    expect(valley.statements.every((s) => s.month < current)).toBe(true);
    const waiting = valley.statements.filter(
      (s) => s.projectId === h.projectOfResearcherId && s.status === 'issued',
    );
    expect(waiting).toHaveLength(1);
    for (const p of valley.payments) expect(ms(p.paidAt)).toBeLessThan(ms(now));
    for (const s of valley.statements) {
      expect(ms(s.issuedAt)).toBeLessThanOrEqual(todayMs + 30 * minute);
      if (s.status !== 'issued') expect(s.confirmedAt && ms(s.confirmedAt) > ms(s.issuedAt)).toBe(true);
    }
    const open = valley.disputes.filter((d) => d.status === 'open');
    expect(open).toHaveLength(1);
    expect(open[0]?.reservationId).toBe(h.disputedReservationId);
    const charged = valley.reservations.find((r) => r.id === h.disputedReservationId);
    expect(charged?.status).toBe('finished');
    expect(charged?.projectId).toBe(h.projectOfResearcherId);
    expect(waiting[0]?.month).toBe(open[0]?.month);
    expect(valley.disputes.map((d) => d.status)).toContain('adjusted');
    for (const d of valley.disputes) {
      expect(ms(d.raisedAt)).toBeLessThan(ms(now));
      expect(d.status === 'open').toBe(d.resolution === null);
    }
  });
});
