import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '../command.ts';
import { type TestDb, testDb } from '../db/testing/index.ts';
import type { Blobs } from './blobs.ts';
import { blobsFromEnv, createFiles } from './index.ts';
import { localBlobs } from './local.ts';
import { makePlace, type Place, system } from './testing/index.ts';
import { type S3Peer, startS3 } from './testing/s3.ts';

const NOW = '2026-07-15T02:00:00Z';
const LATER = Temporal.Instant.from('2999-01-01T00:00:00Z');
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const pdf = Buffer.from('%PDF-1.4\n1 0 obj <</Type/Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n');
const sha = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const leftovers = () => readdirSync(tmpdir()).filter((n) => n.startsWith('hegu-upload-'));

let test: TestDb;
let place: Place;
let elsewhere: Place;
let ann: Actor;
let bo: Actor;
let admin: Actor;
let root: string;
let peer: S3Peer;

beforeAll(async () => {
  test = await testDb();
  place = await makePlace(test.db);
  elsewhere = await makePlace(test.db);
  root = mkdtempSync(join(tmpdir(), 'hegu-files-'));
  peer = await startS3({
    bucket: 'valley-files',
    region: 'cn-shanghai',
    accessKey: 'AKID',
    secretKey: 's3cr3t/+=',
    pageSize: 2,
  });
  const organisation = await place.organisation();
  const people = [await place.person('安娜'), await place.person('博'), await place.person('管理员')];
  for (const [i, role] of (['researcher', 'facility', 'admin'] as const).entries())
    await place.join(people[i] ?? '', organisation, role);
  [ann, bo, admin] = (await Promise.all(people.map((p) => place.actor(p)))) as [Actor, Actor, Actor];
});
afterAll(async () => {
  await test?.close();
  await peer?.close();
  rmSync(root, { recursive: true, force: true });
});

const upload = (bytes: Buffer, name: string, declaredType: string, purpose: string) => ({
  bytes,
  name,
  declaredType,
  purpose,
});

const stores: readonly (readonly [string, () => Blobs])[] = [
  ['a folder', () => localBlobs(join(root, 'files'))],
  [
    'an S3 bucket',
    () =>
      blobsFromEnv(
        {
          HEGU_S3_ENDPOINT: peer.endpoint,
          HEGU_S3_BUCKET: 'valley-files',
          HEGU_S3_REGION: 'cn-shanghai',
          HEGU_S3_ACCESS_KEY: 'AKID',
          HEGU_S3_SECRET_KEY: 's3cr3t/+=',
        },
        root,
      ),
  ],
];

