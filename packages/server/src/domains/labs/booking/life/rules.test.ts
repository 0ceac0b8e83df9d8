import { describe, expect, test } from 'vitest';
import { mergeRules } from '../limits/rules.ts';
import type { BookingState } from '../rules.ts';
import {
  actorOf,
  at,
  type CaseSetup,
  now,
  personOf,
  reservationOf,
  stateOf,
  unavailabilityOf,
} from '../testing/cases.ts';
import {
  barredReason,
  closedReason,
  decideApproval,
  decideCancel,
  decideHandOver,
  decideMove,
  isMissed,
  nextApproval,
  pendingUntil,
} from './rules.ts';

const rulesOf = (rules: NonNullable<CaseSetup['rules']>) => mergeRules([{ level: 'instrument', rules }]);
const eleven = { who: 'U1', from: '11:00', to: '12:00' } as const;
const setup: CaseSetup = { reservations: [eleven] };
const fine = unavailabilityOf({});

describe('what is over', () => {
  test.each([
    ['rejected', 'reservation.already_cancelled'],
    ['expired', 'reservation.expired'],
    ['late_cancelled', 'reservation.already_cancelled'],
    ['shortened', 'reservation.replaced'],
    ['finished', 'reservation.already_ended'],
    ['missed', 'reservation.already_missed'],
  ] as const)('%s', (status, code) => {
    expect(closedReason(reservationOf({ ...eleven, status }, 0), now)?.code).toBe(code);
  });
});

test('what was moved says where it went', () => {
  for (const status of ['cancelled', 'late_cancelled'] as const) {
    const moved = { ...reservationOf({ ...eleven, status }, 0), replacedBy: 'the new one' };
    expect(closedReason(moved, now)).toMatchObject({
      code: 'reservation.replaced',
      data: { replacedBy: 'the new one' },
    });
  }
});

describe('cancel', () => {
  test('one that is checked in is checked out, not cancelled', () => {
    const r = reservationOf({ who: 'U1', from: '09:30', to: '12:00', status: 'checked_in' }, 0);
    const decision = decideCancel({ reservation: r, actor: actorOf({}, 'U1') }, rulesOf({}), fine, now);
    expect(decision.reasons.map((x) => x.code)).toEqual(['reservation.already_started']);
  });

  test('what was never confirmed is not late', () => {
    const r = reservationOf({ ...eleven, status: 'pending' }, 0);
    const rules = rulesOf({ lateCancelMinutes: 120 });
    expect(decideCancel({ reservation: r, actor: actorOf({}, 'U1') }, rules, fine, now).status).toBe(
      'cancelled',
    );
  });
});

describe('move', () => {
  const moveTo = (from: string, to: string, s: BookingState, rest = {}) =>
    decideMove(
      {
        reservation: reservationOf(eleven, 0),
        startsAt: at(from),
        endsAt: at(to),
        person: personOf({}, 'U1'),
        actor: actorOf({}, 'U1'),
        ...rest,
      },
      s,
      fine,
      now,
    );
  const frozen = stateOf({ ...setup, rules: { freezeMinutes: 120 } }, 'U1');

  test('not within the freeze; exactly at it still', () => {
    expect(moveTo('15:00', '16:00', frozen).reasons.map((r) => r.code)).toEqual(['reservation.frozen']);
    const edge = stateOf({ ...setup, rules: { freezeMinutes: 60 } }, 'U1');
    expect(moveTo('15:00', '16:00', edge).accepted).toBe(true);
    const byStaff = moveTo('15:00', '16:00', frozen, { actor: actorOf({}, 'S'), override: true });
    expect(byStaff).toMatchObject({ accepted: true, waived: [{ code: 'reservation.frozen' }] });
    expect(byStaff.flags).toContain('overridden');
  });

  test('another person may not', () => {
    const codes = moveTo('15:00', '16:00', stateOf(setup, 'U1'), { actor: actorOf({}, 'U2') }).reasons.map(
      (r) => r.code,
    );
    expect(codes).toContain('reservation.not_owner');
  });

  test('staff may change the end of a running one', () => {
    const running = { who: 'U1', from: '09:00', to: '11:00' } as const;
    const state = stateOf({ reservations: [running], rules: { noticeMinutes: 600 } }, 'U1');
    const resize = (to: string, actor = actorOf({}, 'S')) =>
      decideMove(
        {
          reservation: reservationOf(running, 0),
          startsAt: at('09:00'),
          endsAt: at(to),
          person: personOf({}, 'U1'),
          actor,
        },
        state,
        fine,
        now,
      ).reasons.map((r) => r.code);
    expect(resize('12:00')).toEqual([]);
    expect(resize('09:30')).toEqual(['reservation.in_past']);
    expect(resize('12:00', actorOf({}, 'U1'))).toEqual(['reservation.in_past']);
  });

  test('shortening needs no new approval, moving does', () => {
    const state = stateOf({ ...setup, rules: { approval: 'facility' } }, 'U1');
    expect(moveTo('11:00', '11:30', state).approval).toEqual([]);
    expect(moveTo('13:00', '14:00', state).approval).toEqual(['facility']);
    // One that nobody has approved yet still has to be
    const pending = reservationOf({ ...eleven, status: 'pending' }, 0);
    expect(moveTo('11:00', '11:30', state, { reservation: pending }).approval).toEqual(['facility']);
  });
});

