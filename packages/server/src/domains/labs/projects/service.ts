import type {
  createProject as createProjectRoute,
  fundProject as fundProjectRoute,
  Project,
  updateProject as updateProjectRoute,
} from '@hegu/contract/labs/projects.ts';
import type { RouteBody, RouteBodyIn } from '@hegu/contract/route.ts';
import type { Command, Query } from '../../../platform/command.ts';
import { DomainError } from '../../../platform/errors.ts';
import { decodePlace, pageOf } from '../../../platform/http/cursor.ts';
import { findUserByName } from '../../../platform/identity/index.ts';
import { newId } from '../../../platform/ids.ts';
import * as ledger from '../../../platform/ledger/index.ts';
import { access } from '../access.ts';
import { coverDues, credit, lockPayer, type Payer, receiptsAccount } from '../billing/accounts/service.ts';
import { pick } from '../billing/service.ts';
import { arrearsAccount } from '../usage/settlement/service.ts';
import * as store from './store.ts';

/** Projects (课题/经费): who leads them, who may charge them, and the money on them. */

type Row = store.ProjectRow;

/** What access asks about: a project is the actor's own when they lead it or may charge it. */
const targetOf = (q: Query, row: Row) => ({
  piUserId: row.piUserId,
  organisationId: row.organisationId,
  userId:
    q.actor && (row.piUserId === q.actor.userId || row.members.some((m) => m.userId === q.actor?.userId))
      ? q.actor.userId
      : null,
});

const mayManage = (q: Query, row: Pick<Row, 'piUserId' | 'organisationId'>) =>
  access.may(q.actor, 'project.manage', {
    piUserId: row.piUserId,
    organisationId: row.organisationId,
  });

function toProject(q: Query, row: Row): Project {
  return {
    id: row.id,
    code: row.code,
    nameZh: row.nameZh,
    nameEn: row.nameEn,
    organisationId: row.organisationId,
    organisationName: pick(q, row.organisationNameZh, row.organisationNameEn),
    groupId: row.groupId,
    groupName: row.groupNameZh === null ? null : pick(q, row.groupNameZh, row.groupNameEn ?? row.groupNameZh),
    piUserId: row.piUserId,
    piName: row.piName,
    active: row.active,
    startsOn: row.startsOn,
    endsOn: row.endsOn,
    creditLimitFen: row.creditLimitFen,
    balanceFen: row.balanceFen,
    heldFen: row.heldFen,
    spentFen: row.spentFen,
    arrearsFen: row.arrearsFen,
    allowedInstrumentIds: row.allowedInstrumentIds && [...row.allowedInstrumentIds],
    members: [...row.members],
    mayManage: mayManage(q, row),
    version: row.version,
  };
}

/** For staff who book on somebody's behalf: what to choose from, and nothing of the money or the people. */
const toChoice = (q: Query, row: Row): Project => ({
  ...toProject(q, row),
  code: '',
  groupId: null,
  groupName: null,
  piUserId: '',
  piName: '',
  startsOn: null,
  endsOn: null,
  creditLimitFen: 0,
  balanceFen: 0,
  heldFen: 0,
  spentFen: 0,
  arrearsFen: 0,
  allowedInstrumentIds: null,
  members: [],
});

/**
 * Newest first. `mine`: those I lead or may charge. `all`: every one I may see, which for officers and admins is every one
 * there is. With `forUser` (id, user name or e-mail) those that this person may charge: for staff who book for them.
 * @throws `access.denied`, `request.cursor`
 */
export async function listProjects(
  q: Query,
  input: {
    readonly scope: 'mine' | 'all';
    readonly forUser?: string | undefined;
    readonly cursor?: string | undefined;
    readonly limit: number;
  },
): Promise<{ items: Project[]; nextCursor: string | null }> {
  const after = decodePlace(input.cursor);
  const { actor } = q;
  if (!actor) throw new DomainError('access.sign_in_required', { action: 'project.list' });
  const seesAll = access.may(actor, 'project.list', {});
  let userId: string | null = input.scope === 'all' && seesAll ? null : actor.userId;
  if (input.forUser !== undefined) {
    userId = (await findUserByName(q.tx, input.forUser))?.id ?? input.forUser;
    if (userId !== actor.userId && !seesAll) access.assert(actor, 'reservation.create-for-others');
  }
  const rows = await store.listProjects(q.tx, q.scope, userId, after, input.limit + 1);
  return pageOf(
    rows,
    input.limit,
    (row) => [row.createdAt.toString(), row.id],
    (row) => (access.may(actor, 'project.list', targetOf(q, row)) ? toProject(q, row) : toChoice(q, row)),
  );
}