describe.each(stores)('files in %s', (_, blobs) => {
  it('keeps bytes, name, type and hash, and audits the upload', async () => {
    const files = createFiles(blobs());
    const { result, audits } = await place.run(ann, NOW, (cx) =>
      files.save(cx, upload(pdf, '资质证明.pdf', 'application/pdf', 'document')),
    );
    expect(result).toMatchObject({
      name: '资质证明.pdf',
      mediaType: 'application/pdf',
      size: pdf.length,
      sha256: sha(pdf),
      visibility: 'private',
      uploadedBy: ann.userId,
    });
    expect(audits).toMatchObject([{ action: 'file.upload', entityId: result.id }]);
    const opened = await place.ask(ann, NOW, (q) => files.open(q, result.id));
    expect(await buffer(opened.body)).toEqual(pdf);
    expect(opened.headers['content-disposition']).toContain("filename*=UTF-8''%E8%B5%84");
  });

  it('shows a file to whom it is for, and 404 to the rest', async () => {
    const files = createFiles(blobs());
    const save = async (purpose: string, bytes: Buffer, type: string) =>
      (await place.run(ann, NOW, (cx) => files.save(cx, upload(bytes, 'x', type, purpose)))).result.id;
    const ids = {
      public: await save('photo', png, 'image/png'),
      valley: await save('guide', pdf, ''),
      private: await save('document', pdf, ''),
    };
    const stranger: Actor = {
      userId: await place.person('路人'),
      name: '路人',
      via: 'session',
      memberships: [],
    };
    const sees = async (actor: Actor | null, id: string, where = place) =>
      where
        .ask(actor, NOW, (q) => files.info(q, id))
        .then(
          () => true,
          (e: { code: string }) => e.code,
        );
    const table: [Actor | null, boolean | string, boolean | string, boolean | string][] = [
      [null, true, 'file.not_found', 'file.not_found'],
      [stranger, true, 'file.not_found', 'file.not_found'],
      [bo, true, true, 'file.not_found'],
      [ann, true, true, true],
      [admin, true, true, true],
      [system, true, true, true],
    ];
    for (const [actor, ...expected] of table)
      expect(
        [await sees(actor, ids.public), await sees(actor, ids.valley), await sees(actor, ids.private)],
        actor?.name,
      ).toEqual(expected);
    expect(await sees(ann, ids.public, elsewhere)).toBe('file.not_found');
    const granted = await place.ask(bo, NOW, (q) => files.openGranted(q, ids.private));
    expect(await buffer(granted.body)).toEqual(pdf);
  });

  it('sweeps only what no file refers to and nobody is saving', async () => {
    const files = createFiles(blobs());
    const bytes = Buffer.from('only once\n');
    const lost = Buffer.from('never committed\n');
    const keys = async () => {
      const found: (string | undefined)[] = [];
      for await (const blob of blobs().list(place.scope.valleyId)) found.push(blob.key.split('/')[1]);
      return found;
    };
    const one = (
      await place.run(ann, NOW, (cx) => files.save(cx, upload(bytes, 'a.txt', 'text/plain', 'document')))
    ).result;
    const two = (
      await place.run(ann, NOW, (cx) => files.save(cx, upload(bytes, 'b.txt', 'text/plain', 'document')))
    ).result;
    await expect(
      place.run(ann, NOW, async (cx) => {
        await files.save(cx, upload(lost, 'c.txt', 'text/plain', 'document'));
        throw new Error('the command fails later');
      }),
    ).rejects.toThrow('the command fails later');
    expect(await keys()).toEqual(expect.arrayContaining([sha(bytes), sha(lost)]));

    expect(await files.sweep(test.db, place.scope, Temporal.Instant.from('2026-07-14T00:00:00Z'))).toBe(0);
    expect(await files.sweep(test.db, place.scope, LATER)).toBe(1);
    expect(await keys()).toContain(sha(bytes));
    expect(await keys()).not.toContain(sha(lost));

    await place.run(ann, NOW, (cx) => files.remove(cx, one.id));
    expect(await files.sweep(test.db, place.scope, LATER)).toBe(0);
    await place.run(admin, NOW, (cx) => files.remove(cx, two.id));

    // Uploaded again and not committed yet: no row to see, but the bytes are wanted.
    const saved = Promise.withResolvers<void>();
    const commit = Promise.withResolvers<void>();
    const command = place.run(ann, NOW, async (cx) => {
      await files.save(cx, upload(bytes, 'd.txt', 'text/plain', 'document'));
      saved.resolve();
      await commit.promise;
    });
    await saved.promise;
    expect(await files.sweep(test.db, place.scope, LATER)).toBe(0);
    commit.resolve();
    await command;
    expect(await files.sweep(test.db, place.scope, LATER)).toBe(0);
    expect(await keys()).toContain(sha(bytes));
  });

  it('lets only the uploader and an admin remove', async () => {
    const files = createFiles(blobs());
    const { result: guide } = await place.run(ann, NOW, (cx) =>
      files.save(cx, upload(pdf, 'g.pdf', '', 'guide')),
    );
    await expect(place.run(bo, NOW, (cx) => files.remove(cx, guide.id))).rejects.toMatchObject({
      code: 'access.denied',
    });
    await place.run(ann, NOW, (cx) => files.remove(cx, guide.id));
    await expect(place.run(ann, NOW, (cx) => files.remove(cx, guide.id))).rejects.toMatchObject({
      code: 'file.not_found',
    });
  });
});

