import { renderMessage } from '@hegu/contract/errors.ts';
import { bookingErrors, openingHours } from '@hegu/contract/labs/booking-rules.ts';
import { describe, expect, test } from 'vitest';
import { chinaCalendar } from '../../../platform/clock/calendar.ts';
import { hoursSegments } from '../hours/rules.ts';
import { mergeRules } from './limits/rules.ts';
import { type BookingRequest, type BookingState, decide } from './rules.ts';
import { actorOf, at, ms, now, personOf, stateOf, zone } from './testing/cases.ts';

const request = (from: string, to: string, rest: Partial<BookingRequest> = {}): BookingRequest => ({
  kind: 'create',
  startsAt: at(from),
  endsAt: at(to),
  person: personOf({}, 'U1'),
  actor: actorOf({}, 'U1'),
  ...rest,
});
const base = stateOf({}, 'U1');
const codes = (r: BookingRequest, s: BookingState) => decide(r, s, now).reasons.map((x) => x.code);
const asStaff = { actor: actorOf({}, 'S') };

describe('ranges', () => {
  test('a leap day that exists is a day like others, more than a year is refused as input', () => {
    const leap = request('2028-02-29T10:00:00+08:00', '2028-02-29T11:00:00+08:00');
    expect(codes(leap, base)).toEqual([]);
    const huge = request('2026-08-01T00:00:00+08:00', '2028-08-01T00:00:00+08:00');
    expect(codes(huge, base)).toEqual(['reservation.too_long_range']);
    expect(bookingErrors['reservation.too_long_range'].status).toBe(400);
    expect(codes(request('2026-08-01T00:00:00+08:00', '2027-08-02T00:00:00+08:00'), base)).toEqual([]);
  });
});

describe('the instrument', () => {
  test.each([
    ['retired', 'instrument.retired', false],
    ['draft', 'instrument.not_bookable', false],
    ['down', 'instrument.down', true],
  ] as const)('%s', (status, code, overridable) => {
    const s = { ...base, instrument: { ...base.instrument, status } };
    const decision = decide(request('11:00', '12:00'), s, now);
    expect(decision.reasons).toMatchObject([{ code, overridable }]);
  });

  test('capacity above one takes as many side by side', () => {
    const bench = (n: number) =>
      Array.from({ length: n }, (_, i) => ({ id: `x${i}`, start: ms('11:00'), end: ms('12:00') }));
    const s = (n: number): BookingState => ({
      ...base,
      instrument: { ...base.instrument, capacity: 3 },
      taken: bench(n),
    });
    expect(codes(request('11:30', '12:30'), s(2))).toEqual([]);
    expect(codes(request('11:30', '12:30'), s(3))).toEqual(['reservation.overlap']);
    expect(codes(request('11:30', '12:30', { replaces: 'x0' }), s(3))).toEqual([]);
    expect(codes(request('12:00', '12:30'), s(3))).toEqual([]);
  });

  test('linked resources have to be free as well', () => {
    const camera = { id: 'C', name: '相机', down: false, taken: [], outages: [] };
    const busy = { ...camera, taken: [{ id: 'z', start: ms('11:30'), end: ms('13:00') }] };
    const out = { ...camera, outages: [{ start: ms('11:30'), end: ms('13:00') }] };
    expect(codes(request('11:00', '12:00'), { ...base, linked: [camera] })).toEqual([]);
    expect(codes(request('11:00', '12:00'), { ...base, linked: [busy] })).toEqual([
      'reservation.linked_overlap',
    ]);
    expect(codes(request('11:00', '12:00', { replaces: 'z' }), { ...base, linked: [busy] })).toEqual([]);
    expect(
      codes(request('11:00', '12:00', { ...asStaff, override: true }), { ...base, linked: [out] }),
    ).toEqual(['reservation.linked_outage']);
  });
});

