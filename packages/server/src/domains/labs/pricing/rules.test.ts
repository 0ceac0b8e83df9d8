import { explainLine, flatRate, PriceBook, type PriceBookInput } from '@hegu/contract/labs/pricing.ts';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { chinaCalendar, weekdayCalendar } from '../../../platform/clock/calendar.ts';
import { feeQuote, lineAmount, type QuoteInput, quote, recomputes } from './rules.ts';

const at = (s: string) => Temporal.Instant.from(`${s}+08:00`);
const book = (input: Omit<PriceBookInput, 'currency' | 'taxRateBp'> & { taxRateBp?: number }) =>
  PriceBook.parse({ currency: 'CNY', taxRateBp: 300, ...input });
const booked = (from: string, to: string, more: Partial<QuoteInput> = {}): QuoteInput => ({
  tier: 'own',
  startsAt: at(from),
  endsAt: at(to),
  zone: 'Asia/Shanghai',
  calendar: chinaCalendar,
  ...more,
});
const code = (fn: () => unknown) => {
  try {
    fn();
  } catch (error) {
    return (error as { code?: string }).code;
  }
  return undefined;
};
const sample = { zh: '样品', en: 'Sample' };
const piece = { zh: '个', en: 'pc' };
const oneSample = (rate: ReturnType<typeof flatRate>) => ({
  sample: { label: sample, unit: piece, rates: { own: rate, public: rate } },
});

