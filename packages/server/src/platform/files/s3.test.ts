import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestDb, testDb } from '../db/testing/index.ts';
import { toProblem } from '../http/problem.ts';
import { StoreError } from './blobs.ts';
import { blobsFromEnv, checkBlobs, createFiles } from './index.ts';
import { s3Blobs } from './s3.ts';
import { makePlace, system } from './testing/index.ts';
import { type S3Peer, signatureProblem, startS3 } from './testing/s3.ts';

const NOW = '2026-07-15T08:00:00Z';
const right = {
  bucket: 'valley-files',
  region: 'cn-shanghai',
  accessKey: 'AKID',
  secretKey: 's3cr3t/+=',
};
const pdf = Buffer.from('%PDF-1.4\n1 0 obj <</Type/Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n');
const sha256 = createHash('sha256').update(pdf).digest('hex');
const key = `valley/${sha256}`;

let peer: S3Peer;
let root: string;
let path: string;
beforeAll(async () => {
  peer = await startS3(right);
  root = mkdtempSync(join(tmpdir(), 'hegu-s3-'));
  path = join(root, 'a.pdf');
  writeFileSync(path, pdf);
});
afterAll(async () => {
  await peer?.close();
  rmSync(root, { recursive: true, force: true });
});

const store = (changes: Partial<Parameters<typeof s3Blobs>[0]> = {}) =>
  s3Blobs({ endpoint: peer.endpoint, ...right, retryMs: 1, ...changes });
const put = (blobs = store()) =>
  blobs.put(key, { path, size: pdf.length, sha256 }, Temporal.Instant.from(NOW));
const failure = (work: Promise<unknown>): Promise<StoreError> =>
  work.then(
    () => Promise.reject(new Error('it went through')),
    (error) => {
      expect(error).toBeInstanceOf(StoreError);
      return error as StoreError;
    },
  );

describe('a store that is set up wrongly', () => {
  it.each([
    ['access key', { accessKey: 'nobody' }, 'HEGU_S3_ACCESS_KEY', '403 InvalidAccessKeyId'],
    ['secret', { secretKey: 'no' }, 'HEGU_S3_SECRET_KEY', '403 SignatureDoesNotMatch the "signature"'],
    ['bucket', { bucket: 'valley-file' }, 'HEGU_S3_BUCKET', '404 NoSuchBucket'],
    ['bucket that begins alike', { bucket: 'valley-files-2' }, 'HEGU_S3_BUCKET', '404 NoSuchBucket'],
    ['region', { region: 'us-east-1' }, 'HEGU_S3_REGION', '400 AuthorizationHeaderMalformed the "region"'],
  ])('%s: says which setting, whatever is asked first', async (_, changes, setting, said) => {
    const blobs = store(changes);
    const reads = async () => {
      for await (const blob of blobs.list('valley')) expect(blob).toBeUndefined();
    };
    for (const work of [
      () => blobs.check?.(),
      () => put(blobs),
      () => blobs.open(key),
      () => blobs.remove(key),
      reads,
    ]) {
      const error = await failure(Promise.resolve(work()));
      expect(error.misconfigured).toBe(true);
      for (const words of [error.words.zh, error.words.en]) {
        expect(words).toContain(setting);
        expect(words).toContain(said);
      }
    }
    const unreachable: StoreError[] = [];
    await expect(checkBlobs(blobs, (e) => unreachable.push(e))).rejects.toBeInstanceOf(StoreError);
    expect(unreachable).toEqual([]);
  });

  it('says which setting is missing, and what is no address', () => {
    const env = { HEGU_S3_ENDPOINT: peer.endpoint, HEGU_S3_BUCKET: 'b' };
    expect(() => blobsFromEnv(env, root)).toThrow(
      /还要设 HEGU_S3_ACCESS_KEY\n.*HEGU_S3_ACCESS_KEY must be set/,
    );
    const whole = { ...env, HEGU_S3_ACCESS_KEY: 'a', HEGU_S3_SECRET_KEY: 's' };
    for (const wrong of ['minio:9000', '/data', 'ftp://minio'])
      expect(() => blobsFromEnv({ ...whole, HEGU_S3_ENDPOINT: wrong }, root)).toThrow('HEGU_S3_ENDPOINT');
  });
});

describe('a store in trouble', () => {
  it('is asked again while it is busy or hangs up, and not for ever', async () => {
    peer.failNext(2);
    await put();
    peer.hangUpNext(2);
    const body = await store().open(key);
    expect(body && (await buffer(body))).toEqual(pdf);
    peer.failNext(10);
    const busy = await failure(put());
    expect(busy.misconfigured).toBe(false);
    expect(busy.words.en).toContain('503 SlowDown later');
    peer.failNext(0);
    peer.hangUpNext(10);
    expect((await failure(put())).misconfigured).toBe(false);
    peer.hangUpNext(0);
    expect(await store().open('valley/nothing')).toBeNull();
  });

  it('is given up when it says nothing, also after a garbage collection', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    peer.silence(true);
    try {
      const blobs = store({ patienceMs: 600 });
      const collecting = setInterval(collect, 100);
      const waits = [
        failure(put(blobs)),
        failure(blobs.open(key)),
        failure(blobs.check?.() as Promise<void>),
      ];
      const errors = await Promise.all(waits).finally(() => clearInterval(collecting));
      for (const error of errors) expect(error.words.zh).toContain(`连不上文件存储 ${peer.endpoint}`);
    } finally {
      peer.silence(false);
    }
  });

  it('does not keep a server from starting when it is merely away', async () => {
    const away = await startS3(right);
    await away.close();
    const said: string[] = [];
    await checkBlobs(store({ endpoint: away.endpoint }), (e) => said.push(e.words.zh, e.words.en));
    expect(said).toEqual([
      expect.stringContaining(`连不上文件存储 ${away.endpoint}：connect ECONNREFUSED`),
      expect.stringContaining('cannot be reached'),
    ]);
    await checkBlobs(store(), (e) => said.push(e.message));
    expect(said).toHaveLength(2);
  });
});

