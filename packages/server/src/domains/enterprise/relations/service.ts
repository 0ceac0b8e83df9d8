import {
  type checkRelated,
  type Purpose,
  purposeDefs,
  type RelationGraph,
} from '@hegu/contract/enterprise/facts.ts';
import type { RouteBody, RouteOk } from '@hegu/contract/route.ts';
import type { Command, Query } from '../../../platform/command.ts';
import type { Tx } from '../../../platform/db/db.ts';
import type { ValleyScope } from '../../../platform/db/scope.ts';
import { DomainError } from '../../../platform/errors.ts';
import { access } from '../access.ts';
import { allows, standOf } from '../consents/rules.ts';
import { disclose } from '../consents/service.ts';
import { consentsOf } from '../consents/store.ts';
import { creditCodeOf, firmOf } from '../firms/service.ts';
import type { FirmRow } from '../firms/store.ts';
import { decide, defaultThresholds, type Related, type Thresholds } from './rules.ts';
import * as store from './store.ts';

/** Relations by investment (投资关联), as a graph over credit codes: a shareholder need not be in the registry. */

const mostArrows = 500;

/** Are two credit codes related, by what the firms of the valley have stated? */
export async function relatedCodes(
  tx: Tx,
  scope: ValleyScope,
  a: string,
  b: string,
  thresholds: Thresholds = defaultThresholds,
): Promise<Related> {
  if (a === b) return decide({ same: true, control: false, perhaps: false, direct: [] }, thresholds);
  const sure = await store.underControlWith(tx, scope, a, thresholds.controlAbove, {
    unknownControls: false,
  });
  const control = sure.includes(b);
  const [direct, perhaps] = await Promise.all([
    store.directShares(tx, scope, a, b),
    control
      ? Promise.resolve<string[]>([])
      : store.underControlWith(tx, scope, a, thresholds.controlAbove, { unknownControls: true }),
  ]);
  return decide({ same: false, control, perhaps: perhaps.includes(b), direct }, thresholds);
}

/**
 * Are two firms of the registry related?
 *
 * @throws `record.not_found` where one of them is not in the valley
 */
export async function related(
  tx: Tx,
  scope: ValleyScope,
  a: string,
  b: string,
  thresholds: Thresholds = defaultThresholds,
): Promise<Related> {
  const codes = await store.codesOf(tx, scope, [a, b]);
  const [codeA, codeB] = [codes.get(a), codes.get(b)];
  if (codeA === undefined || codeB === undefined) throw new DomainError('record.not_found', {});
  return relatedCodes(tx, scope, codeA, codeB, thresholds);
}

/** The same for organisations on the platform, whether or not they are in the registry. @throws `record.not_found` */
export async function relatedOrganisations(
  tx: Tx,
  scope: ValleyScope,
  a: string,
  b: string,
  thresholds: Thresholds = defaultThresholds,
): Promise<Related> {
  const codes = await store.codesOfOrganisations(tx, [a, b]);
  const [codeA, codeB] = [codes.get(a), codes.get(b)];
  if (codeA === undefined || codeB === undefined) throw new DomainError('record.not_found', {});
  return relatedCodes(tx, scope, codeA, codeB, thresholds);
}

async function graphOf(q: Query, firm: FirmRow): Promise<RelationGraph> {
  const code = firm.credit_code;
  const group = await store.underControlWith(q.tx, q.scope, code, defaultThresholds.controlAbove, {
    unknownControls: false,
  });
  const arrows = await store.arrowsAround(q.tx, q.scope, group, mostArrows + 1);
  return {
    firmId: firm.id,
    creditCode: code,
    sameControl: group,
    whole: arrows.length <= mostArrows && group.length < store.mostReached,
    arrows: arrows.slice(0, mostArrows).map((r) => ({
      holderCode: r.holder_code,
      holderName: r.holder_name,
      heldCode: r.held_code,
      heldName: r.held_name,
      kind: r.kind,
      share: r.share,
    })),
  };
}

/**
 * One's own firm sees what itself has stated and who stated to hold it; what the rest of its group stated about each other is
 * theirs, so the arrows are those that touch the firm.
 */
export async function getRelations(q: Query, firmId: string): Promise<RelationGraph> {
  const firm = await firmOf(q, firmId);
  access.assert(q.actor, 'firm.facts.read', { organisationId: firm.organisation_id });
  const graph = await graphOf(q, firm);
  const arrows = graph.arrows.filter(
    (r) => r.holderCode === firm.credit_code || r.heldCode === firm.credit_code,
  );
  const near = new Set([firm.credit_code, ...arrows.flatMap((r) => [r.holderCode, r.heldCode])]);
  return { ...graph, arrows, sameControl: graph.sameControl.filter((c) => near.has(c)), whole: true };
}

async function readFor(
  cx: Command,
  firmId: string,
  input: { readonly purpose: Purpose; readonly note: string },
): Promise<FirmRow> {
  const firm = await firmOf(cx, firmId);
  const rows = await consentsOf(cx.tx, cx.scope, firmId);
  const stand = standOf(
    rows.map((r) => [r.purpose, r.subject, r.granted]),
    input.purpose,
  );
  await disclose(cx, firm, { ...input, what: 'relations' });
  if (!allows(stand, 'relations')) {
    const { zh, en } = purposeDefs[input.purpose];
    throw new DomainError('firm.no_consent', { purpose: input.purpose, purposeZh: zh, purposeEn: en });
  }
  return firm;
}

export async function discloseRelations(
  cx: Command,
  firmId: string,
  input: { readonly purpose: Purpose; readonly note: string },
): Promise<RelationGraph> {
  return graphOf(cx, await readFor(cx, firmId, input));
}

export async function check(
  cx: Command,
  firmId: string,
  body: RouteBody<typeof checkRelated>,
): Promise<RouteOk<typeof checkRelated>> {
  const other = creditCodeOf(cx, body.creditCode);
  const firm = await readFor(cx, firmId, body);
  const found = await relatedCodes(cx.tx, cx.scope, firm.credit_code, other);
  return { ...found, thresholds: { ...defaultThresholds } };
}
