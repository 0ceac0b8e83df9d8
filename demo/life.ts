import type { ReservationStatus } from '@hegu/contract/labs/booking-rules.ts';
import { type Day, day, minute, openIntervals } from './calendar.ts';
import type { Random } from './random.ts';
import type { Slot } from './slots.ts';

/** How a reservation went, in epoch milliseconds. */
export interface Life {
  readonly status: ReservationStatus;
  readonly createdMs: number;
  readonly checkedInMs: number | null;
  readonly checkedOutMs: number | null;
  readonly cancelledMs: number | null;
  readonly cancelReason: string | null;
}

const cancelReasons = [
  '样品还没到，改期',
  '实验计划调整',
  '细胞状态不好，推迟一周',
  '出差，请同事下周再约',
  '动物检疫还没放行',
  '前处理没做完',
  '合同还在走流程',
  '约错机型，换另一台',
];

/**
 * When a booking was made: some days ahead, in waking hours, within horizon and notice. Null where the rules leave
 * no such moment. What is still to come was booked before today began, so that the data holds for the whole day.
 */
export function bookedAt(slot: Slot, todayMs: number, chance: Random): number | null {
  const { horizonDays, noticeMinutes } = slot.instrument.bookingRules;
  const horizon = horizonDays ?? 30;
  const notice = noticeMinutes ?? 0;
  const upcoming = slot.day.offset >= 0;
  const least = Math.max(Math.ceil(notice / 1440), upcoming ? slot.day.offset + 1 : 0);
  if (least > horizon) return null;
  const ahead = Math.min(horizon, least + Math.floor(chance.next() ** 2 * Math.min(9, horizon - least + 1)));
  const morning = slot.day.startMs - ahead * day;
  let created = morning + chance.int(8 * 60, 22 * 60) * minute;
  const latest = slot.from - notice * minute - 20 * minute;
  if (created > latest) created = latest - chance.int(0, 90) * minute;
  return upcoming && created >= todayMs - 30 * minute ? null : created;
}

/** The open time around a slot, so that overtime does not run past closing. */
function closesAt(slot: Slot): number {
  const open = openIntervals(slot.instrument.openingHours, slot.day).find(
    (o) => slot.from >= o.from && slot.from < o.to,
  );
  if (!open) return slot.to;
  // Around the clock: the next day takes over.
  return open.to === slot.day.startMs + day ? Number.POSITIVE_INFINITY : open.to;
}

/** @param nextMs when the lane is taken again */
function use(slot: Slot, nextMs: number, chance: Random): { in: number; out: number } {
  const { noShowMinutes, gridMinutes } = slot.instrument.bookingRules;
  const length = slot.to - slot.from;
  const late = Math.min(12, (noShowMinutes ?? 15) - 2);
  const checkedIn = slot.from + chance.int(0, late) * minute;
  // Runs of days end when the grid says so.
  if ((gridMinutes ?? 0) >= 720) return { in: checkedIn, out: slot.to - chance.int(0, 120) * minute };
  const roll = chance.next();
  let out = slot.to - chance.int(0, 8) * minute;
  if (roll < 0.28) out = slot.to - Math.round((length * (0.1 + chance.next() * 0.3)) / minute) * minute;
  else if (roll > 0.9) {
    const over = slot.to + chance.int(6, 40) * minute;
    if (over + 15 * minute <= nextMs && over <= closesAt(slot)) out = over;
  }
  return { in: checkedIn, out: Math.max(out, checkedIn + Math.min(length / 2, 10 * minute)) };
}

/** What became of a booking by `nowMs`. */
export function lifeOf(
  slot: Slot,
  createdMs: number,
  nextMs: number,
  nowMs: number,
  today: Day,
  chance: Random,
): Life {
  const base = { createdMs, checkedInMs: null, checkedOutMs: null, cancelledMs: null, cancelReason: null };
  const used = use(slot, nextMs, chance);
  const rules = slot.instrument.bookingRules;
  const lateMs = (rules.lateCancelMinutes ?? 0) * minute;
  const roll = chance.next();
  const reason = chance.pick(cancelReasons);
  // Drawn before anything depends on the hour, so that a day's data is the same whenever it is made.
  const share = chance.next();

  const earlyUntil = Math.min(
    slot.from - lateMs - 5 * minute,
    slot.day.offset >= 0 ? today.startMs - minute : slot.from,
  );
  const earlyFrom = createdMs + 20 * minute;
  if (roll < 0.055 && earlyUntil > earlyFrom) {
    const at = Math.floor((earlyFrom + (earlyUntil - earlyFrom) * share) / minute) * minute;
    return { ...base, status: 'cancelled', cancelledMs: at, cancelReason: reason };
  }
  if (slot.day.offset < 0) {
    const lateFrom = Math.max(createdMs + 5 * minute, slot.from - lateMs + minute);
    if (roll > 0.965 && lateMs > 0 && lateFrom < slot.from - minute) {
      const at = Math.floor((lateFrom + (slot.from - lateFrom) * share) / minute) * minute;
      return { ...base, status: 'late_cancelled', cancelledMs: at, cancelReason: reason };
    }
    if (roll > 0.94 && roll < 0.965 && slot.from + (rules.noShowMinutes ?? 30) * minute < today.startMs)
      return { ...base, status: 'missed' };
  }
  if (used.out <= nowMs) return { ...base, status: 'finished', checkedInMs: used.in, checkedOutMs: used.out };
  if (used.in <= nowMs) return { ...base, status: 'checked_in', checkedInMs: used.in };
  return { ...base, status: 'confirmed' };
}
