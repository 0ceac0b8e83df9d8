import { execFileSync } from 'node:child_process';
import { randomBytes, verify } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { InclusionProof } from '@hegu/contract/audit.ts';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seal } from '../../../../platform/audit/index.ts';
import { newAuditKey } from '../../../../platform/audit/keys.ts';
import { canonicalJson, sha256Hex } from '../../../../platform/canonical.ts';
import {
  archiveOf,
  blobsFromEnv,
  createFiles,
  entryName,
  type Files,
} from '../../../../platform/files/index.ts';
import { acceptApplication, reviewApplication } from '../../review/service.ts';
import { account, type PolicyFixture, policyFixture } from '../../testing/index.ts';
import { addMaterial, createApplication, submitApplication, updateApplication } from '../service.ts';
import { dossierOf } from './service.ts';

let f: PolicyFixture;
let folder: string;
let files: Files;
let id: string;
const plan = randomBytes(3_000_000);
const name = '研发项目说明（2026）.pdf';

beforeAll(async () => {
  f = await policyFixture();
  folder = await mkdtemp(join(tmpdir(), 'dossier-'));
  files = createFiles(blobsFromEnv({}, folder));
  const firm = await f.anotherFirm('档案<科技>');
  await f.state(firm.id, { rdExpense: { value: 600_000_000, year: 2025 } });
  ({ id } = await f.as(firm.actor, (cx) => createApplication(cx, { firmId: firm.id, clauseId: 'trial.rd' })));
  await f.as(firm.actor, (cx) => updateApplication(cx, id, { account: { ...account, holder: firm.nameZh } }));
  for (const [bytes, file] of [
    [Buffer.concat([Buffer.from('%PDF-1.7\n'), plan]), name],
    [Buffer.from('%PDF-1.7\n附件'), '../附件.pdf'],
  ] as const) {
    const saved = await f.as(firm.actor, (cx) =>
      files.save(cx, { bytes, name: file, declaredType: 'application/pdf', purpose: 'document' }),
    );
    await f.as(firm.actor, (cx) => addMaterial(cx, id, { materialId: 'plan', fileId: saved.id }));
  }
  await f.as(firm.actor, (cx) => submitApplication(cx, id));
  const [one, two] = f.officers;
  await f.as(one, (cx) => acceptApplication(cx, id));
  const verdict = { verdict: 'approve' as const, amountFen: 50_000_000, reason: '材料齐全', judgements: [] };
  await f.as(one, (cx) =>
    reviewApplication(cx, id, { ...verdict, judgements: [{ field: 'techField', value: true }] }),
  );
  await f.as(two, (cx) => reviewApplication(cx, id, verdict));
});
afterAll(async () => {
  await f?.close();
  if (folder) await rm(folder, { recursive: true, force: true });
});

async function unpacked(to: string): Promise<string> {
  const { body, name: zipName } = await f.ask('officer', (q) => dossierOf(q, files, id));
  expect(zipName).toMatch(/^申报档案-SB\d+\.zip$/);
  const zip = join(folder, `${to}.zip`);
  await pipeline(body, createWriteStream(zip));
  return zip;
}

/** By a program that shares nothing with the writer. */
const python = `
import hashlib, json, sys, zipfile
z = zipfile.ZipFile(sys.argv[1])
assert z.testzip() is None
utf8 = all(i.flag_bits & 0x800 for i in z.infolist() if any(ord(c) > 127 for c in i.filename))
print(json.dumps({'utf8': utf8, 'files': {n: [len(z.read(n)), hashlib.sha256(z.read(n)).hexdigest()] for n in z.namelist()},
  'page': z.read('申报档案.html').decode(), 'guide': z.read('说明.txt').decode(), 'manifest': json.loads(z.read('manifest.json')),
  'record': json.loads(z.read('数据/档案.json')), 'audit': json.loads(z.read('数据/审计记录.json'))}))
`;
interface Read {
  readonly utf8: boolean;
  readonly files: Readonly<Record<string, readonly [number, string]>>;
  readonly page: string;
  readonly manifest: {
    readonly files: readonly {
      name: string;
      size: number;
      sha256: string;
      recorded?: string;
      untouched?: boolean;
    }[];
  };
  readonly record: { readonly content: { readonly reviews: unknown[] }; readonly sha256: string };
  readonly guide: string;
  readonly audit: readonly {
    readonly entry: { readonly action: string };
    readonly proof: InclusionProof | null;
  }[];
}