describe('prices that Chinese platforms publish', () => {
  // 自主上机 220/h internal, 350 external, 3 % tax inside
  const selfRun = book({
    time: {
      perHour: { own: flatRate(220_00), public: flatRate(350_00) },
      basis: 'used',
      roundingMinutes: 30,
    },
  });

  it('220 an hour inside, 350 outside, every started half hour', () => {
    const internal = quote(selfRun, booked('2026-07-15T14:00', '2026-07-15T16:00'));
    expect(internal).toMatchObject({ totalFen: 440_00, taxFen: 12_82, netFen: 427_18, basis: 'reserved' });
    expect(internal.lines).toMatchObject([
      { kind: 'time', quantity: 120, per: 60, unitPriceFen: 220_00, factors: [] },
    ]);
    expect(quote(selfRun, booked('2026-07-15T14:00', '2026-07-15T16:00', { tier: 'public' })).totalFen).toBe(
      700_00,
    );
    const actual = quote(
      selfRun,
      booked('2026-07-15T14:00', '2026-07-15T16:00', {
        usedFrom: at('2026-07-15T14:05'),
        usedTo: at('2026-07-15T15:06'),
      }),
    );
    expect(actual).toMatchObject({ totalFen: 330_00, basis: 'used' });
    expect(explainLine(actual.lines[0]!, 'zh')).toBe('机时 1 小时 30 分钟 × ¥220.00/小时 = ¥330.00');
    expect(explainLine(actual.lines[0]!, 'en')).toBe('Machine time 1 h 30 min × ¥220.00/h = ¥330.00');
  });

  it('220 an hour, 660 a day at most', () => {
    const capped = book({
      time: { perHour: { own: flatRate(220_00) }, basis: 'reserved', dayCapFen: { own: 660_00 } },
      rushFactorBp: 15_000,
    });
    const of = (from: string, to: string, rush = false) => quote(capped, booked(from, to, { rush })).totalFen;
    expect(of('2026-07-15T09:00', '2026-07-15T11:00')).toBe(440_00);
    expect(of('2026-07-15T09:00', '2026-07-15T18:00')).toBe(660_00);
    expect(of('2026-07-15T09:00', '2026-07-15T18:00', true)).toBe(990_00);
    // Two hours of the first evening, one whole day, one hour of the third
    expect(of('2026-07-15T22:00', '2026-07-17T01:00')).toBe(440_00 + 660_00 + 220_00);
    const q = quote(capped, booked('2026-07-15T09:00', '2026-07-15T18:00'));
    expect(q.lines.map((l) => [l.kind, l.amountFen])).toEqual([
      ['time', 1_980_00],
      ['day_cap', -1_320_00],
    ]);
    expect(recomputes(q)).toBe(true);
  });

  it('150 a sample and 200 an hour, rush × 1.5, operator 50 an hour', () => {
    const nmr = book({
      time: { perHour: { own: flatRate(200_00) }, basis: 'reserved' },
      items: oneSample(flatRate(150_00)),
      operator: { perHourFen: { own: 50_00 }, roundingMinutes: 60 },
      rushFactorBp: 15_000,
    });
    const input = booked('2026-07-15T09:00', '2026-07-15T11:00', {
      items: { sample: 3 },
      operatorMinutes: 61,
    });
    expect(quote(nmr, input).totalFen).toBe(400_00 + 450_00 + 100_00);
    const rush = quote(nmr, { ...input, rush: true });
    expect(rush.totalFen).toBe(600_00 + 675_00 + 150_00);
    expect(rush.lines.map((l) => explainLine(l, 'zh'))).toEqual([
      '机时 2 小时 × ¥200.00/小时 × 1.5（加急） = ¥600.00',
      '样品 3 个 × ¥150.00/个 × 1.5（加急） = ¥675.00',
      '代测人工 2 小时 × ¥50.00/小时 × 1.5（加急） = ¥150.00',
    ]);
  });

  it('200 a sample for 1–3 and 160 from 4 on: by volume all of them, graduated only from the fourth', () => {
    const steps = [
      { upTo: 3, unitPriceFen: 200_00 },
      { upTo: null, unitPriceFen: 160_00 },
    ];
    const by = (mode: 'volume' | 'graduated', n: number) =>
      quote(
        book({ items: oneSample({ mode, steps }) }),
        booked('2026-07-15T09:00', '2026-07-15T10:00', { items: { sample: n } }),
      );
    expect([1, 3, 4, 5].map((n) => by('volume', n).totalFen)).toEqual([200_00, 600_00, 640_00, 800_00]);
    expect([1, 3, 4, 5].map((n) => by('graduated', n).totalFen)).toEqual([200_00, 600_00, 760_00, 920_00]);
    expect(by('graduated', 5).lines.map((l) => [l.quantity, l.unitPriceFen])).toEqual([
      [3, 200_00],
      [2, 160_00],
    ]);
    expect(by('volume', 5).basis).toBeNull();
  });

  it('overtime in steps of two hours', () => {
    const b = book({
      time: {
        perHour: { own: flatRate(100_00) },
        basis: 'reserved',
        overtime: { factorBp: 15_000, roundingMinutes: 120, graceMinutes: 10 },
      },
    });
    const used = (to: string) =>
      quote(
        b,
        booked('2026-07-15T09:00', '2026-07-15T12:00', { usedFrom: at('2026-07-15T09:00'), usedTo: at(to) }),
      );
    expect(used('2026-07-15T11:00').totalFen).toBe(300_00);
    expect(used('2026-07-15T12:10').totalFen).toBe(300_00);
    const over = used('2026-07-15T12:11');
    expect(over.totalFen).toBe(300_00 + 300_00);
    expect(over.lines[1]).toMatchObject({ kind: 'overtime', quantity: 120, factors: [{ bp: 15_000 }] });
    expect(used('2026-07-15T14:01').totalFen).toBe(300_00 + 600_00);
  });

  it('a deposit of 10,000 yuan takes 10 % off; the best discount reached counts once', () => {
    const label = { zh: '预存优惠', en: 'Deposit discount' };
    const b = book({
      time: { perHour: { own: flatRate(333_33) }, basis: 'reserved' },
      discounts: [
        { code: 'd10', label, minDepositFen: 10_000_00, offBp: 1_000 },
        { code: 'd5', label, minDepositFen: 5_000_00, offBp: 500 },
      ],
    });
    const of = (depositFen?: number) =>
      quote(b, booked('2026-07-15T09:00', '2026-07-15T10:00', { depositFen }));
    expect(of().totalFen).toBe(333_33);
    expect(of(5_000_00).totalFen).toBe(316_66); // −16.6665 → −16.67
    expect(of(10_000_00).lines[1]).toMatchObject({ kind: 'discount', code: 'd10', amountFen: -33_33 });
  });

  it('a mouse cage costs 4.8 a day inside and 8 outside', () => {
    const b = book({
      items: {
        cage_day: {
          label: { zh: '小鼠笼位', en: 'Mouse cage' },
          unit: { zh: '笼·天', en: 'cage-day' },
          rates: { own: flatRate(4_80), public: flatRate(8_00) },
        },
      },
    });
    const of = (tier: 'own' | 'public') =>
      quote(b, booked('2026-07-01T00:00', '2026-07-31T00:00', { tier, items: { cage_day: 30 * 12 } }))
        .totalFen;
    expect([of('own'), of('public')]).toEqual([1_728_00, 2_880_00]);
  });
});

