import type { assessLadder, LadderView, listStandards } from '@hegu/contract/enterprise/ladder.ts';
import type { RouteBody, RouteOk } from '@hegu/contract/route.ts';
import { weekdays } from '@hegu/rules/civil.ts';
import { standard } from '@hegu/rules/standard.ts';
import { civilDateOf } from '../../../platform/clock/civil.ts';
import type { Command, Query } from '../../../platform/command.ts';
import { DomainError } from '../../../platform/errors.ts';
import { projectPacks } from '../../../platform/packs/load.ts';
import { access } from '../access.ts';
import { factCatalogueAt } from '../catalogue/service.ts';
import { disclose } from '../consents/service.ts';
import { profileOf } from '../facts/profile/service.ts';
import { firmOf } from '../firms/service.ts';
import { type LadderStandard, ladderOf, prepare, rungOrder } from './rules.ts';

/** The ladder over the packs of the project. */

const prepared = new WeakMap<object, readonly LadderStandard[]>();

/** Every version of every standard, compiled once against the catalogue of the day. */
export function standardsAt(date: string): readonly LadderStandard[] {
  const catalogue = factCatalogueAt(date);
  let standards = prepared.get(catalogue);
  if (!standards) {
    standards = projectPacks()
      .ofKind('ladder', standard)
      .map((p) => prepare(p.data, p.hash, catalogue));
    prepared.set(catalogue, standards);
  }
  return standards;
}

export const ladderWorld = (today: string) => ({
  standards: standardsAt(today),
  catalogue: factCatalogueAt(today),
  // No standard counts in working days: weekdays are all the engine can ask for here
  calendar: weekdays,
});

/**
 * Where a firm stands on the ladder, with every reason.
 *
 * @throws `record.not_found`
 */
export async function ladderOfFirm(
  q: Query,
  firmId: string,
  input: {
    readonly assessedOn?: string | undefined;
    readonly knownOn?: string | undefined;
    readonly batch?: string | undefined;
    readonly renewal?: boolean | undefined;
    readonly purpose?: RouteBody<typeof assessLadder>['purpose'];
  } = {},
): Promise<LadderView> {
  const { knownOn, purpose } = input;
  const profile = await profileOf(q.tx, q.scope, firmId, { knownOn, purpose });
  if (!profile) throw new DomainError('record.not_found', {});
  const today = civilDateOf(q.now, q.scope.zone);
  return {
    firmId,
    ...ladderOf(profile, { ...input, assessedOn: input.assessedOn ?? today }, ladderWorld(today)),
  };
}

/** Of one's own firm; whoever is not of it says what for, and the firm sees that. */
export async function assess(
  cx: Command,
  firmId: string,
  body: RouteBody<typeof assessLadder>,
): Promise<LadderView> {
  const firm = await firmOf(cx, firmId);
  if (access.may(cx.actor, 'firm.facts.read', { organisationId: firm.organisation_id })) {
    const { purpose: _mine, ...own } = body;
    return ladderOfFirm(cx, firmId, own);
  }
  access.assert(cx.actor, 'ladder.assess', { organisationId: firm.organisation_id });
  const purpose = body.purpose ?? 'cultivation';
  await disclose(cx, firm, { purpose, note: body.note, what: 'ladder' });
  return ladderOfFirm(cx, firmId, { ...body, purpose });
}

export async function standards(q: Query, on: string | undefined): Promise<RouteOk<typeof listStandards>> {
  const today = civilDateOf(q.now, q.scope.zone);
  const place = (rung: string) => (rungOrder as readonly string[]).indexOf(rung);
  return {
    items: standardsAt(today)
      .map((s) => s.standard)
      .filter((s) => on === undefined || (s.period.from <= on && (s.period.to === null || on <= s.period.to)))
      .sort((a, b) => place(a.rung) - place(b.rung) || (a.id < b.id ? -1 : 1))
      .map((s) => ({
        id: s.id,
        rung: s.rung,
        title: s.title,
        number: s.number ?? null,
        mark: s.provenance.mark,
        address: s.provenance.address,
        from: s.period.from,
        to: s.period.to,
        batches: [...s.batches],
        for: s.for,
        criteria: [...s.gates, ...s.routes.flatMap((r) => r.requirements)].map(({ id, text }) => ({
          id,
          text,
        })),
        filing: s.filing.map((w) => ({ ...w })),
      })),
  };
}