/** @throws `record.not_found` also when there is one that the actor may not know of */
async function known(q: Query, id: string): Promise<Row> {
  const row = await store.findProject(q.tx, q.scope, id);
  if (!row || !access.may(q.actor, 'project.list', targetOf(q, row)))
    throw new DomainError('record.not_found', { id });
  return row;
}

export const getProject = async (q: Query, id: string): Promise<Project> => toProject(q, await known(q, id));

const brief = (row: Row) => ({
  code: row.code,
  nameZh: row.nameZh,
  nameEn: row.nameEn,
  organisationId: row.organisationId,
  piUserId: row.piUserId,
  active: row.active,
  startsOn: row.startsOn,
  endsOn: row.endsOn,
  creditLimitFen: row.creditLimitFen,
  allowedInstrumentIds: row.allowedInstrumentIds,
  memberIds: row.members.map((m) => m.userId),
});

async function finish(
  cx: Command,
  action: string,
  id: string,
  before: Row | null,
  more: Record<string, unknown> = {},
): Promise<Project> {
  const row = await store.findProject(cx.tx, cx.scope, id);
  if (!row) throw new Error('a project that was just written is not there');
  await cx.audit({
    action,
    entity: 'project',
    entityId: id,
    ...(before ? { before: brief(before) } : {}),
    after: { ...brief(row), ...more },
  });
  const people = new Set([row.piUserId, ...row.members.map((m) => m.userId)]);
  const rooms = [...people].map((p) => `user:${p}`);
  cx.emit({ type: 'project.changed', entityId: id, rooms, concerns: async () => [row.organisationId] });
  return toProject(cx, row);
}

function assertPeriod(startsOn: string | null, endsOn: string | null): void {
  if (startsOn !== null && endsOn !== null && endsOn < startsOn) throw new DomainError('time.reversed');
}

async function assertMembers(cx: Command, organisationId: string, userIds: readonly string[]): Promise<void> {
  const members = await store.membersOf(cx.tx, cx.scope, organisationId, userIds, cx.now);
  const strangers = userIds.filter((u) => !members.has(u));
  if (strangers.length === 0) return;
  throw DomainError.all(
    strangers.map((userId) => ({
      code: 'group.member_not_in_organisation',
      overridable: false,
      data: { userId },
    })),
  );
}

async function assertInstruments(cx: Command, ids: readonly string[] | null | undefined): Promise<void> {
  const found = await store.knownInstruments(cx.tx, cx.scope, ids ?? []);
  const missing = (ids ?? []).find((id) => !found.has(id));
  if (missing !== undefined) throw new DomainError('record.not_found', { id: missing });
}

/** The body of the route; the loader of a valley's data may bring ids of its own. */
export type NewProject = RouteBodyIn<typeof createProjectRoute> & { readonly id?: string };

/**
 * Opens a project and its accounts, with no money and no credit yet.
 * @throws `access.denied`, `record.not_found` (organisation, group, instrument), `time.reversed`, `group.pi_not_member`,
 *   `group.member_not_in_organisation` {userId}, `request.conflict` {code} when the organisation has one of this code
 */
export async function createProject(cx: Command, input: NewProject): Promise<Project> {
  const { organisationId, piUserId } = input;
  access.assert(cx.actor, 'project.manage', { piUserId, organisationId });
  assertPeriod(input.startsOn ?? null, input.endsOn ?? null);
  if (!(await store.organisationTakesPart(cx.tx, cx.scope, organisationId)))
    throw new DomainError('record.not_found', { id: organisationId });
  if (input.groupId !== undefined && !(await store.groupIsOf(cx.tx, cx.scope, input.groupId, organisationId)))
    throw new DomainError('record.not_found', { id: input.groupId });
  if (!(await store.membersOf(cx.tx, cx.scope, organisationId, [piUserId], cx.now)).has(piUserId))
    throw new DomainError('group.pi_not_member', { userId: piUserId });
  const memberIds = othersThan(piUserId, input.memberIds ?? []);
  await assertMembers(cx, organisationId, memberIds);
  await assertInstruments(cx, input.allowedInstrumentIds);

  const id = input.id ?? newId();
  const name = `${input.code} ${input.nameZh}`;
  const open = (kind: 'project' | 'project_held') =>
    ledger.openAccount(cx.tx, cx.scope, {
      kind,
      ownerKind: 'project',
      ownerId: id,
      name,
      floorFen: 0,
      at: cx.now,
    });
  const account = await open('project');
  const held = await open('project_held');
  await arrearsAccount(cx, id);
  const inserted = await store.insertProject(cx.tx, cx.scope, {
    id,
    code: input.code,
    nameZh: input.nameZh,
    nameEn: input.nameEn,
    organisationId,
    groupId: input.groupId ?? null,
    piUserId,
    startsOn: input.startsOn ?? null,
    endsOn: input.endsOn ?? null,
    allowedInstrumentIds: input.allowedInstrumentIds ?? null,
    accountId: account.id,
    heldAccountId: held.id,
    createdAt: cx.now,
  });
  if (!inserted) throw new DomainError('request.conflict', { code: input.code });
  await store.setMembers(cx.tx, cx.scope, id, memberIds);
  return finish(cx, 'project.manage', id, null);
}

