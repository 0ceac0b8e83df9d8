import type { Reason } from '@hegu/contract/errors.ts';
import type { RouteOk } from '@hegu/contract/route.ts';
import type { Grant, getGrant as getGrantRoute } from '@hegu/contract/voucher/grants.ts';
import { getCase, openCase, transition } from '../../../platform/casework/index.ts';
import { workCalendarOf } from '../../../platform/clock/calendar.ts';
import { civilDateOf } from '../../../platform/clock/civil.ts';
import type { Command, Query } from '../../../platform/command.ts';
import { DomainError } from '../../../platform/errors.ts';
import { decodePlace, pageOf } from '../../../platform/http/cursor.ts';
import { newId } from '../../../platform/ids.ts';
import * as ledger from '../../../platform/ledger/index.ts';
import { notify } from '../../../platform/notices/index.ts';
import { factCatalogueAt } from '../../enterprise/index.ts';
import { access } from '../access.ts';
import { budgetAccount, heldAccount, walletAccount } from '../accounts/service.ts';
import { findParty, findTeam, profileOf } from '../parties/service.ts';
import { getProgramme, lockOpen } from '../programmes/service.ts';
import { fenOf, holderOf, validUntil } from '../schemes/rules.ts';
import { inWords } from '../wallet/entries/service.ts';
import { isOver } from '../wallet/rules.ts';
import { grantCase } from './cases.ts';
import {
  type AttestedFact,
  assessHolder,
  fitsField,
  type HolderDecision,
  whyNotHolder,
  whyOverCap,
  withAttested,
} from './rules.ts';
import * as store from './store.ts';

/** Quotas: asked for by a firm or a team, decided by the office, and then the wallet that bookings are paid from. */

const pick = (q: Query, zh: string | null, en: string | null) => (q.locale === 'zh' ? zh : en);

export function toGrant(q: Query, row: store.GrantRow): Grant {
  const target = { organisationId: row.organisationId, userId: row.appliedBy };
  const over = isOver(row.validTo, q.now);
  const open = row.status === 'applied' || row.status === 'endorsed';
  return {
    id: row.id,
    programmeId: row.programmeId,
    title: { zh: row.titleZh, en: row.titleEn },
    year: row.year,
    holderKind: row.holderKind,
    organisationId: row.organisationId,
    organisationName: pick(q, row.organisationZh, row.organisationEn) ?? '',
    groupId: row.groupId,
    groupName: pick(q, row.groupZh, row.groupEn),
    // Its time is over before the hourly sweep has taken the rest back
    status: row.status === 'granted' && over ? 'expired' : row.status,
    percentBp: row.scheme.percentBp,
    askedFen: row.askedFen,
    endorsedFen: row.endorsedFen,
    grantedFen: row.grantedFen,
    wallet:
      row.accountId === null
        ? null
        : { leftFen: over ? 0 : (row.leftFen ?? 0), heldFen: row.heldFen ?? 0, usedFen: row.usedFen },
    validTo: row.validTo?.toString() ?? null,
    purpose: row.purpose,
    finding: row.decision && { truth: row.decision.truth, fields: [...row.decision.fields] },
    appliedByName: row.appliedByName,
    grantedAt: row.grantedAt?.toString() ?? null,
    createdAt: row.createdAt.toString(),
    may: {
      decide: open && access.may(q.actor, 'voucher.decide'),
      withdraw: open && access.may(q.actor, 'voucher.apply', target),
    },
    version: row.version,
  };
}

/** Newest first. @throws `access.denied`, `request.cursor` */
export async function listGrants(
  q: Query,
  input: {
    readonly scope: 'organisation' | 'valley';
    readonly programmeId?: string | undefined;
    readonly status?: Grant['status'] | undefined;
    readonly cursor?: string | undefined;
    readonly limit: number;
  },
): Promise<{ items: Grant[]; nextCursor: string | null }> {
  if (input.scope === 'valley') access.assert(q.actor, 'voucher.decide');
  const mine = (q.actor?.memberships ?? [])
    .map((m) => m.organisationId)
    .filter((organisationId) => access.may(q.actor, 'voucher.read', { organisationId }));
  const rows = await store.listGrants(
    q.tx,
    q.scope,
    { ...input, now: q.now, organisationIds: input.scope === 'valley' ? null : [...new Set(mine)] },
    decodePlace(input.cursor),
    input.limit + 1,
  );
  return pageOf(
    rows,
    input.limit,
    (r) => [r.createdAt.toString(), r.id],
    (r) => toGrant(q, r),
  );
}