describe('an instrument that only operators run', () => {
  const only: BookingState = { ...base, instrument: { ...base.instrument, operatorOnly: true } };
  const asking = (operatorMinutes: number | undefined, rest: Partial<BookingRequest> = {}) =>
    request('11:00', '12:00', { ...(operatorMinutes === undefined ? {} : { operatorMinutes }), ...rest });

  test('has them for the whole time, which is what leaving it out means', () => {
    expect(codes(asking(undefined), only)).toEqual([]);
    expect(codes(asking(60), only)).toEqual([]);
    expect(decide(asking(59), only, now).reasons).toMatchObject([
      { code: 'reservation.operator_required', overridable: true, data: { asked: 59, minutes: 60 } },
    ]);
    expect(codes(asking(0), only)).toEqual(['reservation.operator_required']);
    expect(codes(asking(0), base)).toEqual([]);
  });

  test('its facility may agree to less', () => {
    expect(codes(asking(0, { ...asStaff, override: true }), only)).toEqual([]);
  });

  test('what was agreed is not asked again', () => {
    expect(codes(asking(0, { kind: 'approve' }), only)).toEqual([]);
    expect(codes(asking(0, { kind: 'import' }), only)).toEqual([]);
  });
});

describe('opening hours', () => {
  const hours = openingHours.parse({
    weekly: [{ weekdays: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' }],
    followHolidays: true,
  });
  const withHours = (from: string, to: string): BookingState => ({
    ...base,
    hours: hoursSegments(hours, chinaCalendar, zone, ms(from), ms(to)),
  });

  test('outside them, and on a holiday, each with a sentence', () => {
    expect(codes(request('16:00', '17:00'), withHours('16:00', '17:00'))).toEqual([]);
    const late = decide(request('16:00', '17:01'), withHours('16:00', '17:01'), now);
    expect(late.reasons.map((r) => r.code)).toEqual(['reservation.closed']);
    const holiday = decide(
      request('10-01 10:00', '10-01 11:00'),
      withHours('10-01 10:00', '10-01 11:00'),
      now,
    );
    const [reason] = holiday.reasons;
    expect(reason).toMatchObject({ code: 'reservation.holiday', overridable: true });
    const { zh, en } = bookingErrors['reservation.holiday'];
    expect(renderMessage(zh, reason?.data ?? {}, 'zh')).toBe('2026-10-01 是法定节假日（国庆节），不开放');
    expect(renderMessage(en, reason?.data ?? {}, 'en')).toBe(
      'Closed on 2026-10-01, a public holiday (National Day)',
    );
  });

  test('do not bind staff, and may be overridden for others', () => {
    const state = withHours('18:00', '19:00');
    expect(codes(request('18:00', '19:00', { person: personOf({}, 'S'), ...asStaff }), state)).toEqual([]);
    const decision = decide(request('18:00', '19:00', { ...asStaff, override: true }), state, now);
    expect(decision.accepted).toBe(true);
    expect(decision.waived.map((r) => r.code)).toEqual(['reservation.closed']);
  });

  test('a year whose holidays are not known yet is flagged', () => {
    const from = '2199-10-01T10:00:00+08:00';
    const to = '2199-10-01T11:00:00+08:00';
    const decision = decide(request(from, to), withHours(from, to), now);
    expect(decision).toMatchObject({ accepted: true, flags: ['provisional-hours'] });
  });
});

describe('standing', () => {
  const standing = (rest: Partial<BookingState['standing']>): BookingState => ({
    ...base,
    rules: mergeRules([{ level: 'instrument', rules: { trainingRequired: true } }]),
    standing: { ...base.standing, ...rest },
  });

  test('access and qualification last to the end of the run', () => {
    const until = at('12:00');
    expect(codes(request('11:00', '12:00'), standing({ accessUntil: until }))).toEqual([]);
    expect(codes(request('11:00', '12:01'), standing({ accessUntil: until }))).toEqual([
      'reservation.access_expired',
    ]);
    expect(codes(request('11:00', '12:00'), standing({ qualification: { until } }))).toEqual([]);
    expect(codes(request('11:00', '12:01'), standing({ qualification: { until } }))).toEqual([
      'reservation.qualification_expired',
    ]);
  });

  test('an organisation that has not joined cannot book, not even by override', () => {
    const r = request('11:00', '12:00', { ...asStaff, override: true });
    expect(codes(r, standing({ membership: 'none' }))).toEqual(['reservation.not_member']);
    expect(codes(r, standing({ membership: 'suspended' }))).toEqual([]);
    expect(codes(request('11:00', '12:00'), standing({ membership: 'suspended' }))).toEqual([
      'reservation.suspended',
    ]);
    expect(
      codes(
        request('11:00', '12:00'),
        standing({ membership: 'suspended', suspendedUntil: at('07-30 00:00') }),
      ),
    ).toEqual(['reservation.suspended_until']);
  });

  test('where no training is required nobody needs a qualification', () => {
    const s = { ...base, standing: { ...base.standing, qualification: null } };
    expect(codes(request('11:00', '12:00'), s)).toEqual([]);
  });
});

describe('approvals', () => {
  const s = (ledByActor: boolean): BookingState => ({
    ...base,
    rules: mergeRules([{ level: 'instrument', rules: { approval: 'pi+facility' } }]),
    projects: [{ id: 'P1', active: true, instrumentIds: null, ledByActor }],
  });
  test('who asks has given their own already', () => {
    const approval = (r: BookingRequest, state: BookingState) => decide(r, state, now).approval;
    expect(approval(request('11:00', '12:00'), s(false))).toEqual(['pi', 'facility']);
    expect(approval(request('11:00', '12:00'), s(true))).toEqual(['facility']);
    expect(approval(request('11:00', '12:00', asStaff), s(false))).toEqual(['pi']);
    expect(approval(request('11:00', '12:00'), base)).toEqual([]);
  });

  test('approving asks again, but not whether it was early enough', () => {
    const rules = mergeRules([{ level: 'instrument', rules: { noticeMinutes: 600, maxMinutes: 30 } }]);
    const state: BookingState = {
      ...base,
      rules,
      taken: [{ id: 'me', start: ms('11:00'), end: ms('12:00') }],
    };
    const approve = request('11:00', '12:00', { kind: 'approve', replaces: 'me', actor: actorOf({}, 'U2') });
    expect(codes(approve, state)).toEqual(['reservation.too_long']);
    expect(codes({ ...approve, waivedBefore: ['reservation.too_long'] }, state)).toEqual([]);
    // What never was overridable is not waived by having been
    const clash = {
      ...state,
      taken: [...state.taken, { id: 'other', start: ms('11:00'), end: ms('12:00') }],
    };
    expect(
      codes({ ...approve, waivedBefore: ['reservation.too_long', 'reservation.overlap'] }, clash),
    ).toEqual(['reservation.overlap']);
  });
});

describe('import', () => {
  test('history comes along, but not on top of something', () => {
    const rules = mergeRules([
      { level: 'instrument', rules: { noticeMinutes: 60, maxFutureReservations: 0 } },
    ]);
    const past = request('07-01 11:00', '07-01 12:00', { kind: 'import', ...asStaff });
    expect(codes(past, { ...base, rules })).toEqual([]);
    const taken = [{ id: 'x', start: ms('07-01 11:00'), end: ms('07-01 12:00') }];
    expect(codes(past, { ...base, rules, taken })).toEqual(['reservation.overlap']);
  });
});

describe('words', () => {
  test('every code has both languages, and every place is filled from the data of a refusal', () => {
    for (const [code, def] of Object.entries(bookingErrors)) {
      expect(def.zh, code).toMatch(/[\u4e00-\u9fff]/);
      expect(def.en, code).not.toMatch(/[\u4e00-\u9fff]/);
      const places = (text: string) => [...text.matchAll(/\{(\w+)(?:\|\w+)?\}/g)].map((m) => m[1]).sort();
      if (code !== 'reservation.holiday') expect(places(def.zh), code).toEqual(places(def.en));
    }
    const s: BookingState = {
      ...base,
      rules: mergeRules([
        {
          level: 'instrument',
          rules: {
            minMinutes: 90,
            maxMinutes: 30,
            gridMinutes: 60,
            horizonDays: 0,
            noticeMinutes: 6000,
            gapMinutes: 30,
          },
        },
      ]),
      own: [{ id: 'o', start: ms('07-16 11:00'), end: ms('07-16 12:00'), status: 'confirmed' }],
      taken: [{ id: 'o', start: ms('07-16 11:00'), end: ms('07-16 12:00') }],
      outages: [{ start: ms('07-16 11:00'), end: ms('07-16 12:00') }],
    };
    const { reasons } = decide(request('07-16 11:10', '07-16 11:50'), s, now);
    expect(reasons.length).toBeGreaterThan(7);
    for (const reason of reasons) {
      const def = bookingErrors[reason.code as keyof typeof bookingErrors];
      expect(renderMessage(def.zh, reason.data, 'zh')).not.toContain('–');
      expect(renderMessage(def.en, reason.data, 'en')).not.toContain('–');
    }
  });
});
