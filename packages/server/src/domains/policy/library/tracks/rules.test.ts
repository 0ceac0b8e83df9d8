import { type ClauseInput, clause } from '@hegu/rules/clause.ts';
import { compileClause } from '@hegu/rules/evaluate/assess.ts';
import type { Condition } from '@hegu/rules/expression.ts';
import { expect, test } from 'vitest';
import { workCalendarOf } from '../../../../platform/clock/calendar.ts';
import { firmReferenceAt } from '../../../enterprise/index.ts';
import { altClause } from '../../testing/index.ts';
import { tracksOf } from './rules.ts';

const on = '2026-07-15';
const reference = firmReferenceAt(on);
const all = [...reference.tracks.values()];
const of = (field: string) => all.filter((t) => t.field === field).map((t) => t.code);

function tracksFor(...rules: Condition[]): string[] {
  const requirements: ClauseInput['requirements'] = rules.map((rule, i) => ({
    id: `r${i}`,
    kind: 'scope',
    text: { zh: '条件', en: 'condition' },
    rule,
  }));
  const compiled = compileClause(clause.parse({ ...altClause, requirements }), reference.catalogue);
  return [...tracksOf(compiled, all, { assessedOn: on, calendar: workCalendarOf('Asia/Shanghai') })];
}
const inFields = (...set: string[]): Condition => ({
  op: 'in',
  value: { op: 'fact', field: 'fields' },
  set,
});
const inTracks = (...set: string[]): Condition => ({
  op: 'in',
  value: { op: 'fact', field: 'tracks' },
  set,
});
const rich: Condition = {
  op: 'compare',
  is: 'ge',
  left: { op: 'fact', field: 'revenue', year: -1 },
  right: { op: 'money', yuan: 1e8 },
};
const everyone = all.map((t) => t.code);
const [first = '', second = ''] = of('devices');

test('a clause that names neither tracks nor fields is for all', () => {
  expect(everyone.length).toBeGreaterThan(5);
  expect(tracksFor({ op: 'always' })).toEqual(everyone);
  expect(tracksFor(rich)).toEqual(everyone);
});

test('one that names a field is for the tracks of it, one that names tracks for these', () => {
  expect(tracksFor(inFields('devices'), rich)).toEqual(of('devices'));
  expect(tracksFor(inTracks(first))).toEqual([first]);
  // All have to hold
  expect(tracksFor(inFields('biomedicine'), inTracks(first))).toEqual([]);
});

test('what another condition may open is left open; what is excluded is not', () => {
  expect(tracksFor({ op: 'any', of: [inTracks(first), rich] })).toEqual(everyone);
  expect(tracksFor({ op: 'any', of: [inTracks(first), inTracks(second)] })).toEqual([first, second]);
  expect(tracksFor({ op: 'not', of: inFields('devices') })).toEqual(
    everyone.filter((c) => !of('devices').includes(c)),
  );
});

test('a new drug is not news for who makes devices', () => {
  const makes = (kind: string, op: 'exists' | 'count'): Condition => {
    const where: Condition = {
      op: 'all',
      of: [
        { op: 'in', value: { op: 'item', field: 'kind' }, set: [kind] },
        { op: 'in', value: { op: 'item', field: 'stage' }, set: ['approved'] },
      ],
    };
    if (op === 'exists') return { op, in: 'products', where };
    const count = { op: 'count' as const, in: 'products', where };
    return { op: 'compare', is: 'ge', left: count, right: { op: 'number', value: 5 } };
  };
  for (const op of ['exists', 'count'] as const) {
    // Of contract research it is not said what it makes
    expect(tracksFor(makes('drug', op))).toEqual([...of('biomedicine'), ...of('service')]);
    expect(tracksFor(makes('device', op))).toEqual(expect.arrayContaining(['imaging', 'implant']));
    expect(tracksFor(makes('device', op))).not.toContain('antibody');
  }
});

test('a field that has no track of its own opens none', () => {
  expect(tracksFor(inFields('ai'))).toEqual([]);
  expect(tracksFor(inFields('ai', 'devices'))).toEqual(of('devices'));
});