/** @throws `record.not_found` also for what the reader may not know of */
async function known(q: Query, id: string): Promise<store.GrantRow> {
  const row = await store.findGrant(q.tx, q.scope, id);
  if (!row || !access.may(q.actor, 'voucher.read', { organisationId: row.organisationId }))
    throw new DomainError('record.not_found', { id });
  return row;
}

/** @throws `record.not_found` */
export async function getGrant(q: Query, id: string): Promise<RouteOk<typeof getGrantRoute>> {
  const row = await known(q, id);
  const accountIds = [row.accountId, row.heldAccountId].filter((a) => a !== null);
  const moved = await ledger.entriesPage(q.tx, q.scope, { accountIds, limit: 200 });
  const found = row.caseId === null ? null : await caseOf(q, row.caseId);
  return {
    ...toGrant(q, row),
    case: found,
    entries: (await inWords(q, moved.items)).map((e) => ({
      id: e.id,
      at: e.at,
      kind: e.kind,
      accountKind: e.accountKind,
      amountFen: e.amountFen,
      memo: e.memo,
    })),
  };
}

/** The case is for the applicant's side and the office; a colleague sees the wallet alone. */
async function caseOf(q: Query, id: string) {
  try {
    return await getCase(q, grantCase, id);
  } catch (error) {
    if (error instanceof DomainError && error.code === 'record.not_found') return null;
    throw error;
  }
}

async function assess(
  q: Query,
  row: Pick<store.GrantRow, 'scheme' | 'schemeHash' | 'holderKind' | 'organisationId'>,
  attested: readonly AttestedFact[],
): Promise<HolderDecision> {
  const holder = holderOf(row.scheme, row.holderKind);
  const party = await findParty(q.tx, q.scope, row.organisationId);
  if (!holder || !party) throw new Error('a quota of a holder that its scheme does not know');
  const day = civilDateOf(q.now, q.scope.zone);
  const profile = await profileOf(q, party, row.holderKind === 'team', day);
  return assessHolder(holder.who, factCatalogueAt(day), withAttested(profile, attested), {
    day,
    calendar: workCalendarOf(q.scope.zone),
    schemeHash: row.schemeHash,
  });
}

async function finish(cx: Command, action: string, id: string, before?: store.GrantRow): Promise<Grant> {
  const row = await store.findGrant(cx.tx, cx.scope, id);
  if (!row) throw new Error('a quota that was just written is not there');
  const brief = (g: store.GrantRow) => ({
    programmeId: g.programmeId,
    organisationId: g.organisationId,
    groupId: g.groupId,
    status: g.status,
    askedFen: g.askedFen,
    endorsedFen: g.endorsedFen,
    grantedFen: g.grantedFen,
    validTo: g.validTo?.toString() ?? null,
    attested: g.attested,
    decision: g.decision,
  });
  await cx.audit({
    action,
    entity: 'voucher_grant',
    entityId: id,
    ...(before ? { before: brief(before) } : {}),
    after: brief(row),
  });
  cx.emit({ type: 'voucher.changed', entityId: id, rooms: [`organisation:${row.organisationId}`] });
  return toGrant(cx, row);
}

export interface Application {
  readonly programmeId: string;
  readonly organisationId: string;
  readonly groupId?: string | undefined;
  readonly askedFen: number;
  readonly purpose: string;
}

/**
 * Asks for a quota. What is known to be against it refuses at once; what is not known yet is for the office to look at.
 * @throws `access.denied`, `record.not_found`, `voucher.programme_not_open`, `voucher.holder_kind`, `voucher.team_unknown`,
 *   `voucher.already_applied`, `voucher.over_cap`, `voucher.not_eligible`
 */
