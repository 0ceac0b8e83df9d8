import { Readable } from 'node:stream';
import * as audit from '../../../../platform/audit/index.ts';
import { canonicalJson, sha256Hex } from '../../../../platform/canonical.ts';
import type { Query } from '../../../../platform/command.ts';
import { DomainError } from '../../../../platform/errors.ts';
import { type ArchiveEntry, archiveOf, entryName, type Files } from '../../../../platform/files/index.ts';
import { access } from '../../access.ts';
import * as clawbacks from '../../payments/clawbacks/store.ts';
import * as payments from '../../payments/store.ts';
import * as publicity from '../../review/publicity/store.ts';
import * as reviews from '../../review/store.ts';
import { kept, replay } from '../decisions/service.ts';
import * as materials from '../materials/store.ts';
import * as applications from '../store.ts';
import { summaryOf } from '../view/service.ts';
import { pageOf } from './page/rules.ts';
import * as store from './store.ts';

/**
 * The file of an application (全流程档案): everything that was handed in, decided, made public and paid, with what each decision saw and
 * whether it comes out the same again, and the proofs of the audit log for every step; as a page to read, as data, and with the papers
 * themselves.
 */

const whole = 200;

/** What the file says, as data. @throws `record.not_found`, `access.denied` */
export async function recordOf(q: Query, id: string) {
  access.assert(q.actor, 'policy.dossier');
  const row = await applications.find(q.tx, q.scope, id);
  if (!row || row.submittedAt === null) throw new DomainError('record.not_found', { id });
  const decisions = [];
  for (const decisionId of await store.decisionsOf(q.tx, q.scope, id)) {
    const d = await kept(q, decisionId);
    const again = await replay(q, decisionId);
    decisions.push({ ...d, replay: { same: again.same, textsUntouched: again.textsUntouched } });
  }
  const held = await materials.ofApplication(q.tx, q.scope, id);
  const orders = await payments.listOrders(
    q.tx,
    q.scope,
    { organisationIds: null, applicationId: id },
    null,
    whole,
  );
  const objections = await publicity.objections(q.tx, q.scope, { applicationId: id }, null, whole);
  const demands = await clawbacks.list(
    q.tx,
    q.scope,
    { organisationIds: null, applicationId: id },
    null,
    whole,
  );
  const about: [entity: string, id: string][] = [
    ['policy_application', id],
    ...(row.caseId === null ? [] : [['case', row.caseId] as [string, string]]),
    ...orders.map((o): [string, string] => ['policy_order', o.id]),
    ...objections.map((o): [string, string] => ['policy_objection', o.id]),
    ...demands.map((d): [string, string] => ['policy_clawback', d.id]),
  ];
  const content = {
    format: 'hegu.policy-application/2',
    madeAt: q.now.toString(),
    application: {
      ...summaryOf(row),
      creditCode: row.creditCode,
      note: row.note,
      account: row.account,
      reasons: row.reasons,
      supplemented: row.supplemented,
    },
    materials: held.map((m, i) => ({
      materialId: m.materialId,
      name: m.name,
      size: m.size,
      sha256: m.sha256,
      addedAt: m.addedAt.toString(),
      fromApplication: m.fromNumber,
      /** Where it lies in the archive. */
      path: entryName('材料', i + 1, m.name),
    })),
    decisions,
    reviews: (await reviews.reviewsOf(q.tx, q.scope, id)).map((r) => ({ ...r, at: r.at.toString() })),
    appeal: await reviews.appealOf(q.tx, q.scope, id),
    publicity: await store.publicitiesOf(q.tx, q.scope, id),
    objections,
    instalments: await payments.instalmentsOf(q.tx, q.scope, id),
    orders,
    clawbacks: demands,
  };
  return { content, audit: await proofsOf(q, about), fileIds: held.map((m) => m.fileId) };
}
export type DossierRecord = Awaited<ReturnType<typeof recordOf>>;

/**
 * The file as an archive. The papers are opened here and read only as the archive is: none of them is in memory as a whole.
 *
 * @throws `record.not_found`, `access.denied`, `file.not_found`
 */
