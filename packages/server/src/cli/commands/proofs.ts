import { createPublicKey, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { AuditEntry, InclusionProof } from '@hegu/contract/audit.ts';
import { z } from 'zod';
import {
  keyIdOf,
  type ProofFault,
  readTrustedKeys,
  type TrustedKeys,
  verifyProof,
} from '../../platform/audit/index.ts';
import { canonicalJson } from '../../platform/canonical.ts';
import { CliError, exitCode, type Words } from '../io.ts';
import type { Session } from '../session.ts';

/**
 * Checks proofs that somebody downloaded: one entry's (`审计日志 → 下载证明`), or the list in the archive of an application
 * (`数据/审计记录.json`). No database: the file and a public key are all it takes.
 */

/** As an archive lists them: what the entry says, and its proof; null in the second before it was sealed. */
const Listed = z.object({ entry: AuditEntry, proof: InclusionProof.nullable() });
type Claim = { readonly entry?: AuditEntry; readonly proof: InclusionProof | null };

/** What may be wrong with one claim: a fault of the proof, or of what stands beside it. */
type Fault = ProofFault | 'key' | 'entry' | 'unsealed';

const words: Readonly<Record<Fault, Words>> = {
  key: {
    zh: '签名用的公钥不在手头，无从核对：请用 --key 给出（平台的 /api/v1/audit/keys，或另存的 .pub.pem）',
    en: 'it is signed with a key that is not here: name it with --key (what /api/v1/audit/keys of the server says, or a .pub.pem kept elsewhere)',
  },
  head: { zh: '树头的签名不对：树头被改过', en: 'the signature of the head is wrong: the head was changed' },
  valley: { zh: '记录与树头不是同一个产业谷的', en: 'entry and head are of different valleys' },
  path: {
    zh: '记录不在这个树头之下：记录、位置或路径被改过',
    en: 'the entry is not under this head: the entry, its place or the path was changed',
  },
  body: {
    zh: '变更前后的内容与记录不符：内容被改过',
    en: 'what is said to have changed is not what the entry was made of: it was altered',
  },
  entry: {
    zh: '所列的记录与它的证明说的不是一回事：列出的内容被改过',
    en: 'the entry as listed is not the one its proof is of: the list was altered',
  },
  unsealed: {
    zh: '没有证明：下载时还没有封存，过一分钟再下载',
    en: 'has no proof: it was not sealed yet when this was downloaded; download it again',
  },
};

/** @returns the exit code: done when every proof in the file holds. */
export async function checkProofs(
  session: Session,
  file: string,
  o: { readonly key?: string; readonly json?: true },
): Promise<number> {
  const claims = await readClaims(file);
  const keys = await keysFor(session, o.key);
  const results = claims.map((claim) => ({
    id: claim.proof?.leaf.id ?? claim.entry?.id ?? '',
    fault: faultOf(claim, keys) ?? null,
    proof: claim.proof,
  }));
  const bad = results.filter((r) => r.fault !== null);
  const exit = bad.length === 0 ? exitCode.done : exitCode.refused;
  if (o.json) {
    const said = results.map(({ id, fault }) => ({ id, ok: fault === null, fault }));
    session.io.stdout.write(`${JSON.stringify(said, null, 2)}\n`);
    return exit;
  }
  for (const { id, fault } of bad) {
    const what = words[fault ?? 'entry'];
    session.say({ zh: `✗ ${id} 证明不成立：${what.zh}`, en: `✗ ${id} does not hold: ${what.en}` });
  }
  const good = results.filter((r) => r.fault === null);
  for (const { id, proof } of good.length > 20 ? [] : good) {
    if (!proof) continue;
    const { leaf, head, body } = proof;
    const without: Words = body ? { zh: '', en: '' } : { zh: '，不含内容', en: ', without its contents' };
    session.say({
      zh: `✓ ${id} 证明成立${without.zh}：${leaf.at} ${leaf.actorName} ${leaf.action}（${leaf.entity} ${leaf.entityId}），树头 ${head.treeSize} 条，签于 ${head.at}，公钥 ${head.keyId}`,
      en: `✓ ${id} holds${without.en}: ${leaf.at} ${leaf.actorName} ${leaf.action} (${leaf.entity} ${leaf.entityId}), under the head of ${head.treeSize} entries signed ${head.at} with key ${head.keyId}`,
    });
  }
  if (results.length > 1)
    session.say({
      zh: `${results.length} 条中 ${good.length} 条证明成立`,
      en: `${good.length} of ${results.length} proofs hold`,
    });
  return exit;
}

function faultOf({ entry, proof }: Claim, keys: TrustedKeys): Fault | undefined {
  if (!proof) return 'unsealed';
  if (!keys.has(proof.head.keyId)) return 'key';
  const fault = verifyProof(proof, keys);
  if (fault) return fault;
  return entry && !isOf(entry, proof) ? 'entry' : undefined;
}

/** Whether the list shows what was proved: people read the list. */
function isOf(entry: AuditEntry, { leaf, body, leafIndex }: InclusionProof): boolean {
  const same = (
    ['id', 'actorId', 'actorName', 'via', 'action', 'entity', 'entityId', 'requestId'] as const
  ).every((field) => entry[field] === leaf[field]);
  const shown = canonicalJson({ after: entry.after ?? null, before: entry.before ?? null });
  const proved = canonicalJson({ after: body?.after ?? null, before: body?.before ?? null });
  const when = Date.parse(entry.at) === Date.parse(leaf.at);
  return same && when && shown === proved && entry.leafIndex === leafIndex;
}

async function readClaims(file: string): Promise<Claim[]> {
  const text = await readFile(file, 'utf8');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  const one = InclusionProof.safeParse(json);
  if (one.success) return [{ proof: one.data }];
  const many = z
    .array(z.union([Listed, InclusionProof.transform((proof) => ({ proof }))]))
    .min(1)
    .safeParse(json);
  if (many.success) return many.data;
  throw new CliError({
    zh: `${file} 里没有审计证明；应是“审计日志”页“下载证明”存下的文件，或申报档案里的 数据/审计记录.json`,
    en: `${file} holds no audit proof: it should be what Download proof saved, or 数据/审计记录.json of an application’s archive`,
  });
}

/** The keys in `file` (PEM, or the JSON of `/api/v1/audit/keys`); without one, those of this deployment. */
async function keysFor(session: Session, file: string | undefined): Promise<TrustedKeys> {
  if (file === undefined) {
    return readTrustedKeys(session.dataDir).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return new Map<string, KeyObject>();
      throw error;
    });
  }
  // A line feed is two characters in JSON
  const text = (await readFile(file, 'utf8')).replaceAll('\\n', '\n');
  const keys = new Map<string, KeyObject>();
  try {
    for (const [pem] of text.matchAll(/-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----/g)) {
      const key = createPublicKey(pem);
      keys.set(keyIdOf(key), key);
    }
  } catch {
    // Named like a key, but not one: told below
    keys.clear();
  }
  if (keys.size === 0) throw new CliError({ zh: `${file} 里没有公钥`, en: `${file} holds no public key` });
  return keys;
}
