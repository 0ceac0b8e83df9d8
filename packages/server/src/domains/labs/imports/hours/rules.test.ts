import { type OpeningHours, openingHours } from '@hegu/contract/labs/booking-rules.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hoursText, hoursWith, parseHours } from './rules.ts';

const clock = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom(0, 15, 30, 59))
  .map(([h, m]) => `${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`);
const window = fc
  .record({
    weekdays: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 7 }),
    from: clock,
    to: fc.oneof(clock, fc.constant('24:00')),
    alsoOnHolidays: fc.option(fc.boolean(), { nil: undefined }),
    organisationIds: fc.option(
      fc.uuid({ version: 7 }).map((id) => [id]),
      { nil: undefined },
    ),
  })
  .filter((w) => w.from !== w.to);
const hours: fc.Arbitrary<OpeningHours> = fc
  .record({
    weekly: fc.array(window, { maxLength: 12 }),
    exceptions: fc.constantFrom([], [{ date: '2026-10-01', hours: [] }]),
    followHolidays: fc.boolean(),
    makeUpWeekday: fc.integer({ min: 1, max: 7 }),
  })
  .map((h) => openingHours.parse(JSON.parse(JSON.stringify(h))));
const closedIn = (h: OpeningHours | null) => (h === null ? undefined : h.followHolidays);

describe('opening hours in a cell', () => {
  it.each([
    ['周一至周五 09:00-18:00; 周六 10:00-16:00', '周一至周五 09:00-18:00; 周六 10:00-16:00'],
    ['星期一到星期五９：００～１８：００；周六10:00－16:00', '周一至周五 09:00-18:00; 周六 10:00-16:00'],
    ['周一、三、五 8:30至12:00，13:00至17:30', '周一、周三、周五 08:30-12:00, 13:00-17:30'],
    ['每天 00:00-24:00（节假日也开放）', '每天 00:00-24:00（节假日也开放）'],
    ['周五至周一 22:00-次日06:00', '周一、周五、周六、周日 22:00-06:00'],
    ['工作日 9:00-17:00\n周末 10:00-12:00', '周一至周五 09:00-17:00; 周六、周日 10:00-12:00'],
    ['Mon-Fri 9:00-18:00; Sat 10:00 to 16:00', '周一至周五 09:00-18:00; 周六 10:00-16:00'],
    ['Mondays, Wednesday and Fri 9:00-18:00', '周一、周三、周五 09:00-18:00'],
    ['every day 8:00-20:00 (also on holidays)', '每天 08:00-20:00（节假日也开放）'],
    ['全天开放', '全天开放'],
    ['Always', '全天开放'],
    ['不开放', '不开放'],
  ])('%s', (written, read) => {
    const parsed = parseHours(written);
    expect(parsed).not.toBeNull();
    const made = hoursWith(
      parsed ?? undefined,
      undefined,
      parsed === 'always'
        ? null
        : {
            weekly: [{ weekdays: [2], from: '01:00', to: '02:00' }],
            exceptions: [],
            followHolidays: false,
            makeUpWeekday: 1,
          },
    );
    expect('problem' in made ? made.problem : hoursText(made.hours ?? null, 'zh')).toBe(read);
  });

  it.each([
    '周一至周五',
    '09:00-18:00',
    '周八 09:00-18:00',
    '周一 25:00-26:00',
    '周一 09:00-09:00',
    '周一 09:00-24:30',
    '周一 9点到18点',
    '周一 09:00-18:00（随便）',
    '周一 09:00',
    '周一至周三至周五 09:00-10:00',
    '',
    ';',
    '周一 09:00-18:00; 周二',
  ])('refuses %s', (written) => {
    expect(parseHours(written)).toBeNull();
  });

  it('never throws, and what it takes is taken by the contract', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc
            .array(
              fc.constantFrom(
                '周一',
                '至',
                '周五',
                ' ',
                '09:00',
                '-',
                '18:00',
                ';',
                '(',
                ')',
                ',',
                'mon',
                '每天',
                '节假日也开放',
                '\n',
              ),
            )
            .map((p) => p.join('')),
        ),
        (text) => {
          const parsed = parseHours(text);
          if (parsed === null) return;
          const made = hoursWith(parsed, true, null);
          if (!('problem' in made) && made.hours)
            expect(openingHours.safeParse(made.hours).success).toBe(true);
        },
      ),
    );
  });

  it('comes back from an export as it was, in both languages, with single dates and who a window is for', () => {
    fc.assert(
      fc.property(fc.option(hours), fc.constantFrom('zh', 'en'), (known, locale) => {
        const parsed = parseHours(hoursText(known, locale));
        expect(parsed, hoursText(known, locale)).not.toBeNull();
        expect(hoursWith(parsed ?? undefined, closedIn(known), known)).toEqual({});
      }),
    );
  });

  it('changes the windows that are written and keeps the rest', () => {
    const group = '0199aaaa-0000-7000-8000-000000000001';
    const known = openingHours.parse({
      weekly: [
        { weekdays: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' },
        { weekdays: [6], from: '09:00', to: '12:00', groupIds: [group] },
      ],
      exceptions: [{ date: '2026-10-08', hours: [] }],
      followHolidays: true,
      makeUpWeekday: 5,
    });
    const read = (text: string) => parseHours(text) ?? undefined;
    expect(hoursWith(read('周一至周五 08:00-20:00; 周六 09:00-12:00（部分单位）'), undefined, known)).toEqual(
      {
        hours: {
          ...known,
          weekly: [
            { weekdays: [1, 2, 3, 4, 5], from: '08:00', to: '20:00' },
            { weekdays: [6], from: '09:00', to: '12:00', groupIds: [group] },
          ],
        },
      },
    );
    expect(hoursWith(read('周六 09:00-13:00（部分单位）'), undefined, known)).toMatchObject({
      problem: { zh: expect.stringContaining('仪器页面') },
    });
    expect(hoursWith(undefined, false, known)).toEqual({ hours: { ...known, followHolidays: false } });
    // Open round the clock, but for the dates that are set
    expect(hoursWith('always', undefined, known)).toMatchObject({
      hours: {
        weekly: [{ from: '00:00', to: '24:00' }],
        exceptions: known.exceptions,
        followHolidays: false,
      },
    });
    expect(hoursWith('always', undefined, { ...known, exceptions: [] })).toEqual({ hours: null });
    expect(hoursWith(undefined, true, null)).toMatchObject({ hours: { followHolidays: true } });
    expect(hoursWith(undefined, undefined, null)).toEqual({});
  });
});