/** Who leads a project may charge it anyway. */
const othersThan = (piUserId: string, userIds: readonly string[]) => [
  ...new Set(userIds.filter((u) => u !== piUserId)),
];

/** The project as it is once its turn is ours. */
async function take(cx: Command, id: string): Promise<{ row: Row; payer: Payer }> {
  const payer = await lockPayer(cx, id);
  const row = await store.findProject(cx.tx, cx.scope, id);
  if (!payer || !row) throw new DomainError('record.not_found', { id });
  return { row, payer };
}

/** @throws `record.not_found`, `access.denied`, `request.stale`, `time.reversed`, `group.member_not_in_organisation` {userId} */
export async function updateProject(
  cx: Command,
  id: string,
  input: RouteBody<typeof updateProjectRoute>,
  ifMatch?: number,
): Promise<Project> {
  const seen = await known(cx, id);
  access.assert(cx.actor, 'project.manage', {
    piUserId: seen.piUserId,
    organisationId: seen.organisationId,
  });
  const { row } = await take(cx, id);
  if (ifMatch !== undefined && ifMatch !== row.version)
    throw new DomainError('request.stale', { version: row.version });
  const { memberIds, ...change } = input;
  assertPeriod(
    input.startsOn === undefined ? row.startsOn : input.startsOn,
    input.endsOn === undefined ? row.endsOn : input.endsOn,
  );
  await assertInstruments(cx, input.allowedInstrumentIds);
  await store.changeProject(cx.tx, cx.scope, id, change);
  if (memberIds) {
    const others = othersThan(row.piUserId, memberIds);
    await assertMembers(cx, row.organisationId, others);
    await store.setMembers(cx.tx, cx.scope, id, others);
  }
  return finish(cx, 'project.manage', id, row);
}

/**
 * Records a prepayment, sets the credit limit, or both. Money that comes in pays arrears first and then covers what
 * statements ask for; the rest is there to book with.
 * @throws `record.not_found`, `access.denied`, `project.credit_in_use` {usedFen} when that is more than the new limit,
 *   `ledger.floor_above_balance` when a booking took more meanwhile
 */
export async function fundProject(
  cx: Command,
  id: string,
  input: RouteBody<typeof fundProjectRoute>,
): Promise<Project> {
  await known(cx, id);
  access.assert(cx.actor, 'project.fund', {});
  const { row, payer } = await take(cx, id);
  const { amountFen, creditLimitFen } = input;
  const more: Record<string, unknown> = { memo: input.memo };
  if (amountFen !== undefined) {
    const { arrearsFen } = await credit(cx, payer, {
      fromAccountId: (await receiptsAccount(cx)).id,
      amountFen,
      kind: 'prepayment',
      ref: { kind: 'prepayment', id: newId() },
      memo: input.memo,
    });
    Object.assign(more, { amountFen, arrearsFen, covered: await coverDues(cx, payer) });
  }
  if (creditLimitFen !== undefined) {
    const { balanceFen } = await ledger.balance(cx.tx, cx.scope, payer.accountId);
    if (-balanceFen > creditLimitFen)
      throw new DomainError('project.credit_in_use', { usedFen: -balanceFen });
    await ledger.setFloor(cx.tx, cx.scope, payer.accountId, creditLimitFen === 0 ? 0 : -creditLimitFen);
  }
  await store.changeProject(cx.tx, cx.scope, id, { creditLimitFen });
  return finish(cx, 'project.fund', id, row, more);
}
