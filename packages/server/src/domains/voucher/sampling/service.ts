import { randomBytes } from 'node:crypto';
import type { VoucherAudit } from '@hegu/contract/voucher/audits.ts';
import { Temporal } from 'temporal-polyfill';
import { latestHead } from '../../../platform/audit/index.ts';
import type { Command, Query } from '../../../platform/command.ts';
import { DomainError } from '../../../platform/errors.ts';
import { decodePlace, pageOf } from '../../../platform/http/cursor.ts';
import { newId } from '../../../platform/ids.ts';
import { access } from '../access.ts';
import { askBack } from '../clawbacks/service.ts';
import { getProgramme } from '../programmes/service.ts';
import { lockUse } from '../wallet/store.ts';
import { draw, populationHash, seedFrom, sizeOf } from './rules.ts';
import * as store from './store.ts';

/** Random checks (抽查) of what vouchers paid for. */

const toAudit = (row: store.AuditRow, findings: readonly store.FindingRow[]): VoucherAudit => ({
  id: row.id,
  programmeId: row.programmeId,
  from: row.fromAt.toString(),
  to: row.toAt.toString(),
  population: row.population,
  populationHash: row.populationHash,
  seed: row.seed,
  seedOf: row.seedOf,
  drawnByName: row.drawnByName,
  createdAt: row.createdAt.toString(),
  findings: findings.map((f) => ({
    useId: f.useId,
    title: { zh: f.titleZh, en: f.titleEn },
    startsAt: f.startsAt.toString(),
    place: f.place,
    result: f.result,
    note: f.note,
    clawbackFen: f.clawbackFen,
    clawback: f.clawback,
    takenFen: f.takenFen,
    foundByName: f.foundByName,
    foundAt: f.foundAt?.toString() ?? null,
  })),
  version: row.version,
});

/** Newest first. @throws `access.denied`, `request.cursor` */
export async function listAudits(
  q: Query,
  input: { readonly cursor?: string | undefined; readonly limit: number },
): Promise<{ items: VoucherAudit[]; nextCursor: string | null }> {
  access.assert(q.actor, 'voucher.audit');
  const rows = await store.listAudits(q.tx, q.scope, decodePlace(input.cursor), input.limit + 1);
  const found = await store.findingsOf(
    q.tx,
    q.scope,
    rows.map((r) => r.id),
  );
  return pageOf(
    rows,
    input.limit,
    (r) => [r.createdAt.toString(), r.id],
    (r) =>
      toAudit(
        r,
        found.filter((f) => f.auditId === r.id),
      ),
  );
}

/** @throws `access.denied`, `record.not_found` */
export async function getAudit(q: Query, id: string): Promise<VoucherAudit> {
  access.assert(q.actor, 'voucher.audit');
  const row = await store.findAudit(q.tx, q.scope, id);
  if (!row) throw new DomainError('record.not_found', { id });
  return toAudit(row, await store.findingsOf(q.tx, q.scope, [id]));
}

/**
 * Draws a sample. The seed is made of the newest signed head of the audit log, the population and chance, and is written to the
 * log with the draw: whoever draws can neither choose what comes out nor draw again without its being seen.
 * @throws `access.denied`, `record.not_found`, `time.reversed`, `voucher.nothing_to_audit`
 */
export async function drawAudit(
  cx: Command,
  input: {
    readonly programmeId: string;
    readonly from: string;
    readonly to: string;
    readonly size?: number | undefined;
  },
): Promise<VoucherAudit> {
  access.assert(cx.actor, 'voucher.audit');
  const from = Temporal.Instant.from(input.from);
  const to = Temporal.Instant.from(input.to);
  if (Temporal.Instant.compare(from, to) >= 0) throw new DomainError('time.reversed', {});
  const programme = await getProgramme(cx, input.programmeId);
  const ids = await store.populationOf(cx.tx, cx.scope, programme.id, from, to);
  if (ids.length === 0) throw new DomainError('voucher.nothing_to_audit', {});
  const head = await latestHead(cx);
  const seedOf = {
    head: head && { treeSize: head.treeSize, rootHash: head.rootHash },
    populationHash: populationHash(ids),
    nonce: randomBytes(16).toString('hex'),
  };
  const seed = seedFrom(seedOf);
  const drawn = draw(ids, seed, input.size ?? sizeOf(ids.length, programme.scheme.auditBp));
  const id = newId();
  await store.insertAudit(
    cx.tx,
    cx.scope,
    {
      id,
      programme_id: programme.id,
      from_at: from,
      to_at: to,
      population: ids.length,
      population_hash: seedOf.populationHash,
      seed,
      seed_of: seedOf,
      drawn_by: cx.actor.userId,
      created_at: cx.now,
    },
    drawn,
  );
  await cx.audit({
    action: 'voucher.audit-draw',
    entity: 'voucher_audit',
    entityId: id,
    after: {
      programmeId: programme.id,
      from: from.toString(),
      to: to.toString(),
      population: ids.length,
      seed,
      seedOf,
      drawn,
    },
  });
  return getAudit(cx, id);
}

/**
 * Records what was found on one use; a failed one may ask for money back, on which the provider is heard first.
 * @throws `access.denied`, `record.not_found`, `voucher.found_already`, `voucher.over_claim` {usedFen}, `case.already_open`
 */
export async function recordFinding(
  cx: Command,
  auditId: string,
  input: {
    readonly useId: string;
    readonly result: 'pass' | 'fail';
    readonly note: string;
    readonly clawbackFen: number;
  },
): Promise<VoucherAudit> {
  access.assert(cx.actor, 'voucher.audit');
  await store.lockAudit(cx.tx, cx.scope, auditId);
  const audit = await getAudit(cx, auditId);
  const drawn = audit.findings.find((f) => f.useId === input.useId);
  if (!drawn) throw new DomainError('record.not_found', { id: input.useId });
  if (drawn.result !== null) throw new DomainError('voucher.found_already', {});
  const use = await lockUse(cx.tx, cx.scope, input.useId);
  if (!use) throw new DomainError('record.not_found', { id: input.useId });
  const backFen = input.result === 'fail' ? input.clawbackFen : 0;
  if (backFen > use.usedFen) throw new DomainError('voucher.over_claim', { usedFen: use.usedFen });
  await store.putFinding(cx.tx, cx.scope, auditId, input.useId, {
    result: input.result,
    note: input.note,
    clawbackFen: backFen,
    caseId: backFen > 0 ? await askBack(cx, use, { amountFen: backFen, finding: input.note }) : null,
    by: cx.actor.userId,
    at: cx.now,
  });
  await cx.audit({
    action: 'voucher.audit-finding',
    entity: 'voucher_audit',
    entityId: auditId,
    after: { ...input, clawbackFen: backFen },
  });
  return getAudit(cx, auditId);
}