export async function applyForGrant(cx: Command, input: Application): Promise<Grant> {
  const { organisationId, groupId = null } = input;
  access.assert(cx.actor, 'voucher.apply', { organisationId });
  const programme = await getProgramme(cx, input.programmeId);
  if (programme.status !== 'open') throw new DomainError('voucher.programme_not_open', {});
  const party = await findParty(cx.tx, cx.scope, organisationId);
  if (!party) throw new DomainError('record.not_found', { id: organisationId });
  if (groupId !== null) {
    const team = await findTeam(cx.tx, cx.scope, groupId);
    if (team?.organisationId !== organisationId) throw new DomainError('voucher.team_unknown', { groupId });
  }
  const holderKind = groupId === null ? 'firm' : 'team';
  const { scheme, schemeHash, schemeId, year } = programme;
  const holder = holderOf(scheme, holderKind);
  if (!holder)
    throw new DomainError('voucher.holder_kind', {
      kindsZh: scheme.holders.map((h) => h.text.zh).join('；'),
      kindsEn: scheme.holders.map((h) => h.text.en).join('; '),
    });
  const decision = await assess(cx, { scheme, schemeHash, holderKind, organisationId }, []);
  const grantedFen = await store.grantedInYear(cx.tx, cx.scope, { schemeId, year, organisationId, groupId });
  const reasons = [
    whyNotHolder(decision, holder.text, false),
    whyOverCap(fenOf(holder.capYuan), grantedFen, input.askedFen),
  ].filter((r): r is Reason => r !== null);
  if (reasons.length > 0) throw DomainError.all(reasons);
  const id = newId();
  const made = await store.insertGrant(cx.tx, cx.scope, {
    id,
    programme_id: programme.id,
    holder_kind: holderKind,
    organisation_id: organisationId,
    group_id: groupId,
    status: 'applied',
    asked_fen: input.askedFen,
    endorsed_fen: null,
    granted_fen: null,
    purpose: input.purpose,
    attested: [],
    decision,
    case_id: null,
    account_id: null,
    held_account_id: null,
    valid_to: null,
    applied_by: cx.actor.userId,
    endorsed_by: null,
    granted_by: null,
    granted_at: null,
    warned_at: null,
    created_at: cx.now,
  });
  if (!made) throw new DomainError('voucher.already_applied', {});
  const opened = await openCase(cx, grantCase, {
    subjectKind: 'voucher_grant',
    subjectId: id,
    organisationId,
    about: { zh: party.nameZh, en: party.nameEn || party.nameZh },
    data: { askedFen: input.askedFen },
    lengths: { decide: scheme.grant.decisionWorkingDays },
  });
  await store.changeGrant(cx.tx, cx.scope, id, { case_id: opened.id });
  return finish(cx, 'voucher.apply', id);
}

/** The row under the turn of its scheme and year, so that cap and budget are counted by one at a time. */
async function take(cx: Command, id: string, ifMatch: number | undefined): Promise<store.GrantRow> {
  const seen = await known(cx, id);
  await store.lockScheme(cx.tx, cx.scope, seen.schemeId, seen.year);
  const row = await known(cx, id);
  if (ifMatch !== undefined && ifMatch !== row.version)
    throw new DomainError('request.stale', { version: row.version });
  return row;
}

const caseIdOf = (row: store.GrantRow): string => {
  if (row.caseId === null) throw new Error('an application without a case');
  return row.caseId;
};

export type Step =
  | {
      readonly step: 'endorse' | 'approve';
      readonly amountFen: number;
      readonly attested: readonly { field: string; value: boolean | number | string; source: string }[];
    }
  | { readonly step: 'refuse'; readonly reason: string };

/**
 * Decides on a quota. Above the scheme's sum it is endorsed by one and approved by another; nobody decides on what they asked for.
 * @throws see `decideGrant` in the contract
 */
export async function decideGrant(cx: Command, id: string, step: Step, ifMatch?: number): Promise<Grant> {
  access.assert(cx.actor, 'voucher.decide');
  const row = await take(cx, id, ifMatch);
  if (step.step === 'refuse') {
    await transition(cx, grantCase, caseIdOf(row), 'refuse', { input: { reason: step.reason } });
    await store.changeGrant(cx.tx, cx.scope, id, { status: 'refused' });
    return finish(cx, 'voucher.refuse', id, row);
  }
  await lockOpen(cx, row.programmeId);
  await transition(cx, grantCase, caseIdOf(row), step.step);
  const day = civilDateOf(cx.now, cx.scope.zone);
  const catalogue = factCatalogueAt(day);
  const strange = step.attested.find((a) => !fitsField(catalogue, a.field, a.value));
  if (strange) throw new DomainError('voucher.attested_unknown', { field: strange.field });
  const attested = [
    ...step.attested.map((a) => ({ ...a, by: cx.actor.name, on: day })),
    ...row.attested.filter((a) => !step.attested.some((b) => b.field === a.field)),
  ];
  const decision = await assess(cx, row, attested);
  const reasons = await against(cx, row, step, decision);
  if (reasons.length > 0) throw DomainError.all(reasons);
  if (step.step === 'endorse') {
    await store.changeGrant(cx.tx, cx.scope, id, {
      status: 'endorsed',
      endorsed_fen: step.amountFen,
      endorsed_by: cx.actor.userId,
      attested,
      decision,
    });
    return finish(cx, 'voucher.endorse', id, row);
  }
  await payOut(cx, row, step.amountFen, { attested, decision });
  return finish(cx, 'voucher.grant', id, row);
}

