import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Actor, Role } from '../command.ts';
import {
  availableTo,
  type CaseDef,
  type CaseKind,
  checkCase,
  decide,
  defineCase,
  mayView,
  type StateDef,
  type TransitionDef,
} from './rules.ts';
import type { CaseRow } from './store.ts';
import { joinDef, joinKind } from './testing/join.ts';

const words = (zh: string) => ({ zh, en: zh });
const open: StateDef = { name: words('在办') };
const closed: StateDef = { name: words('办结'), terminal: true };
const close: TransitionDef = { name: words('办结'), from: ['open'], to: 'closed', by: { admin: 'valley' } };
const base: CaseDef = {
  kind: 'trial',
  name: words('试'),
  initial: 'open',
  states: { open, closed },
  transitions: { close },
  view: { admin: 'valley' },
};
const problems = (change: Partial<CaseDef>, guards: CaseKind['guards'] = {}) =>
  checkCase({ def: { ...base, ...change }, guards, onMove: null });

describe('checkCase', () => {
  it('accepts what can be worked with', () => {
    expect(problems({})).toEqual([]);
    expect(checkCase(joinKind())).toEqual([]);
  });

  const transitions = (more: Record<string, TransitionDef>) => ({ transitions: { close, ...more } });
  const states = (more: Record<string, StateDef>) => ({ states: { open, closed, ...more } });
  const clock = { clocks: { review: { workingDays: 5 } } };
  const running = { open: { ...open, runs: ['review'] }, closed };

  it.each<[string, Partial<CaseDef>, string[]]>([
    [
      'no such initial state',
      { initial: 'begin' },
      ['initial state begin does not exist', 'open: cannot be reached', 'closed: cannot be reached'],
    ],
    [
      'a terminal initial state',
      { initial: 'closed' },
      ['the initial state is terminal', 'open: cannot be reached'],
    ],
    [
      'no end',
      {
        states: { open, closed: open },
        transitions: { close, back: { ...close, name: words('退回'), from: ['closed'], to: 'open' } },
      },
      ['no terminal state', 'open: no way to an end', 'closed: no way to an end'],
    ],
    [
      'unknown states',
      transitions({ x: { ...close, name: words('某'), from: ['nowhere'], to: 'there' } }),
      ['x: no state nowhere', 'x: no state there'],
    ],
    ['a state nobody comes to', states({ lost: open }), ['lost: a dead end', 'lost: cannot be reached']],
    [
      'a loop without a way out',
      {
        states: { open, closed, loop: open, pool: open },
        transitions: {
          close,
          a: { ...close, name: words('甲'), to: 'loop' },
          b: { ...close, name: words('乙'), from: ['loop'], to: 'pool' },
          c: { ...close, name: words('丙'), from: ['pool'], to: 'loop' },
        },
      },
      ['loop: no way to an end', 'pool: no way to an end'],
    ],
    [
      'leaving an end',
      transitions({ x: { ...close, name: words('复议'), from: ['closed'], to: 'open' } }),
      ['x: leaves terminal state closed'],
    ],
    [
      'twice the same start',
      transitions({ x: { ...close, name: words('某'), from: ['open', 'open'] } }),
      ['x: open twice'],
    ],
    ['two ways of one name', transitions({ x: close }), ['open: two ways called 办结']],
    ['nobody may', transitions({ x: { ...close, name: words('某'), by: {} } }), ['x: nobody may']],
    [
      'unknown guard, document and clock',
      transitions({ x: { ...close, name: words('某'), guards: ['g'], documents: ['d'], restarts: ['c'] } }),
      ['x: no guard g', 'x: no document d', 'x: no clock c'],
    ],
    [
      'work that waits at the end',
      states({ closed: { ...closed, todo: { kind: 't', name: words('事'), for: 'opener' } } }),
      ['closed: terminal, but something waits'],
    ],
    [
      'a clock at the end',
      { ...clock, states: { open: running.open, closed: { ...closed, runs: ['review'] } } },
      ['closed: terminal, but clock review runs'],
    ],
    ['a clock nobody declared', { states: running }, ['open: no clock review']],
    ['a clock that never runs', clock, ['clock review runs nowhere']],
    [
      'a clock of no length',
      { states: running, clocks: { review: {} } },
      ['clock review: give workingDays or days, a whole number above 0'],
    ],
    [
      'a clock of two lengths',
      { states: running, clocks: { review: { workingDays: 1, days: 1 } } },
      ['clock review: give workingDays or days, a whole number above 0'],
    ],
    [
      'a lapse that does not exist',
      { states: running, clocks: { review: { days: 1, lapse: 'x' } } },
      ['clock review: no transition x'],
    ],
    [
      'a lapse the system cannot make',
      {
        states: { ...running, wait: { ...open, runs: ['review'] } },
        clocks: { review: { days: 1, lapse: 'close' } },
        documents: { d: words('材料') },
        transitions: {
          close: { ...close, input: z.object({ reason: z.string() }), documents: ['d'] },
          hold: { ...close, name: words('搁置'), to: 'wait' },
          resume: { ...close, name: words('恢复'), from: ['wait'], to: 'open' },
        },
      },
      [
        'clock review: close does not leave wait',
        'clock review: close needs input nobody gives',
        'clock review: close must not be refused',
      ],
    ],
  ])('finds %s', (_, change, expected) => {
    expect(problems(change)).toEqual(expected);
  });

  it('finds a guard that guards nothing', () => {
    expect(problems({}, { idle: () => null })).toEqual(['guard idle is used nowhere']);
  });

  it('keeps a wrong definition from being made', () => {
    expect(() => defineCase({ ...base, initial: 'begin' })).toThrow(
      'case trial: initial state begin does not exist',
    );
  });
});

