import type { Db } from '../platform/db/db.ts';
import type { ValleyScope } from '../platform/db/scope.ts';
import { newId } from '../platform/ids.ts';
import * as ledger from '../platform/ledger/index.ts';
import { next } from './rows.ts';
import { start } from './start.ts';

/** Projects that pay for what is booked. */

export interface Project {
  readonly id: string;
  readonly accountId: string;
  readonly heldAccountId: string;
  readonly organisationId: string;
}

/** A project with money on it. `fundFen` 0 leaves it empty. */
export async function addProject(
  world: { readonly db: Db; readonly scope: ValleyScope },
  input: {
    readonly organisationId: string;
    readonly piUserId: string;
    readonly memberIds?: readonly string[];
    readonly fundFen?: number;
    readonly active?: boolean;
    readonly instrumentIds?: readonly string[] | null;
    readonly nameZh?: string;
  },
): Promise<Project> {
  const { db, scope } = world;
  return db.tx(scope, async (tx) => {
    const id = newId();
    const of = { ownerKind: 'project', ownerId: id, at: start };
    const account = await ledger.openAccount(tx, scope, {
      ...of,
      kind: 'project',
      name: 'project',
      floorFen: 0,
    });
    const held = await ledger.openAccount(tx, scope, {
      ...of,
      kind: 'project_held',
      name: 'held',
      floorFen: 0,
    });
    await tx
      .insertInto('projects')
      .values({
        valley_id: scope.valleyId,
        id,
        code: `P${next()}`,
        name_zh: input.nameZh ?? '课题',
        name_en: input.nameZh ?? 'project',
        organisation_id: input.organisationId,
        group_id: null,
        pi_user_id: input.piUserId,
        active: input.active ?? true,
        starts_on: null,
        ends_on: null,
        allowed_instrument_ids: input.instrumentIds ? [...input.instrumentIds] : null,
        account_id: account.id,
        held_account_id: held.id,
        created_at: start,
      })
      .execute();
    for (const userId of new Set(input.memberIds ?? [])) {
      await tx
        .insertInto('project_members')
        .values({ valley_id: scope.valleyId, project_id: id, user_id: userId })
        .execute();
    }
    const fundFen = input.fundFen ?? 100_000_000;
    if (fundFen > 0) {
      const receipts = await ledger.openAccount(tx, scope, {
        kind: 'receipts',
        ownerKind: 'valley',
        ownerId: scope.valleyId,
        name: 'receipts',
        at: start,
      });
      await ledger.transfer(tx, scope, {
        kind: 'prepayment',
        ref: { kind: 'prepayment', id: newId() },
        lines: [
          { accountId: receipts.id, amountFen: -fundFen },
          { accountId: account.id, amountFen: fundFen },
        ],
        at: start,
        memo: 'test',
      });
    }
    return { id, accountId: account.id, heldAccountId: held.id, organisationId: input.organisationId };
  });
}
