import { type BookingRules, bookingRules } from '@hegu/contract/labs/booking-rules.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { minutesOf, parseRule, ruleCell, ruleKeys, rulesWith } from './rules.ts';

const cell = (text: string) => ({ kind: 'text' as const, text });
const limits = fc.option(fc.integer({ min: 1, max: 3000 }));

describe('booking rules in cells', () => {
  it.each([
    ['90', 90],
    ['90 分钟', 90],
    ['1.5小时', 90],
    ['２ｈ', 120],
    ['1天2小时', 1560],
    ['1d', 1440],
    ['0', 0],
    ['', null],
    ['-30', null],
    ['0.5分钟', null],
    ['两小时', null],
    ['99999999', null],
  ])('%s is %s minutes', (written, minutes) => {
    expect(minutesOf(written)).toBe(minutes);
  });

  it('takes what the contract takes', () => {
    expect(parseRule.gridMinutes(cell('7'))).toMatchObject({
      expected: { zh: expect.stringContaining('整除') },
    });
    expect(parseRule.gridMinutes(cell('1小时'))).toEqual({ value: 60 });
    expect(parseRule.minMinutes(cell('0'))).toHaveProperty('expected');
    expect(parseRule.minMinutes(cell('不限'))).toEqual({ value: null });
    expect(parseRule.horizonDays(cell('30 天'))).toEqual({ value: 30 });
    expect(parseRule.horizonDays(cell('2小时'))).toHaveProperty('expected');
    expect(parseRule.approval(cell('PI, then facility'))).toEqual({ value: 'pi+facility' });
    expect(parseRule.approval(cell('院长'))).toMatchObject({
      expected: { zh: expect.stringContaining('机组') },
    });
    expect(parseRule.trainingRequired(cell('否'))).toEqual({ value: false });
  });

  it('come back from an export as they were, in both languages', () => {
    const rules: fc.Arbitrary<BookingRules> = fc.record(
      {
        minMinutes: limits,
        maxMinutes: limits,
        noticeMinutes: limits,
        lateCancelMinutes: limits,
        horizonDays: fc.option(fc.integer({ min: 0, max: 3660 })),
        gridMinutes: fc.option(fc.constantFrom(1, 5, 15, 30, 60, 1440)),
        approval: fc.option(fc.constantFrom('none', 'facility', 'pi', 'pi+facility')),
        trainingRequired: fc.option(fc.boolean()),
        gapMinutes: limits,
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(rules, fc.constantFrom('zh', 'en'), (known, locale) => {
        const values = Object.fromEntries(
          ruleKeys.flatMap((key) => {
            const shown = ruleCell(known, key, locale);
            if (shown === null) return [];
            const parsed = parseRule[key](cell(String(shown)));
            expect(parsed, `${key} ${shown}`).toHaveProperty('value');
            return [[key, 'value' in parsed ? parsed.value : undefined]];
          }),
        );
        expect(rulesWith(values, known)).toEqual({});
      }),
    );
  });

  it('change only what is named, and agree with each other', () => {
    const known = bookingRules.parse({ minMinutes: 30, maxMinutes: 240, gapMinutes: 10 });
    expect(rulesWith({ maxMinutes: 480, approval: 'facility' }, known)).toEqual({
      rules: { minMinutes: 30, maxMinutes: 480, gapMinutes: 10, approval: 'facility' },
    });
    expect(rulesWith({ maxMinutes: 20 }, known)).toMatchObject({ column: 'maxMinutes' });
    expect(rulesWith({ minMinutes: 300 }, known)).toMatchObject({ column: 'minMinutes' });
    expect(rulesWith({ minMinutes: 300, maxMinutes: 60 }, {})).toMatchObject({ column: 'minMinutes' });
    expect(rulesWith({ minMinutes: 300, maxMinutes: null }, known)).toHaveProperty('rules');
  });
});