describe('what is charged', () => {
  const priced = (basis: 'reserved' | 'used' | 'larger', more: object = {}) =>
    book({ time: { perHour: { own: flatRate(60_00) }, basis, ...more } });
  const used = (from: string, to: string) =>
    booked('2026-07-15T09:00', '2026-07-15T11:00', {
      usedFrom: at(`2026-07-15T${from}`),
      usedTo: at(`2026-07-15T${to}`),
    });

  it.each([
    // used, reserved, used, larger
    ['09:00', '10:00', 120_00, 60_00, 120_00],
    ['09:30', '11:20', 120_00, 110_00, 120_00],
    ['09:00', '12:00', 120_00, 180_00, 180_00],
    ['10:00', '10:00', 120_00, 0, 120_00],
  ])('used %s–%s of 09–11: by reserved, used, larger', (from, to, byReserved, byUsed, larger) => {
    expect(quote(priced('reserved'), used(from, to)).totalFen).toBe(byReserved);
    expect(quote(priced('used'), used(from, to)).totalFen).toBe(byUsed);
    expect(quote(priced('larger'), used(from, to)).totalFen).toBe(larger);
  });

  it('no minute is charged twice: overtime begins where the rounded base ends', () => {
    const b = priced('used', { roundingMinutes: 90, overtime: { factorBp: 20_000, roundingMinutes: 10 } });
    // 115 min of base round to 180, until 12:05; overtime is 12:05–12:14, ten minutes at double price
    const q = quote(b, used('09:05', '12:14'));
    expect(q.lines.map((l) => [l.kind, l.quantity, l.amountFen])).toEqual([
      ['time', 180, 180_00],
      ['overtime', 10, 20_00],
    ]);
    expect(quote(b, used('09:05', '12:04')).totalFen).toBe(180_00);
    // Used only after the reservation: all of it is overtime
    expect(quote(b, used('11:30', '12:00')).lines.map((l) => [l.kind, l.quantity])).toEqual([
      ['overtime', 30],
    ]);
  });

  it('minimum time, minimum amount, and an explicit zero', () => {
    expect(quote(priced('used', { minimumMinutes: 45 }), used('09:00', '09:10')).totalFen).toBe(45_00);
    const least = book({
      time: { perHour: { own: flatRate(60_00), public: flatRate(0) }, basis: 'used' },
      minimumFen: { own: 50_00 },
    });
    const q = quote(least, used('09:00', '09:10'));
    expect(q.totalFen).toBe(50_00);
    expect(q.lines[1]).toMatchObject({ kind: 'minimum', amountFen: 40_00 });
    expect(quote(least, used('09:00', '09:00')).totalFen).toBe(0);
    // In and out again within a minute is a run too, and costs the least that a run costs
    const blink = quote(priced('used', { minimumMinutes: 45 }), used('09:00:05', '09:00:40'));
    expect(blink.totalFen).toBe(45_00);
    expect(recomputes(blink)).toBe(true);
    const free = quote(least, { ...used('09:00', '10:00'), tier: 'public' });
    expect(free).toMatchObject({ totalFen: 0, taxFen: 0 });
    expect(explainLine(free.lines[0]!, 'zh')).toBe('机时 1 小时 × ¥0.00/小时 = ¥0.00');
  });

  it('hourly steps count all charged minutes', () => {
    const steps = [
      { upTo: 120, unitPriceFen: 100_00 },
      { upTo: null, unitPriceFen: 50_00 },
    ];
    const of = (mode: 'graduated' | 'volume', to: string) =>
      quote(
        book({ time: { perHour: { own: { mode, steps } }, basis: 'reserved' } }),
        booked('2026-07-15T09:00', `2026-07-15T${to}`),
      ).totalFen;
    expect([of('graduated', '11:00'), of('graduated', '13:00')]).toEqual([200_00, 300_00]);
    // Why `volume` is not monotone, and the contract says so: one minute more makes the whole cheaper
    expect([of('volume', '11:00'), of('volume', '11:01')]).toEqual([200_00, 100_83]);
  });

  it('consumables are not rushed, zero quantities leave no line', () => {
    const b = book({
      time: { perHour: { own: flatRate(10_00) }, basis: 'reserved' },
      consumables: { vial: { label: { zh: '进样瓶', en: 'Vial' }, unit: piece, priceFen: { own: 2_50 } } },
      rushFactorBp: 20_000,
    });
    const q = quote(
      b,
      booked('2026-07-15T09:00', '2026-07-15T10:00', { rush: true, consumables: { vial: 4 } }),
    );
    expect(q.lines.map((l) => l.amountFen)).toEqual([20_00, 10_00]);
    const none = quote(b, booked('2026-07-15T09:00', '2026-07-15T10:00', { consumables: { vial: 0 } }));
    expect(none.lines).toHaveLength(1);
  });

  it('refuses what has no price', () => {
    const b = book({
      time: { perHour: { own: flatRate(1) }, basis: 'reserved' },
      items: oneSample(flatRate(1)),
    });
    const input = booked('2026-07-15T09:00', '2026-07-15T10:00');
    expect(code(() => quote(b, { ...input, tier: 'enterprise' }))).toBe('price.missing_for_tier');
    expect(code(() => quote(b, { ...input, items: { toString: 1 } }))).toBe('price.unknown_item');
    expect(code(() => quote(b, { ...input, items: { sample: -1 } }))).toBe('price.bad_quantity');
    expect(code(() => quote(b, { ...input, items: { sample: 1.5 } }))).toBe('price.bad_quantity');
    expect(code(() => quote(b, { ...input, rush: true }))).toBe('price.rush_not_offered');
    expect(code(() => quote(b, { ...input, operatorMinutes: 1 }))).toBe('price.operator_not_offered');
    expect(code(() => quote(b, { ...input, endsAt: input.startsAt }))).toBe('price.bad_interval');
    expect(code(() => quote(b, { ...input, endsAt: at('2028-07-15T10:00') }))).toBe('price.bad_interval');
    const dear = book({ items: oneSample(flatRate(1_000_000_000_000)) });
    expect(code(() => quote(dear, { ...input, items: { sample: 1_000_000 } }))).toBe(
      'price.amount_too_large',
    );
    expect(quote(b, { ...input, items: { sample: 2 } }).totalFen).toBe(3);
  });

  it('a book must price something, and its steps must rise', () => {
    const parse = (b: object) => PriceBook.safeParse({ currency: 'CNY', taxRateBp: 300, ...b }).success;
    const time = (steps: object[]) => ({
      time: { basis: 'used', perHour: { own: { mode: 'volume', steps } } },
    });
    expect(parse({})).toBe(false);
    expect(parse(time([{ upTo: null, unitPriceFen: 1 }]))).toBe(true);
    expect(parse(time([{ upTo: 5, unitPriceFen: 1 }]))).toBe(false);
    expect(
      parse(
        time([
          { upTo: null, unitPriceFen: 1 },
          { upTo: null, unitPriceFen: 1 },
        ]),
      ),
    ).toBe(false);
    const falling = [5, 5, null].map((upTo) => ({ upTo, unitPriceFen: 1 }));
    expect(parse(time(falling))).toBe(false);
    expect(parse(time([{ upTo: null, unitPriceFen: -1 }]))).toBe(false);
  });
});

