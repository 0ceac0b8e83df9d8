import type { getLedger as getLedgerRoute } from '@hegu/contract/labs/ledger.ts';
import type { RouteOk } from '@hegu/contract/route.ts';
import type { Query } from '../../../../platform/command.ts';
import { DomainError } from '../../../../platform/errors.ts';
import * as ledger from '../../../../platform/ledger/index.ts';
import { sumFen } from '../../../../platform/money/index.ts';
import { voucherInWords } from '../../../voucher/index.ts';
import { access } from '../../access.ts';
import { findProject } from '../../projects/store.ts';
import { facilitiesOf, pick } from '../service.ts';
import * as store from './store.ts';

/** The ledger as its holders see it: a project's accounts, or what an owner of instruments has earned. */

export interface LedgerQuery {
  readonly projectId?: string | undefined;
  readonly ownerOrganisationId?: string | undefined;
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/**
 * Entries, newest first. With a project or an owner, `balanceFen` is the sum of all its entries; without, the lines of
 * everything the actor may read, and no balance, because they belong to different holders.
 * @throws `record.not_found`, `access.denied`, `request.cursor`, `request.invalid` for both at once
 */
export async function getLedger(q: Query, input: LedgerQuery): Promise<RouteOk<typeof getLedgerRoute>> {
  const accountIds = await accountsFor(q, input);
  const page = await ledger.entriesPage(q.tx, q.scope, {
    ...(accountIds === null ? {} : { accountIds }),
    ...(input.cursor === undefined ? {} : { cursor: input.cursor }),
    limit: input.limit,
  });
  const one = input.projectId !== undefined || input.ownerOrganisationId !== undefined;
  return {
    items: (await inWords(q, page.items)).map((e) => ({
      id: e.id,
      transferId: e.transferId,
      at: e.at,
      kind: e.kind,
      memo: e.memo,
      accountKind: e.accountKind,
      accountName: e.accountName,
      amountFen: e.amountFen,
      refKind: e.refKind,
      refId: e.refId,
    })),
    nextCursor: page.nextCursor,
    balanceFen: one ? await balanceOf(q, accountIds ?? []) : null,
  };
}

type Entry = Awaited<ReturnType<typeof ledger.entriesPage>>['items'][number];

/**
 * Entries as the reader's language has them: what a reservation or a charge moved is called after its instrument, an account
 * after its holder. Words that a person typed (the memo of a prepayment, the reference of a payment) stay as they are.
 */
export async function inWords(q: Query, entries: readonly Entry[]): Promise<Entry[]> {
  const refs = (kind: string) => [...new Set(entries.filter((e) => e.refKind === kind).map((e) => e.refId))];
  const byId = (rows: readonly store.Named[]) =>
    new Map(rows.map((r) => [r.id, pick(q, r.nameZh, r.nameEn)]));
  const instruments = byId(await store.instrumentsOf(q.tx, q.scope, refs('reservation'), refs('charge')));
  const accountIds = [...new Set(entries.map((e) => e.accountId))];
  const holders = byId(await store.holdersOf(q.tx, q.scope, accountIds));
  return (await voucherInWords(q, entries)).map((e) => ({
    ...e,
    memo: instruments.get(e.refId) ?? e.memo,
    accountName: holders.get(e.accountId) ?? e.accountName,
  }));
}

/** null: every account of the valley. */
export async function accountsFor(
  q: Query,
  input: Pick<LedgerQuery, 'projectId' | 'ownerOrganisationId'>,
): Promise<string[] | null> {
  const { projectId, ownerOrganisationId } = input;
  if (projectId !== undefined && ownerOrganisationId !== undefined)
    throw new DomainError('request.invalid', {
      path: 'query',
      problem: 'projectId / ownerOrganisationId',
    });
  if (projectId !== undefined) {
    const project = await findProject(q.tx, q.scope, projectId);
    const userId = q.actor?.userId;
    const isTheirs = project?.piUserId === userId || project?.members.some((m) => m.userId === userId);
    const mayRead = access.may(q.actor, 'ledger.read', { piUserId: project?.piUserId });
    if (!project || !(mayRead || isTheirs)) throw new DomainError('record.not_found', { id: projectId });
    if (!mayRead) throw new DomainError('access.denied', { action: 'ledger.read' });
    return store.accountsOfProject(q.tx, q.scope, projectId);
  }
  if (ownerOrganisationId !== undefined) {
    access.assert(q.actor, 'ledger.read', { ownerOrganisationId });
    if (!(await store.organisationIsHere(q.tx, q.scope, ownerOrganisationId)))
      throw new DomainError('record.not_found', { id: ownerOrganisationId });
    return store.incomeAccounts(q.tx, q.scope, [ownerOrganisationId]);
  }
  if (access.may(q.actor, 'ledger.read', {})) return null;
  access.assert(q.actor, 'ledger.read');
  const userId = q.actor?.userId ?? '';
  const leads = access.may(q.actor, 'ledger.read', { piUserId: userId });
  return [
    ...(leads ? await store.accountsOfLead(q.tx, q.scope, userId) : []),
    ...(await store.incomeAccounts(q.tx, q.scope, facilitiesOf(q))),
  ];
}

async function balanceOf(q: Query, accountIds: readonly string[]): Promise<number> {
  const balances: number[] = [];
  for (const id of accountIds) balances.push((await ledger.balance(q.tx, q.scope, id)).balanceFen);
  return sumFen(balances);
}
