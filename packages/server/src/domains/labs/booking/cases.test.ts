import type { Reason } from '@hegu/contract/errors.ts';
import { describe, expect, test } from 'vitest';
import { caseRows } from './cases.ts';
import { decideCancel, decideMove } from './life/rules.ts';
import { mergeRules } from './limits/rules.ts';
import { decide } from './rules.ts';
import {
  actorOf,
  at,
  type CaseSetup,
  type CaseTry,
  now,
  personOf,
  reservationOf,
  stateOf,
  unavailabilityOf,
} from './testing/cases.ts';

interface Outcome {
  readonly accepted: boolean;
  readonly reasons: readonly Reason[];
  readonly flags?: readonly string[];
  readonly becomes?: string;
}

function run(setup: CaseSetup, t: CaseTry): Outcome {
  const who = t.for ?? t.by;
  const subject = t.act === 'book' ? who : (setup.reservations?.[0]?.who ?? who);
  const state = stateOf(setup, subject);
  const [reservation] = setup.reservations ?? [];
  const startsAt = t.from ? at(t.from) : undefined;
  const endsAt = t.to ? at(t.to) : undefined;
  if (t.act === 'cancel') {
    if (!reservation) throw new Error('nothing to cancel');
    const rules = mergeRules([{ level: 'instrument', rules: setup.rules ?? {} }]);
    const request = {
      reservation: reservationOf(reservation, 0),
      actor: actorOf(setup, t.by),
      reason: t.reason,
    };
    const decision = decideCancel(request, rules, unavailabilityOf(setup), now);
    return { ...decision, becomes: decision.status };
  }
  if (!startsAt || !endsAt) throw new Error('a booking needs times');
  const request = {
    startsAt,
    endsAt,
    person: personOf(setup, subject),
    actor: actorOf(setup, t.by),
    projectId: t.projectId,
    configuration: t.configuration,
    override: t.override,
  };
  if (t.act === 'book') return decide({ kind: 'create', ...request }, state, now);
  if (!reservation) throw new Error('nothing to move');
  const decision = decideMove(
    { ...request, reservation: reservationOf(reservation, 0) },
    state,
    unavailabilityOf(setup),
    now,
  );
  return { ...decision, becomes: decision.oldStatus };
}

describe('rows of the case table', () => {
  for (const { row, title, setup, tries } of caseRows) {
    test(`row ${row}: ${title}`, () => {
      for (const t of tries) {
        const outcome = run(t.setup ?? setup ?? {}, t);
        const codes = outcome.reasons.map((r) => r.code).sort();
        expect(codes).toEqual([...(t.codes ?? [])].sort());
        expect(outcome.accepted).toBe(codes.length === 0);
        if (t.overridable) {
          const overridable = outcome.reasons.filter((r) => r.overridable).map((r) => r.code);
          expect(overridable.sort()).toEqual([...t.overridable].sort());
        }
        if (t.flags) expect([...(outcome.flags ?? [])].sort()).toEqual([...t.flags].sort());
        if (t.becomes) expect(outcome.becomes).toBe(t.becomes);
      }
    });
  }

  test('covers every row that can be decided without a database', () => {
    const range = (a: number, b: number) => Array.from({ length: b - a + 1 }, (_, i) => a + i);
    // 36 and 37 are races and 53 is malformed input: they live where the database and HTTP are
    const wanted = [...range(1, 35), ...range(38, 52), ...range(54, 60), 'X1'];
    expect(caseRows.map((r) => r.row)).toEqual(wanted);
  });
});