describe('late cancellation and no-show', () => {
  const b = book({
    time: { perHour: { own: flatRate(220_00) }, basis: 'used' },
    consumables: { vial: { label: { zh: '进样瓶', en: 'Vial' }, unit: piece, priceFen: { own: 2_50 } } },
    lateCancellation: { kind: 'percent', bp: 3_000 },
    noShow: { kind: 'flat', feeFen: 100_00 },
  });
  const input = booked('2026-07-15T09:00', '2026-07-15T11:00', { consumables: { vial: 4 } });

  it('a part of the reserved time without its consumables, or a fixed fee', () => {
    const late = feeQuote(b, 'late_cancellation', input);
    expect(late).toMatchObject({ totalFen: 132_00, taxFen: 3_84 });
    expect(explainLine(late.lines[0]!, 'zh')).toBe('临时取消费 ¥440.00 × 0.3（按比例） = ¥132.00');
    expect(feeQuote(b, 'no_show', input).totalFen).toBe(100_00);
    expect(recomputes(late)).toBe(true);
  });

  it('costs nothing where the book has no such rule', () => {
    const { lateCancellation: _, ...without } = b;
    expect(feeQuote(without, 'late_cancellation', input)).toMatchObject({ lines: [], totalFen: 0 });
  });
});

// ── Properties ──────────────────────────────────────────────────────────────────────────────────────────
const start = fc.integer({ min: 0, max: 1440 * 400 });
const length = fc.integer({ min: 1, max: 1440 * 3 });
const base = at('2026-01-01T00:00');
const plus = (minutes: number) => base.add({ minutes });
const windows = [
  { code: 'night', label: { zh: '夜间', en: 'night' }, factorBp: 5_000, from: '22:00', to: '08:00' },
  {
    code: 'weekend',
    label: { zh: '周末', en: 'weekend' },
    factorBp: 8_000,
    dayKinds: ['weekend' as const],
    from: '00:00',
    to: '24:00',
  },
];
const anyBook = fc
  .record({
    basis: fc.constantFrom('reserved' as const, 'used' as const, 'larger' as const),
    rounding: fc.constantFrom(1, 15, 30, 60, 120),
    minimum: fc.constantFrom(0, 30, 100),
    overtime: fc.option(
      fc.record({
        factorBp: fc.integer({ min: 0, max: 30_000 }),
        roundingMinutes: fc.constantFrom(1, 30, 120),
        graceMinutes: fc.integer({ min: 0, max: 30 }),
      }),
      { nil: undefined },
    ),
    prices: fc.array(fc.integer({ min: 0, max: 500_00 }), { minLength: 1, maxLength: 3 }),
    windowed: fc.boolean(),
    cap: fc.option(fc.integer({ min: 0, max: 900_00 }), { nil: undefined }),
    minimumFen: fc.integer({ min: 0, max: 300_00 }),
    offBp: fc.integer({ min: 0, max: 10_000 }),
  })
  .map((r) =>
    book({
      time: {
        basis: r.basis,
        roundingMinutes: r.rounding,
        minimumMinutes: r.minimum,
        overtime: r.overtime,
        windows: r.windowed ? windows : [],
        ...(r.cap === undefined ? {} : { dayCapFen: { own: r.cap } }),
        perHour: {
          own: {
            mode: 'graduated',
            steps: r.prices.map((unitPriceFen, i) => ({
              unitPriceFen,
              upTo: i === r.prices.length - 1 ? null : (i + 1) * 100,
            })),
          },
        },
      },
      minimumFen: { own: r.minimumFen },
      discounts: [{ code: 'd', label: sample, minDepositFen: 0, offBp: r.offBp }],
      rushFactorBp: 15_000,
    }),
  );