describe('who may', () => {
  const row: CaseRow = {
    id: 'c',
    kind: joinDef.kind,
    state: 'submitted',
    subject_kind: 'organisation',
    subject_id: 'o',
    organisation_id: 'o',
    owner_organisation_id: null,
    opened_by: 'ann',
    opened_at: Temporal.Instant.from('2026-07-15T02:00:00Z'),
    closed_at: null,
    due_at: null,
    overdue_at: null,
    clocks: {},
    data: {},
    version: 1,
  };
  const actor = (userId: string, role?: Role, via: Actor['via'] = 'session'): Actor => ({
    userId,
    name: userId,
    via,
    memberships: role ? [{ organisationId: 'x', role }] : [],
  });
  const supplement = { ...row, state: 'supplement' };

  it.each<[string, Actor | null, string[], string[], boolean]>([
    ['visitor', null, [], [], false],
    ['applicant', actor('ann'), ['withdraw'], ['answer', 'withdraw'], true],
    ['somebody else', actor('bob', 'researcher'), [], [], false],
    ['park', actor('pat', 'park'), ['approve', 'refuse', 'ask'], [], true],
    ['officer', actor('ou', 'officer'), [], [], false],
    [
      'system',
      actor('system', undefined, 'system'),
      ['approve', 'refuse', 'ask', 'withdraw'],
      ['answer', 'withdraw', 'lapse'],
      true,
    ],
  ])('%s', (_, who, submitted, supplementing, sees) => {
    expect(availableTo(joinDef, who, row)).toEqual(submitted);
    expect(availableTo(joinDef, who, supplement)).toEqual(supplementing);
    expect(mayView(joinDef, who, row)).toBe(sees);
  });

  it('says 403 before 409, and names what is missing', () => {
    const code = (fn: () => unknown) => {
      try {
        fn();
        return null;
      } catch (error) {
        return (error as { code: string }).code;
      }
    };
    const none = new Set<string>();
    expect(code(() => decide(joinDef, supplement, 'approve', actor('ann'), none))).toBe('access.denied');
    expect(code(() => decide(joinDef, supplement, 'approve', actor('pat', 'park'), none))).toBe(
      'case.wrong_state',
    );
    expect(decide(joinDef, row, 'approve', actor('pat', 'park'), none).reasons).toEqual([
      {
        code: 'case.document_missing',
        overridable: false,
        data: { document: 'licence', documentZh: '营业执照', documentEn: 'business licence' },
      },
    ]);
    expect(decide(joinDef, row, 'approve', actor('pat', 'park'), new Set(['licence'])).reasons).toEqual([]);
    expect(() => decide(joinDef, row, 'toString', actor('pat', 'park'), none)).toThrow(
      'no transition toString',
    );
  });
});