const hex = (text: string) => Buffer.from(text, 'hex');
const hashOf = (...parts: (Buffer | string)[]): string =>
  sha256Hex(Buffer.concat(parts.map((p) => Buffer.from(p))));
const sorted = (value: unknown): string =>
  JSON.stringify(value, (_, v: unknown) =>
    v !== null && typeof v === 'object' && !Array.isArray(v)
      ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1)))
      : v,
  );

/** The algorithm of RFC 9162, 2.1.3.2, as it is written there. */
function rootOf(leaf: string, index: number, size: number, path: readonly string[]): string {
  let [fn, sn, r] = [index, size - 1, leaf];
  for (const p of path) {
    if (fn % 2 === 1 || fn === sn) {
      r = hashOf(hex('01'), hex(p), hex(r));
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [fn >> 1, sn >> 1];
    } else r = hashOf(hex('01'), hex(r), hex(p));
    [fn, sn] = [fn >> 1, sn >> 1];
  }
  expect(sn).toBe(0);
  return r;
}
const read = (zip: string): Read =>
  JSON.parse(execFileSync('python3', ['-c', python, zip], { encoding: 'utf8', maxBuffer: 1e8 })) as Read;

describe('the file of an application', () => {
  it('is an archive that others open, with every paper, and a manifest of what is in it', async () => {
    const zip = await unpacked('whole');
    if (existsSync('/usr/bin/unzip')) {
      execFileSync('/usr/bin/unzip', ['-tqq', zip]);
      const env = { ...process.env, LC_ALL: 'C.UTF-8' };
      expect(execFileSync('/usr/bin/unzip', ['-Z1', zip], { encoding: 'utf8', env })).toContain(
        '申报档案.html',
      );
    }
    const z = read(zip);
    expect(z.utf8).toBe(true);
    expect(Object.keys(z.files).sort()).toEqual(
      [
        'manifest.json',
        '说明.txt',
        '申报档案.html',
        '数据/档案.json',
        '数据/审计记录.json',
        `材料/01-${name}`,
        '材料/02-附件.pdf',
      ].sort(),
    );
    const listed = z.manifest.files;
    expect(listed.map((w) => w.name)).toEqual(Object.keys(z.files).filter((n) => n !== 'manifest.json'));
    for (const w of listed) expect([w.size, w.sha256]).toEqual(z.files[w.name]);
    expect(z.files[`材料/01-${name}`]?.[1]).toBe(sha256Hex(Buffer.concat([Buffer.from('%PDF-1.7\n'), plan])));
    expect(listed.filter((w) => w.recorded).map((w) => w.untouched)).toEqual([true, true]);
    expect(sha256Hex(canonicalJson(z.record.content))).toBe(z.record.sha256);
    expect(z.record.content.reviews).toHaveLength(2);
    expect(z.audit.map((a) => a.entry.action)).toContain('policy.review.second');
  });

  it('can be read by a person: conditions with their article, facts and source, and what was decided; nothing in it runs', async () => {
    const { page } = read(await unpacked('page'));
    for (const text of [
      '上年研发费用不低于 50 万元',
      '第五条第一款',
      '600 万元（2025 年报，2026-06-01 采集）',
      '审核认定',
      '符合',
      '材料齐全',
      '¥500,000.00',
      '逐字一致',
      '档案&lt;科技&gt;',
    ])
      expect(page).toContain(text);
    expect(page).not.toMatch(/<script|档案<科技>/);
  });

  it('tells of a paper whose bytes are no longer those that were handed in', async () => {
    const kept = (await readdir(join(folder, 'files'), { recursive: true, withFileTypes: true })).filter(
      (d) => d.isFile(),
    );
    for (const k of kept) {
      const path = join(k.parentPath, k.name);
      const was = await readFile(path);
      if (was.length > 1_000_000) continue;
      await rm(path);
      await writeFile(path, Buffer.concat([was, Buffer.from('!')]));
    }
    const { manifest } = read(await unpacked('touched'));
    expect(manifest.files.filter((w) => w.recorded).map((w) => w.untouched)).toEqual([true, false]);
  });

  it('has proofs that check by what its guide says, with nothing of this platform', async () => {
    const key = newAuditKey();
    while ((await seal(f.db, f.scope, key, Temporal.Instant.from('2026-07-15T03:00:00Z'), 1000)).sealed > 0);
    const { audit, guide } = read(await unpacked('proofs'));
    for (const step of ['leaf.bodyHash', 'hegu-audit-head-v1', '/api/v1/audit/keys', 'RFC 9162'])
      expect(guide.split(step).length, step).toBeGreaterThan(2);
    expect(audit.length).toBeGreaterThan(4);
    for (const { entry, proof } of audit) {
      if (!proof) throw new Error(`${entry.action} is not sealed`);
      const { leaf, body, head } = proof;
      expect(body && hashOf(hex(body.salt), sorted({ after: body.after, before: body.before }))).toBe(
        leaf.bodyHash,
      );
      expect(rootOf(hashOf(hex('00'), sorted(leaf)), proof.leafIndex, head.treeSize, proof.path)).toBe(
        head.rootHash,
      );
      const { at, rootHash, treeSize, valleyId } = head;
      const said = `hegu-audit-head-v1\n${sorted({ at, rootHash, treeSize, valleyId })}`;
      expect(verify(null, Buffer.from(said), key.publicKey, hex(head.signature))).toBe(true);
    }
  });

  it('is for officers', async () => {
    await expect(f.ask('pi', (q) => dossierOf(q, files, id))).rejects.toMatchObject({
      code: 'access.denied',
    });
  });
});