describe('uploads that are refused', () => {
  const files = () => createFiles(localBlobs(join(root, 'files')));
  const save = (u: Parameters<ReturnType<typeof createFiles>['save']>[1]) =>
    place.run(ann, NOW, (cx) => files().save(cx, u));

  it.each([
    ['empty', Buffer.alloc(0), 'application/pdf', 'document', 'file.empty'],
    ['a picture said to be a PDF', png, 'application/pdf', 'document', 'file.type_mismatch'],
    ['a page', Buffer.from('<html><script>alert(1)</script>'), 'text/html', 'document', 'file.type_mismatch'],
    [
      'a drawing with a script',
      Buffer.from('<?xml version="1.0"?><svg onload="alert(1)"/>'),
      'image/svg+xml',
      'photo',
      'file.type_not_allowed',
    ],
    [
      'a program',
      Buffer.from(`MZ${'\0'.repeat(200)}`),
      'application/pdf',
      'document',
      'file.type_not_allowed',
    ],
    ['a PDF as a photo', pdf, 'application/pdf', 'photo', 'file.type_not_allowed'],
  ])('%s', async (_, bytes, type, purpose, code) => {
    await expect(save(upload(bytes, 'x', type, purpose))).rejects.toMatchObject({ code });
    expect(leftovers()).toEqual([]);
  });

  it('stops reading a stream without end at the limit', async () => {
    let sent = 0;
    async function* endless() {
      for (;;) {
        sent += 65_536;
        yield new Uint8Array(65_536);
      }
    }
    await expect(
      save({ bytes: endless(), name: 'x.jpg', declaredType: 'image/jpeg', purpose: 'photo' }),
    ).rejects.toMatchObject({
      code: 'file.too_large',
      reasons: [{ data: { limit: 10 * 1024 * 1024 } }],
    });
    expect(sent).toBeLessThan(10 * 1024 * 1024 + 3 * 65_536);
    expect(leftovers()).toEqual([]);
  });

  it('takes a web stream as well, and leaves nothing when the sender breaks off', async () => {
    const whole = new ReadableStream<Uint8Array>({
      start(c) {
        for (const byte of pdf) c.enqueue(Uint8Array.of(byte));
        c.close();
      },
    });
    const { result } = await save({ bytes: whole, name: 'a.pdf', declaredType: '', purpose: 'document' });
    expect(result.sha256).toBe(sha(pdf));
    const broken = new ReadableStream<Uint8Array>({ pull: (c) => c.error(new Error('connection reset')) });
    await expect(
      save({ bytes: broken, name: 'a.pdf', declaredType: '', purpose: 'document' }),
    ).rejects.toThrow('connection reset');
    expect(leftovers()).toEqual([]);
  });
});

describe('a folder', () => {
  it('puts a damaged blob right, and tidies what a killed process left', async () => {
    const blobs = localBlobs(join(root, 'repair'));
    const files = createFiles(blobs);
    const { result } = await place.run(ann, NOW, (cx) =>
      files.save(cx, upload(pdf, 'a.pdf', '', 'document')),
    );
    const folder = join(root, 'repair', place.scope.valleyId, sha(pdf).slice(0, 2));
    truncateSync(join(folder, sha(pdf).slice(2)), 10);
    await place.run(ann, NOW, (cx) => files.save(cx, upload(pdf, 'a.pdf', '', 'document')));
    expect(await buffer((await place.ask(ann, NOW, (q) => files.open(q, result.id))).body)).toEqual(pdf);

    mkdirSync(folder, { recursive: true });
    for (const [name, at] of [
      ['.old.part', '2026-07-01'],
      ['.new.part', '2026-07-15'],
    ] as const) {
      writeFileSync(join(folder, name), 'half');
      utimesSync(join(folder, name), new Date(at), new Date(at));
    }
    await files.sweep(test.db, place.scope, Temporal.Instant.from('2026-07-10T00:00:00Z'));
    expect([existsSync(join(folder, '.old.part')), existsSync(join(folder, '.new.part'))]).toEqual([
      false,
      true,
    ]);
  });

  it('refuses keys that could leave it', async () => {
    await expect(localBlobs(root).open(`../${'a'.repeat(64)}`)).rejects.toThrow('not a blob key');
  });
});