describe('files while their store is away', () => {
  let test: TestDb;
  beforeAll(async () => {
    test = await testDb();
  });
  afterAll(async () => {
    await test?.close();
  });

  it('people are told to come back, nothing is written, and the reason is kept for the log', async () => {
    const place = await makePlace(test.db);
    const files = createFiles(store());
    const upload = { bytes: pdf, name: 'a.pdf', declaredType: 'application/pdf', purpose: 'document' };
    const { result } = await place.run(system, NOW, (cx) => files.save(cx, upload));
    peer.hangUpNext(1000);
    try {
      for (const work of [
        () => place.run(system, NOW, (cx) => files.save(cx, upload)),
        () => place.ask(system, NOW, (q) => files.open(q, result.id)),
      ]) {
        const error = await work().then(
          () => null,
          (e) => e,
        );
        expect(error).toMatchObject({ code: 'file.store_unavailable', cause: expect.any(StoreError) });
        expect(toProblem(error, 'zh', 'Asia/Shanghai', 'r')).toMatchObject({
          status: 503,
          title: '文件暂时存取不了，请过几分钟再试',
        });
      }
    } finally {
      peer.hangUpNext(0);
    }
    const rows = await test.db.read(place.scope, (tx) => tx.selectFrom('files').select('id').execute());
    expect(rows).toEqual([{ id: result.id }]);
    expect(readdirSync(tmpdir()).filter((n) => n.startsWith('hegu-upload-'))).toEqual([]);
  });
});

describe('the S3 to test against reads signatures as S3 does', () => {
  // The worked examples of “Signature Calculations for the Authorization Header” in the reference of Amazon S3
  const settings = {
    accessKey: 'AKIAIOSFODNN7EXAMPLE',
    secretKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    region: 'us-east-1',
  };
  const empty = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
  const welcome = Buffer.from('Welcome to Amazon S3.');
  const examples = [
    {
      method: 'GET',
      url: '/test.txt',
      headers: { range: 'bytes=0-9', 'x-amz-content-sha256': empty },
      signed: 'host;range;x-amz-content-sha256;x-amz-date',
      signature: 'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
      body: Buffer.alloc(0),
    },
    {
      method: 'PUT',
      url: '/test%24file.text',
      headers: {
        date: 'Fri, 24 May 2013 00:00:00 GMT',
        'x-amz-content-sha256': '44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072',
        'x-amz-storage-class': 'REDUCED_REDUNDANCY',
      },
      signed: 'date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class',
      signature: '98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
      body: welcome,
    },
    {
      method: 'GET',
      url: '/?max-keys=2&prefix=J',
      headers: { 'x-amz-content-sha256': empty },
      signed: 'host;x-amz-content-sha256;x-amz-date',
      signature: '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
      body: Buffer.alloc(0),
    },
  ] as const;
  const requestOf = ({ method, url, headers, signed, signature }: (typeof examples)[number]) => ({
    method: method as string,
    url: url as string,
    headers: {
      ...(headers as Record<string, string>),
      host: 'examplebucket.s3.amazonaws.com',
      'x-amz-date': '20130524T000000Z',
      authorization: `AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, SignedHeaders=${signed}, Signature=${signature}`,
    },
  });

  it.each(examples)('$method $url', (example) => {
    const request = requestOf(example);
    const said = (changes: object, body: Buffer = example.body, now: number | null = null) =>
      signatureProblem({ ...request, ...changes }, body, settings, now);
    expect(said({})).toBeNull();
    expect(said({ method: 'DELETE' })).toBe('signature');
    expect(said({ url: '/other.txt' })).toBe('signature');
    expect(said({}, Buffer.from('other'))).toBe('payload hash');
    expect(said({ headers: { ...request.headers, host: 'other.example' } })).toBe('signature');
    expect(said({ headers: { ...request.headers, 'x-amz-acl': 'public-read' } })).toBe(
      'x-amz-acl is not signed',
    );
    expect(said({}, example.body, Date.parse('2013-05-24T00:16:00Z'))).toBe('skew');
    expect(said({}, example.body, Date.parse('2013-05-24T00:14:00Z'))).toBeNull();
    expect(signatureProblem(request, example.body, { ...settings, secretKey: 'other' }, null)).toBe(
      'signature',
    );
  });
});
