import type { RouteBody } from '@hegu/contract/route.ts';
import type { putPapers as putPapersRoute, Use } from '@hegu/contract/voucher/uses.ts';
import type { Command, Query, Role } from '../../../platform/command.ts';
import { DomainError } from '../../../platform/errors.ts';
import type { Files } from '../../../platform/files/index.ts';
import { decodePlace, pageOf } from '../../../platform/http/cursor.ts';
import { access } from '../access.ts';
import { claimBy, withheldWords } from '../redemption/rules.ts';
import { type Returned, returnsOf } from '../redemption/store.ts';
import { lockUse } from '../wallet/store.ts';
import * as store from './store.ts';

/** Uses as their two sides and the office see them, and the papers that a provider adds. */

const targetOf = (row: store.UseRow) => ({
  userId: row.userId,
  organisationId: row.organisationId,
  ownerOrganisationId: row.providerOrganisationId,
});

function toUse(q: Query, row: store.UseRow, last: Returned | undefined): Use {
  // Between the provider and the office
  const claims = access.may(q.actor, 'voucher.batch-read', targetOf(row));
  const pick = (zh: string, en: string) => (q.locale === 'zh' ? zh : en);
  return {
    id: row.id,
    grantId: row.grantId,
    programmeId: row.programmeId,
    title: { zh: row.titleZh, en: row.titleEn },
    refKind: row.refKind,
    refId: row.refId,
    status: row.status,
    organisationId: row.organisationId,
    organisationName: pick(row.organisationZh, row.organisationEn),
    providerOrganisationId: row.providerOrganisationId,
    providerName: pick(row.providerZh, row.providerEn),
    personName: row.personName,
    purpose: row.purpose,
    startsAt: row.startsAt.toString(),
    endsAt: row.endsAt.toString(),
    percentBp: row.percentBp,
    priceFen: row.priceFen,
    heldFen: row.heldFen,
    chargeFen: row.chargeFen,
    usedFen: row.usedFen,
    clawedFen: row.clawedFen,
    askedBack: claims && row.askedBack,
    relation: row.relation,
    invoice: row.invoice && { ...row.invoice },
    fileIds: row.fileIds,
    evidenceHash: row.evidenceHash,
    batchId: row.batchId,
    claimBy:
      claims && row.status === 'settled'
        ? (claimBy({ ...row, returnedAt: last?.at ?? null })?.toString() ?? null)
        : null,
    returned:
      claims && last
        ? {
            at: last.at.toString(),
            reason: last.withheld ? withheldWords[q.locale] : last.reason,
            batchId: last.batchId,
            batchNumber: last.batchNumber,
            withheld: last.withheld,
          }
        : null,
    heldAt: row.heldAt.toString(),
    settledAt: row.settledAt?.toString() ?? null,
    may: {
      addPapers: row.status === 'settled' && access.may(q.actor, 'voucher.papers', targetOf(row)),
      readEvidence: row.evidence !== null && access.may(q.actor, 'voucher.evidence-read', targetOf(row)),
    },
    version: row.version,
  };
}

const organisationsOf = (q: Query, ...roles: readonly Role[]): string[] => [
  ...new Set((q.actor?.memberships ?? []).filter((m) => roles.includes(m.role)).map((m) => m.organisationId)),
];

export interface UseSelection {
  readonly scope: 'organisation' | 'provider' | 'valley';
  readonly grantId?: string | undefined;
  readonly batchId?: string | undefined;
  readonly status?: Use['status'] | undefined;
}

/** What of the uses a reader asks for, as far as they may see them. @throws `access.denied` */
function filterOf(q: Query, input: UseSelection): store.UseFilter {
  const { scope, grantId, batchId, status } = input;
  if (scope === 'valley') access.assert(q.actor, 'voucher.decide');
  const narrowed: store.UseFilter =
    scope === 'provider'
      ? { providerIds: organisationsOf(q, 'facility') }
      : scope === 'organisation'
        ? { of: { organisationIds: organisationsOf(q, 'researcher', 'pi'), userId: q.actor?.userId ?? '' } }
        : {};
  return { ...narrowed, grantId, batchId, status };
}

/** On all pages, at most so many. @throws `access.denied` */
export const allUses = (q: Query, input: UseSelection, limit: number): Promise<store.UseRow[]> =>
  store.listUses(q.tx, q.scope, filterOf(q, input), null, limit);

/** @throws `access.denied`, `request.cursor` */
export async function listUses(
  q: Query,
  input: UseSelection & { readonly cursor?: string | undefined; readonly limit: number },
): Promise<{ items: Use[]; nextCursor: string | null }> {
  const rows = await store.listUses(
    q.tx,
    q.scope,
    filterOf(q, input),
    decodePlace(input.cursor),
    input.limit + 1,
  );
  const returned = await returnsOf(q.tx, q.scope, { useIds: rows.map((r) => r.id) });
  return pageOf(
    rows,
    input.limit,
    (r) => [r.heldAt.toString(), r.id],
    (r) => toUse(q, r, returned.get(r.id)),
  );
}

/** @throws `record.not_found` also for what the reader may not know of */
export async function knownUse(
  q: Query,
  id: string,
  action: 'voucher.use-read' | 'voucher.evidence-read' = 'voucher.use-read',
): Promise<store.UseRow> {
  const row = await store.findUse(q.tx, q.scope, id);
  if (!row || !access.may(q.actor, action, targetOf(row))) throw new DomainError('record.not_found', { id });
  return row;
}

/** @throws `record.not_found` */
export async function getUse(q: Query, id: string): Promise<Use> {
  const row = await knownUse(q, id);
  return toUse(q, row, (await returnsOf(q.tx, q.scope, { useIds: [id] })).get(id));
}

/**
 * Invoice data and reports of a settled use, until it is claimed.
 * @throws `record.not_found`, `access.denied`, `request.stale`, `voucher.evidence_none`, `voucher.use_not_open`,
 *   `voucher.invoice_short`, `file.not_found`
 */
export async function putPapers(
  cx: Command,
  files: Pick<Files, 'info'>,
  id: string,
  body: RouteBody<typeof putPapersRoute>,
  ifMatch?: number,
): Promise<Use> {
  access.assert(cx.actor, 'voucher.papers', targetOf(await knownUse(cx, id)));
  await lockUse(cx.tx, cx.scope, id);
  const row = await knownUse(cx, id);
  if (ifMatch !== undefined && ifMatch !== row.version)
    throw new DomainError('request.stale', { version: row.version });
  if (row.status === 'held' || row.status === 'released') throw new DomainError('voucher.evidence_none', {});
  if (row.status !== 'settled') throw new DomainError('voucher.use_not_open', {});
  const chargeFen = row.chargeFen ?? 0;
  if (body.invoice.amountFen < chargeFen)
    throw new DomainError('voucher.invoice_short', { invoiceFen: body.invoice.amountFen, chargeFen });
  const fileIds = [...new Set(body.fileIds)];
  // Those that stand there already may be a colleague's
  for (const fileId of fileIds) if (!row.fileIds.includes(fileId)) await files.info(cx, fileId);
  await store.putPapers(cx.tx, cx.scope, id, { invoice: body.invoice, fileIds });
  await cx.audit({
    action: 'voucher.papers',
    entity: 'voucher_use',
    entityId: id,
    before: { invoice: row.invoice, fileIds: row.fileIds },
    after: { invoice: body.invoice, fileIds },
  });
  cx.emit({
    type: 'voucher.changed',
    entityId: id,
    rooms: [`organisation:${row.providerOrganisationId}`],
  });
  return getUse(cx, id);
}
