import { randomInt } from 'node:crypto';
import type { Columns, WireColumn } from '@hegu/contract/policy/impact.ts';
import { parseDay, type WorkCalendar, weekdays } from '@hegu/rules/civil.ts';
import { coarsened } from '@hegu/rules/columns/coarse.ts';
import { costRule, withCost } from '@hegu/rules/columns/cost.ts';
import { needsOf } from '@hegu/rules/columns/needs.ts';
import { type Column, layOut } from '@hegu/rules/columns/population.ts';
import { type Facts, factsAt } from '@hegu/rules/facts.ts';
import { workCalendarOf } from '../../../../platform/clock/calendar.ts';
import type { Command } from '../../../../platform/command.ts';
import { DomainError } from '../../../../platform/errors.ts';
import { profilesOf } from '../../../enterprise/index.ts';
import { access } from '../../access.ts';
import { draftOf } from '../../drafts/service.ts';
import { lookAt } from '../../drafts/view/service.ts';
import { todayOf } from '../../library/service.ts';
import { assessmentDay } from '../rules.ts';

/**
 * Columns for the live preview: what a clause reads of every firm, without saying which firm it is, and figures only as far as the
 * clause needs them (`columns/coarse.ts` of the rule engine).
 */

const base64 = (a: Float64Array | Int32Array | Uint8Array): string =>
  Buffer.from(a.buffer, a.byteOffset, a.byteLength).toString('base64');

const wire = (c: Column): WireColumn =>
  c.kind === 'number'
    ? { kind: 'number', values: base64(c.values) }
    : {
        kind: 'code',
        words: [...c.words],
        offsets: base64(c.offsets),
        codes: base64(c.codes),
        known: base64(c.known),
      };

/** In an order that says nothing of when a firm was registered. */
function shuffle<T>(all: T[]): T[] {
  for (let i = all.length - 1; i > 0; i--) {
    const j = randomInt(i + 1);
    [all[i], all[j]] = [all[j] as T, all[i] as T];
  }
  return all;
}

/** Days around the assessment on which the calendar is not what the weekday says. */
function exceptionsOf(calendar: WorkCalendar, around: number): number[] {
  const out: number[] = [];
  for (let d = around - 1500; d < around + 800; d++)
    if (calendar.isWorkday(d) !== weekdays.isWorkday(d)) out.push(d);
  return out;
}

export async function getColumns(cx: Command, id: string): Promise<Columns> {
  access.assert(cx.actor, 'policy.impact', {});
  const { checked, v } = await lookAt(cx, await draftOf(cx, id));
  const { catalogue } = v.library;
  const errors = checked.problems.filter((p) => p.severity === 'error' && p.path[0] !== 'golden');
  if (!checked.clause || errors.length > 0)
    throw new DomainError('policy.draft_checks', { count: Math.max(1, errors.length) });
  const holding = v.library.clauses.get(checked.clause.id)?.clause ?? null;
  const on = assessmentDay(checked.clause, todayOf(cx));
  const clauses = [checked.clause, ...(holding ? [holding] : [])];
  const rules = clauses.map(withCost);
  const needs = needsOf(rules, on);
  const only = [...new Set([...needs.facts.values()].map((f) => f.field)), ...needs.collections.keys()];
  const firms: Facts[] = [];
  for await (const f of profilesOf(cx.tx, cx.scope, { purpose: 'policyMatching', active: true, only }))
    firms.push(factsAt(f.profile, on).forClause(checked.clause.id));
  const { population, cuts } = coarsened(
    layOut(shuffle(firms), needs, catalogue, on),
    clauses,
    clauses.map((c) => costRule(c)),
    catalogue,
  );
  // Figures of firms leave the house, if without names: it is on record who asked for which
  await cx.audit({
    action: 'policy.impact',
    entity: 'policyDraft',
    entityId: id,
    after: { columns: only, firms: firms.length },
  });
  return {
    size: population.size,
    assessedOn: on,
    facts: [...population.facts].map(([key, c]) => ({ key, column: wire(c) })),
    collections: [...population.collections].map(([name, c]) => ({
      name,
      items: c.items,
      offsets: base64(c.offsets),
      complete: base64(c.complete),
      columns: [...c.columns].map(([key, column]) => ({ key, column: wire(column) })),
    })),
    cuts: [...cuts].map(([key, edges]) => ({ key, at: [...edges] })),
    exceptions: exceptionsOf(workCalendarOf(cx.scope.zone), parseDay(on)),
    holds: holding as unknown as Record<string, unknown> | null,
  };
}
