import { generateKeyPairSync, verify } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { auditKey, openAuditKey, readTrustedKeys } from './keys.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hegu-keys-'));
});
afterEach(() => rm(folder, { recursive: true }));

const privatePath = () => join(folder, 'keys', 'audit-ed25519.pem');

it('makes a key on first start, for its owner alone, and finds it again', async () => {
  const made = await openAuditKey(folder);
  const again = await openAuditKey(folder);
  expect(again.keyId).toBe(made.keyId);
  expect(made.keyId).toMatch(/^[0-9a-f]{32}$/);
  if (process.platform !== 'win32') expect((await stat(privatePath())).mode & 0o777).toBe(0o600);
  const data = Buffer.from('root');
  expect(verify(null, data, made.publicKey, again.sign(data))).toBe(true);
});

it('gives several processes that start at once the same key', async () => {
  const keys = await Promise.all(Array.from({ length: 8 }, () => openAuditKey(folder)));
  expect(new Set(keys.map((key) => key.keyId)).size).toBe(1);
  // nothing half-made is left behind
  expect((await readdir(join(folder, 'keys'))).sort()).toEqual(
    [`audit-${keys[0]?.keyId}.pub.pem`, 'audit-ed25519.pem'].sort(),
  );
});

it('goes on trusting the public half of a key that was replaced', async () => {
  const first = await openAuditKey(folder);
  await rm(privatePath());
  const second = await openAuditKey(folder);
  expect(second.keyId).not.toBe(first.keyId);
  const trusted = await readTrustedKeys(folder);
  expect([...trusted.keys()].sort()).toEqual([first.keyId, second.keyId].sort());
  expect(await readFile(join(folder, 'keys', `audit-${first.keyId}.pub.pem`), 'utf8')).toMatch(
    /^-----BEGIN PUBLIC KEY-----/,
  );
});

it('refuses a key of another kind', () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  expect(() => auditKey(privateKey)).toThrow('ed25519');
});