const reserve = (from: number, minutes: number, more: Partial<QuoteInput> = {}): QuoteInput => ({
  tier: 'own',
  startsAt: plus(from),
  endsAt: plus(from + minutes),
  zone: 'Asia/Shanghai',
  calendar: weekdayCalendar,
  ...more,
});

describe('properties', () => {
  it('every line recomputes and the total is the sum of the lines, net and tax', () => {
    fc.assert(
      fc.property(anyBook, start, length, length, fc.boolean(), (b, s, n, u, rush) => {
        const q = quote(b, reserve(s, n, { rush, usedFrom: plus(s), usedTo: plus(s + u) }));
        expect(recomputes(q)).toBe(true);
        expect(q.lines.reduce((sum, l) => sum + lineAmount(l), 0)).toBe(q.totalFen);
        expect(q.netFen + q.taxFen).toBe(q.totalFen);
        expect(q.totalFen).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('longer use, or a longer reservation, never costs less (graduated steps; up to the rounding of a line)', () => {
    fc.assert(
      fc.property(anyBook, start, length, length, fc.integer({ min: 1, max: 300 }), (b, s, n, u, more) => {
        const use = (minutes: number) =>
          quote(b, reserve(s, n, { usedFrom: plus(s), usedTo: plus(s + minutes) }));
        const a = use(u);
        const z = use(u + more);
        // Each line is rounded by at most half a 分
        expect(z.totalFen + (a.lines.length + z.lines.length) / 2).toBeGreaterThanOrEqual(a.totalFen);
        const short = quote(b, reserve(s, n));
        const long = quote(b, reserve(s, n + more));
        expect(long.totalFen + (short.lines.length + long.lines.length) / 2).toBeGreaterThanOrEqual(
          short.totalFen,
        );
      }),
      { numRuns: 150 },
    );
  });

  it('cutting a reservation in two changes nothing but the rounding of lines', () => {
    fc.assert(
      fc.property(start, length, length, fc.integer({ min: 0, max: 500_00 }), (s, a, c, price) => {
        const b = book({ time: { perHour: { own: flatRate(price) }, basis: 'reserved', windows } });
        const parts = [quote(b, reserve(s, a)), quote(b, reserve(s + a, c))];
        const whole = quote(b, reserve(s, a + c));
        const minutes = (qs: (typeof whole)[], bp: number | undefined) =>
          qs
            .flatMap((q) => q.lines)
            .filter((l) => l.factors[0]?.bp === bp)
            .reduce((sum, l) => sum + l.quantity, 0);
        for (const bp of [undefined, 5_000, 8_000]) expect(minutes(parts, bp)).toBe(minutes([whole], bp));
        const lines = parts.flatMap((q) => q.lines).length + whole.lines.length;
        const apart = parts.reduce((sum, q) => sum + q.totalFen, 0) - whole.totalFen;
        expect(Math.abs(apart)).toBeLessThanOrEqual(lines / 2);
        // With a price that divides into whole 分 a minute there is no rounding at all
        const exact = book({ time: { perHour: { own: flatRate(price * 600) }, basis: 'reserved', windows } });
        expect(quote(exact, reserve(s, a)).totalFen + quote(exact, reserve(s + a, c)).totalFen).toBe(
          quote(exact, reserve(s, a + c)).totalFen,
        );
      }),
    );
  });

  it('off-peak time costs what a meter reading the wall clock every minute would count', () => {
    fc.assert(
      fc.property(start, length, fc.integer({ min: 0, max: 900 }), (s, n, price) => {
        // 600 分 divide by 60 minutes and by the factors 0.5 and 0.8, so the meter has no fraction to lose
        const b = book({ time: { perHour: { own: flatRate(price * 600) }, basis: 'reserved', windows } });
        let metered = 0;
        for (let m = s; m < s + n; m++) {
          const t = plus(m).toZonedDateTimeISO('Asia/Shanghai');
          const tenths = t.hour >= 22 || t.hour < 8 ? 5 : t.dayOfWeek >= 6 ? 8 : 10;
          metered += price * tenths;
        }
        expect(quote(b, reserve(s, n)).totalFen).toBe(metered);
      }),
      { numRuns: 20 },
    );
  });

  it('the estimate is the actual of a use exactly as reserved', () => {
    fc.assert(
      fc.property(anyBook, start, length, (b, s, n) => {
        const estimate = quote(b, reserve(s, n));
        const actual = quote(b, reserve(s, n, { usedFrom: plus(s), usedTo: plus(s + n) }));
        expect(actual.lines).toEqual(estimate.lines);
      }),
    );
  });

  it('the larger basis is never below either of the two', () => {
    fc.assert(
      fc.property(anyBook, start, length, length, (b, s, n, u) => {
        const by = (basis: 'reserved' | 'used' | 'larger') =>
          quote(
            { ...b, time: { ...b.time!, basis } },
            reserve(s, n, { usedFrom: plus(s), usedTo: plus(s + u) }),
          );
        expect(by('larger').totalFen).toBe(Math.max(by('reserved').totalFen, by('used').totalFen));
      }),
    );
  });
});