describe('hand over', () => {
  const to = personOf({}, 'U2');
  const hand = (state: BookingState, rest = {}) =>
    decideHandOver(
      { reservation: reservationOf(eleven, 0), actor: actorOf({}, 'U1'), to, isColleague: true, ...rest },
      state,
      now,
    ).reasons.map((r) => r.code);
  const theirs = stateOf(setup, 'U2');

  test('to a colleague who could have booked it', () => {
    expect(hand(theirs)).toEqual([]);
  });

  test('no way around a rule', () => {
    const untrained: BookingState = {
      ...theirs,
      rules: rulesOf({ trainingRequired: true, noticeMinutes: 120 }),
      standing: { ...theirs.standing, qualification: null },
      projects: [],
    };
    expect(hand(untrained)).toEqual([
      'project.none_active',
      'reservation.not_qualified',
      'reservation.notice',
    ]);
  });

  test('only by the holder or staff, to somebody else of the same group', () => {
    expect(hand(theirs, { actor: actorOf({}, 'U2') })).toEqual(['reservation.not_owner']);
    expect(hand(theirs, { actor: actorOf({}, 'S') })).toEqual([]);
    expect(hand(theirs, { isColleague: false })).toEqual(['reservation.not_colleague']);
    expect(hand(stateOf(setup, 'U1'), { to: personOf({}, 'U1') })).toEqual(['reservation.same_person']);
  });
});

describe('approve', () => {
  test('who pays first, then who serves', () => {
    expect(nextApproval('none', [])).toBeNull();
    expect(nextApproval('pi+facility', [])).toBe('pi');
    expect(nextApproval('pi+facility', ['pi'])).toBe('facility');
    expect(nextApproval('pi+facility', ['pi', 'facility'])).toBeNull();
  });

  const pending = reservationOf({ ...eleven, status: 'pending' }, 0);
  const decideFor = (
    given: readonly ('pi' | 'facility')[],
    isStaff: boolean,
    leadsProject: boolean,
    r = pending,
  ) => decideApproval(r, ['pi', 'facility'], given, { isStaff, leadsProject }, now);

  test('each in turn; who is both gives both', () => {
    expect(decideFor([], false, true)).toMatchObject({ accepted: true, gives: ['pi'], status: 'pending' });
    expect(decideFor(['pi'], true, false)).toMatchObject({
      accepted: true,
      gives: ['facility'],
      status: 'confirmed',
    });
    expect(decideFor([], true, true)).toMatchObject({ gives: ['pi', 'facility'], status: 'confirmed' });
    expect(decideFor([], true, false).reasons.map((r) => r.code)).toEqual(['reservation.not_your_approval']);
  });

  test('only what is pending', () => {
    const confirmed = reservationOf(eleven, 0);
    expect(decideFor([], true, true, confirmed).reasons.map((r) => r.code)).toEqual([
      'reservation.not_pending',
    ]);
  });

  test('not once its time has run out, to the second; giving it up frees it still', () => {
    const dueIn = (seconds: number) => ({ ...pending, lapsesAt: now.add({ seconds }) });
    const codes = (r: typeof pending) =>
      decideFor(['pi'], true, false, r).reasons.map((reason) => reason.code);
    expect(codes(dueIn(1))).toEqual([]);
    expect(codes(dueIn(0))).toEqual(['reservation.expired']);
    expect(codes(dueIn(-29))).toEqual(['reservation.expired']);
    const request = { reservation: dueIn(-29), actor: actorOf({}, 'U1') };
    expect(decideCancel(request, rulesOf({}), fine, now).accepted).toBe(true);
  });

  test('a request lapses after its time, and at its start at the latest', () => {
    const r = { startsAt: at('15:00') };
    expect(pendingUntil(r, now, 60).toString()).toBe(at('11:00').toString());
    expect(pendingUntil(r, now, 6000).toString()).toBe(at('15:00').toString());
    expect(pendingUntil(r, now, null).toString()).toBe(at('15:00').toString());
  });
});