describe('an archive as it is written', () => {
  const at = Temporal.Instant.from('2026-07-15T02:00:00Z');
  const manifest = () => ({ name: 'manifest.json', content: '{}' });

  it('reads a part only when it is its turn, and a chunk at a time', async () => {
    let taken = 0;
    const chunk = randomBytes(64 * 1024);
    const large = () =>
      Readable.from(
        (function* () {
          for (let i = 0; i < 400; i++) {
            taken++;
            yield chunk;
          }
        })(),
        { highWaterMark: 1 },
      );
    const zip = archiveOf(
      [
        { name: 'a.txt', content: 'a' },
        { name: 'b', content: large() },
        { name: 'c', content: large() },
      ],
      manifest,
      at,
    );
    let most = 0;
    let out = 0;
    for await (const bytes of zip) {
      out += bytes.length;
      most = Math.max(most, taken * chunk.length - out);
    }
    expect(taken).toBe(800);
    expect(most).toBeLessThan(8 * chunk.length);
  });

  it('closes what it did not come to when the reader goes away, and says when a part breaks', async () => {
    const waiting = createReadStream(join(folder, 'whole.zip'));
    const zip = archiveOf(
      [
        { name: 'a.txt', content: 'a' },
        { name: 'b', content: waiting },
      ],
      manifest,
      at,
    );
    await zip.next();
    await zip.return();
    expect(waiting.destroyed).toBe(true);
    const broken = Readable.from(
      (function* () {
        yield Buffer.from('x');
        throw new Error('gone');
      })(),
    );
    const drained = async () => {
      let n = 0;
      for await (const bytes of archiveOf([{ name: 'b', content: broken }], manifest, at)) n += bytes.length;
      return n;
    };
    await expect(drained()).rejects.toThrow('gone');
  });

  it('has names that stay inside it', () => {
    expect(entryName('材料', 3, '../../a:b\u0000.pdf')).toBe('材料/03-.._.._a_b_.pdf');
    expect(entryName('x', 12, 'y'.repeat(300))).toBe(`x/12-${'y'.repeat(120)}`);
  });
});
