import { Readable } from 'node:stream';
import { list as listAudit, proof } from '../../../platform/audit/index.ts';
import { canonicalJson } from '../../../platform/canonical.ts';
import type { Query } from '../../../platform/command.ts';
import { DomainError } from '../../../platform/errors.ts';
import { type ArchiveEntry, archiveOf, entryName, type Files } from '../../../platform/files/index.ts';
import { Download } from '../../../platform/http/route.ts';
import * as ledger from '../../../platform/ledger/index.ts';
import { knownUse } from '../uses/service.ts';
import type { UseRow } from '../uses/store.ts';

/**
 * The evidence of one use (佐证材料): the platform's own records of the order, its metering and its charge, the provider's invoice
 * and reports, the money's way through the ledger, and proofs from the audit log that all of it was written when it says.
 */

const mostBytes = 100 * 1024 * 1024;

async function logOf(q: Query, useId: string) {
  const { items } = await listAudit(q, { entity: 'voucher_use', entityId: useId, limit: 200 });
  const entries: { id: string; at: string; action: string; actorName: string; proof: unknown }[] = [];
  for (const e of [...items].reverse())
    entries.push({
      id: e.id,
      at: e.at,
      action: e.action,
      actorName: e.actorName,
      proof: await proofOf(q, e.id),
    });
  return entries;
}

/** Null in the second before an entry is sealed. */
async function proofOf(q: Query, id: string): Promise<unknown> {
  try {
    return await proof(q, { id });
  } catch (error) {
    if (error instanceof DomainError && error.code === 'audit.not_sealed') return null;
    throw error;
  }
}

interface Paper {
  readonly name: string;
  readonly size: number;
  readonly sha256: string;
  readonly open: () => Promise<Readable>;
}

async function papersOf(q: Query, files: Files, row: UseRow): Promise<Paper[]> {
  const papers: Paper[] = [];
  for (const [i, id] of row.fileIds.entries()) {
    const opened = await files.openGranted(q, id);
    opened.body.destroy();
    const { name, size, sha256 } = opened.info;
    papers.push({
      name: entryName('files', i + 1, name),
      size,
      sha256,
      open: async () => (await files.openGranted(q, id)).body,
    });
  }
  return papers;
}

async function recordOf(q: Query, row: UseRow, papers: readonly Paper[]) {
  const moved = await ledger.entriesPage(q.tx, q.scope, {
    ref: { kind: 'voucher_use', id: row.id },
    limit: 200,
  });
  return {
    format: 'hegu-voucher-evidence-v1',
    use: {
      id: row.id,
      status: row.status,
      ref: { kind: row.refKind, id: row.refId },
      purpose: row.purpose,
      service: row.serviceCode,
      classCode: row.classCode,
      percentBp: row.percentBp,
      priceFen: row.priceFen,
      heldFen: row.heldFen,
      chargeFen: row.chargeFen,
      settledFen: row.settledFen,
      usedFen: row.usedFen,
      heldAt: row.heldAt.toString(),
      settledAt: row.settledAt?.toString() ?? null,
    },
    scheme: { id: row.schemeId, hash: row.schemeHash, year: row.year },
    buyer: { id: row.organisationId, creditCode: row.organisationCode, nameZh: row.organisationZh },
    provider: { id: row.providerOrganisationId, creditCode: row.providerCode, nameZh: row.providerZh },
    relation: { known: row.relation, clearedBy: row.relationClearedBy },
    /** As the counter that sold the service recorded it when it was settled; `evidenceHash` stands in the audit log. */
    records: row.evidence,
    evidenceHash: row.evidenceHash,
    invoice: row.invoice,
    files: papers.map(({ name, size, sha256 }) => ({ name, size, sha256 })),
    ledger: [...moved.items].reverse().map((e) => ({
      transferId: e.transferId,
      at: e.at,
      kind: e.kind,
      account: e.accountKind,
      amountFen: e.amountFen,
    })),
    audit: await logOf(q, row.id),
  };
}

const guide = `合谷 创新券佐证材料

record.json    订单、计时、收费、发票、账目，以及审计日志的存在证明
files/         服务机构上传的报告等
manifest.json  以上各文件的 SHA-256

核验：record.json 中 records 的规范 JSON（RFC 8785）的 SHA-256 应等于 evidenceHash；
audit 中动作为 voucher.settle 的一条，其证明的 body.after.evidenceHash 应与之相同，
证明用 hegu audit 或平台公布的公钥核验。

Evidence of a use of an innovation voucher: record.json has order, metering, charge, invoice, ledger and proofs; the SHA-256 of
the canonical JSON (RFC 8785) of its "records" equals "evidenceHash", which stands in the proven audit entry voucher.settle.
`;

/** @throws `record.not_found`, `voucher.evidence_none`, `voucher.evidence_large` {limit} */
export async function getEvidence(
  q: Query,
  files: Files,
  id: string,
  format: 'zip' | 'json',
): Promise<Download> {
  const row = await knownUse(q, id, 'voucher.evidence-read');
  if (row.evidence === null) throw new DomainError('voucher.evidence_none', {});
  const papers = await papersOf(q, files, row);
  const record = await recordOf(q, row, papers);
  const json = `${JSON.stringify(record, null, 2)}\n`;
  if (format === 'json') return new Download(json, 'application/json', `voucher-${id}.json`);
  if (papers.reduce((n, p) => n + p.size, 0) > mostBytes)
    throw new DomainError('voucher.evidence_large', { limit: mostBytes });
  const entries: ArchiveEntry[] = [
    { name: 'README.txt', content: guide },
    { name: 'record.json', content: json },
  ];
  const close = () => {
    for (const { content } of entries) if (typeof content !== 'string') content.destroy();
  };
  try {
    for (const p of papers) {
      const content = await p.open();
      // It may break while it waits for its turn; whoever reads it then is told
      content.on('error', () => {});
      entries.push({ name: p.name, content });
    }
  } catch (error) {
    close();
    throw error;
  }
  const body = Readable.from(
    archiveOf(
      entries,
      (written) => ({
        name: 'manifest.json',
        content: `${canonicalJson(Object.fromEntries(written.map((w) => [w.name, w.sha256])))}\n`,
      }),
      row.settledAt ?? row.heldAt,
    ),
    { objectMode: false },
  );
  // Also where nobody ever began to read
  body.once('close', close);
  return new Download(
    Readable.toWeb(body) as ReadableStream<Uint8Array>,
    'application/zip',
    `voucher-${id}.zip`,
  );
}