describe('a qualification that is gone', () => {
  const r = reservationOf(eleven, 0);
  const holder = { required: true, isStaff: false, qualification: { until: null }, waived: [] };
  const code = (more: object) => barredReason(r, { ...holder, ...more })?.code ?? null;

  test('bars its holder from beginning, unless nobody asks for it or the facility waived it', () => {
    expect(code({})).toBeNull();
    expect(code({ qualification: null })).toBe('usage.not_qualified');
    for (const more of [{ required: false }, { isStaff: true }, { waived: ['reservation.not_qualified'] }])
      expect(code({ qualification: null, ...more })).toBeNull();
    expect(code({ qualification: null, waived: ['reservation.beyond_horizon'] })).toBe('usage.not_qualified');
  });

  test('has to last to the end of the time, as when it was booked', () => {
    expect(code({ qualification: { until: at('12:00') } })).toBeNull();
    const short = { qualification: { until: at('11:59') } };
    expect(code(short)).toBe('usage.qualification_expired');
    expect(code({ ...short, waived: ['reservation.qualification_expired'] })).toBeNull();
    // What was waived was that it ends, not that there is none
    expect(code({ qualification: null, waived: ['reservation.qualification_expired'] })).toBe(
      'usage.not_qualified',
    );
  });

  test('is not held against them: giving the time up is not late, and not coming is not missed', () => {
    const rules = rulesOf({ lateCancelMinutes: 120, noShowMinutes: 10 });
    const request = { reservation: r, actor: actorOf({}, 'U1') };
    expect(decideCancel(request, rules, fine, now).status).toBe('late_cancelled');
    const gone = { ...fine, barred: true };
    expect(decideCancel(request, rules, gone, now).status).toBe('cancelled');
    expect(isMissed(r, rules, fine, at('11:30'))).toBe(true);
    expect(isMissed(r, rules, gone, at('11:30'))).toBe(false);
  });
});

describe('missed', () => {
  const rules = rulesOf({ noShowMinutes: 30 });
  const began = (from: string, to = '12:00') => reservationOf({ who: 'U1', from, to }, 0);

  test('from thirty minutes after the start on, or from its end', () => {
    expect(isMissed(began('09:31'), rules, fine, now)).toBe(false);
    expect(isMissed(began('09:30'), rules, fine, now)).toBe(true);
    expect(isMissed(began('07-01 09:30', '07-01 12:00'), rules, fine, now)).toBe(true);
    expect(isMissed(began('09:45', '10:00'), rules, fine, now)).toBe(true);
  });

  test('never without the rule, when checked in, or while the instrument cannot serve', () => {
    expect(isMissed(began('09:00'), rulesOf({}), fine, now)).toBe(false);
    const here = reservationOf({ who: 'U1', from: '09:00', to: '12:00', status: 'checked_in' }, 0);
    expect(isMissed(here, rules, fine, now)).toBe(false);
    expect(isMissed(began('09:00'), rules, unavailabilityOf({ outages: [['09:30', '09:40']] }), now)).toBe(
      false,
    );
  });
});