async function against(
  cx: Command,
  row: store.GrantRow,
  step: Extract<Step, { amountFen: number }>,
  decision: HolderDecision,
): Promise<Reason[]> {
  const { scheme } = row;
  const holder = holderOf(scheme, row.holderKind);
  if (!holder) throw new Error('a quota of a holder that its scheme does not know');
  const because = (code: string, data: Reason['data']): Reason => ({ code, overridable: false, data });
  const limitFen = fenOf(scheme.grant.secondAboveYuan);
  const reasons: (Reason | null)[] = [];
  if (row.appliedBy === cx.actor.userId)
    reasons.push(because('voucher.same_person', { names: row.appliedByName }));
  else if (row.status === 'endorsed' && row.endorsedBy === cx.actor.userId)
    reasons.push(because('voucher.same_person', { names: row.endorsedByName }));
  if (step.step === 'endorse' && step.amountFen <= limitFen)
    reasons.push(because('voucher.needs_no_second', { limitFen }));
  if (step.step === 'approve' && row.status === 'applied' && step.amountFen > limitFen)
    reasons.push(because('voucher.needs_second', { limitFen }));
  // The second person may grant less than the first endorsed, never more
  const mostFen = row.endorsedFen ?? row.askedFen;
  if (step.amountFen > mostFen) reasons.push(because('voucher.more_than_asked', { askedFen: mostFen }));
  const grantedFen = await store.grantedInYear(cx.tx, cx.scope, row);
  reasons.push(whyOverCap(fenOf(holder.capYuan), grantedFen, step.amountFen));
  reasons.push(whyNotHolder(decision, holder.text, true));
  const budget = await budgetAccount(cx, row.programmeId);
  const { balanceFen } = await ledger.balance(cx.tx, cx.scope, budget.id);
  if (balanceFen < step.amountFen)
    reasons.push(because('voucher.budget_short', { leftFen: balanceFen, neededFen: step.amountFen }));
  return reasons.filter((r): r is Reason => r !== null);
}

/** From the budget to the wallet. */
async function payOut(
  cx: Command,
  row: store.GrantRow,
  amountFen: number,
  found: { readonly attested: AttestedFact[]; readonly decision: HolderDecision },
): Promise<void> {
  const budget = await budgetAccount(cx, row.programmeId);
  const wallet = await walletAccount(cx, row.id);
  const held = await heldAccount(cx, row.id);
  const validTo = validUntil(row.scheme, row.year, cx.now, cx.scope.zone);
  await ledger.transfer(cx.tx, cx.scope, {
    kind: 'voucher_grant',
    ref: { kind: 'voucher_grant', id: row.id },
    lines: [
      { accountId: budget.id, amountFen: -amountFen },
      { accountId: wallet.id, amountFen },
    ],
    at: cx.now,
    memo: row.titleZh,
  });
  await store.changeGrant(cx.tx, cx.scope, row.id, {
    status: 'granted',
    granted_fen: amountFen,
    granted_by: cx.actor.userId,
    granted_at: cx.now,
    valid_to: validTo,
    account_id: wallet.id,
    held_account_id: held.id,
    ...found,
  });
  await notify(cx, {
    kind: 'voucher.granted',
    to: [row.appliedBy],
    data: {
      amountFen,
      titleZh: row.titleZh,
      titleEn: row.titleEn,
      // The last moment of the last day, so that the date printed is the last on which it can be used
      validTo: validTo.subtract({ seconds: 1 }).toString(),
    },
    link: `/vouchers/grants/${row.id}`,
  });
}

/** @throws `access.denied`, `record.not_found`, `request.stale`, `case.wrong_state` */
export async function withdrawGrant(cx: Command, id: string, ifMatch?: number): Promise<Grant> {
  const seen = await known(cx, id);
  access.assert(cx.actor, 'voucher.apply', { organisationId: seen.organisationId });
  const row = await take(cx, id, ifMatch);
  await transition(cx, grantCase, caseIdOf(row), 'withdraw');
  await store.changeGrant(cx.tx, cx.scope, id, { status: 'withdrawn' });
  return finish(cx, 'voucher.withdraw', id, row);
}