export async function dossierOf(
  q: Query,
  files: Pick<Files, 'openGranted'>,
  id: string,
): Promise<{ name: string; body: Readable }> {
  const record = await recordOf(q, id);
  const { content, audit } = record;
  const papers: ArchiveEntry[] = [];
  try {
    for (const [i, fileId] of record.fileIds.entries()) {
      const paper = (await files.openGranted(q, fileId)).body;
      // It may break while it waits for its turn; whoever reads it then is told
      paper.on('error', () => {});
      papers.push({ name: content.materials[i]?.path ?? '', content: paper });
    }
  } catch (error) {
    close(papers);
    throw error;
  }
  const recorded = new Map<string, string>(content.materials.map((m) => [m.path, m.sha256]));
  const text = (value: unknown) => `${canonicalJson(value)}\n`;
  const body = Readable.from(
    archiveOf(
      [
        { name: '说明.txt', content: guide },
        { name: '申报档案.html', content: pageOf(content, audit, q.scope.zone) },
        { name: '数据/档案.json', content: text({ content, sha256: sha256Hex(canonicalJson(content)) }) },
        { name: '数据/审计记录.json', content: text(audit) },
        ...papers,
      ],
      (written) => ({
        name: 'manifest.json',
        content: text({
          format: 'hegu.manifest/1',
          madeAt: content.madeAt,
          files: written.map((w) => {
            const was = recorded.get(w.name);
            // What was handed in is named by its hash: bytes that are no longer those are told
            return was === undefined ? w : { ...w, recorded: was, untouched: was === w.sha256 };
          }),
        }),
      }),
      q.now,
    ),
    { objectMode: false },
  );
  // Also where nobody ever began to read
  body.once('close', () => close(papers));
  return { name: `申报档案-${content.application.number ?? id}.zip`, body };
}

function close(papers: readonly ArchiveEntry[]): void {
  for (const p of papers) if (typeof p.content !== 'string') p.content.destroy();
}

const guide = `合谷 申报全流程档案

申报档案.html      供阅读：申报、逐条条件（条款、所见数据与来源）、审核、公示、拨付、审计记录
数据/档案.json     同样内容的数据；sha256 为其中 content 的规范 JSON（RFC 8785）的 SHA-256
数据/审计记录.json 与本申报有关的每一条审计记录及其 Merkle 存在证明（RFC 9162）
材料/              企业上传的材料原件
manifest.json      以上各文件的大小与 SHA-256；材料另列提交时登记的 SHA-256（recorded）以及是否一致（untouched）

核验
一、文件：对每个文件计算 SHA-256，与 manifest.json 比较。
二、审计记录：每条 proof 可离线核验，不需要本平台。公钥在 <平台地址>/api/v1/audit/keys，不用登录；最好与早先另存的一份比对。下面 || 是字节
    相接，“规范 JSON”按 RFC 8785，散列和签名都是十六进制。proof 为空的是刚发生、还没有签入树头的，过一分钟再下载。
    1  内容：SHA-256(body.salt || 规范 JSON{after, before})，等于 leaf.bodyHash；body 为空的，内容已按规定删去
    2  叶子：SHA-256(00 || leaf 的规范 JSON)
    3  树根：用 leafIndex、head.treeSize、path 按 RFC 9162 第 2.1.3.2 节算出的根，等于 head.rootHash
    4  签名：head.keyId 那把公钥（Ed25519）对“hegu-audit-head-v1”、换行、规范 JSON{at, rootHash, treeSize, valleyId} 的签名，等于 head.signature

The whole file of an application: a page to read, the same as data, every audit entry with its inclusion proof, the papers as they were
handed in, and a manifest with the SHA-256 of every file.

To check: (1) the SHA-256 of each file against manifest.json; (2) each proof, without this platform. The public keys are at
<address>/api/v1/audit/keys, without signing in; compare them with a copy kept earlier. || joins bytes, canonical JSON is RFC 8785, hashes and
signatures are hex. A proof that is null has not been sealed yet: download again after a minute.
    1  contents: SHA-256(body.salt || canonical JSON of {after, before}) is leaf.bodyHash; without a body, the contents were erased as prescribed
    2  leaf: SHA-256(00 || canonical JSON of leaf)
    3  root: what leafIndex, head.treeSize and path come to by RFC 9162, 2.1.3.2, is head.rootHash
    4  signature: the key head.keyId (Ed25519) has signed “hegu-audit-head-v1”, a line feed and the canonical JSON of {at, rootHash, treeSize,
       valleyId}, which is head.signature
`;

/** Every entry about these things, oldest first, with its proof; `proof` is null in the second before it is sealed. */
async function proofsOf(q: Query, about: readonly (readonly [string, string])[]) {
  const out: { entry: Awaited<ReturnType<typeof audit.list>>['items'][number]; proof: unknown }[] = [];
  for (const [entity, entityId] of about) {
    let cursor: string | undefined;
    do {
      const found = await audit.list(q, { entity, entityId, limit: whole, ...(cursor ? { cursor } : {}) });
      for (const entry of found.items)
        out.push({ entry, proof: entry.leafIndex === null ? null : await audit.proof(q, { id: entry.id }) });
      cursor = found.nextCursor ?? undefined;
    } while (cursor !== undefined);
  }
  return out.sort((a, b) =>
    a.entry.at < b.entry.at ? -1 : a.entry.at > b.entry.at ? 1 : a.entry.id < b.entry.id ? -1 : 1,
  );
}
