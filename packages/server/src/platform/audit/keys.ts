import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomUUID,
  sign,
} from 'node:crypto';
import { link, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The key that signs the heads of the log: `keys/audit-ed25519.pem` in the data folder, made on first start and readable by
 * its owner alone. Its public half stands beside it as `keys/audit-<keyId>.pub.pem`, and stays when the key is replaced,
 * so that old heads remain checkable. Trust comes from these files (and copies of them elsewhere), never from the
 * database: whoever can rewrite the tables must not be able to bring their own key.
 */
export interface AuditKey {
  readonly keyId: string;
  readonly publicKey: KeyObject;
  sign(data: Uint8Array): Uint8Array;
}

/** Public keys by key id. */
export type TrustedKeys = ReadonlyMap<string, KeyObject>;

const privateFile = 'audit-ed25519.pem';
const publicFile = /^audit-[0-9a-f]{32}\.pub\.pem$/;

/** The first 16 bytes, as hexadecimal, of SHA-256 over the SubjectPublicKeyInfo. */
export function keyIdOf(publicKey: KeyObject): string {
  const der = publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(der).digest('hex').slice(0, 32);
}

export const exportPublicKey = (key: KeyObject): string =>
  key.export({ type: 'spki', format: 'pem' }).toString();

export function auditKey(privateKey: KeyObject): AuditKey {
  if (privateKey.asymmetricKeyType !== 'ed25519') throw new Error('the audit key is not an ed25519 key');
  const publicKey = createPublicKey(privateKey);
  return { keyId: keyIdOf(publicKey), publicKey, sign: (data) => sign(null, data, privateKey) };
}

export const newAuditKey = (): AuditKey => auditKey(generateKeyPairSync('ed25519').privateKey);

/** Reads the key of this data folder, making it on first start. Safe when several processes start at once. */
export async function openAuditKey(dataFolder: string): Promise<AuditKey> {
  const folder = join(dataFolder, 'keys');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, privateFile);
  const pem = (await readIfThere(path)) ?? (await createKey(folder, path));
  const key = auditKey(createPrivateKey(pem));
  const publicPath = join(folder, `audit-${key.keyId}.pub.pem`);
  if ((await readIfThere(publicPath)) === undefined) {
    await putOnce(folder, publicPath, exportPublicKey(key.publicKey), 0o644);
  }
  return key;
}

/** Every public key this data folder has ever signed with, and those an administrator put beside them. */
export async function readTrustedKeys(dataFolder: string): Promise<TrustedKeys> {
  const folder = join(dataFolder, 'keys');
  const keys = new Map<string, KeyObject>();
  for (const name of (await readdir(folder)).filter((n) => publicFile.test(n)).sort()) {
    const key = createPublicKey(await readFile(join(folder, name)));
    keys.set(keyIdOf(key), key);
  }
  return keys;
}

async function createKey(folder: string, path: string): Promise<string> {
  const { privateKey } = generateKeyPairSync('ed25519');
  await putOnce(folder, path, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), 0o600);
  // Read again: another process may have been first, and then its key is the one.
  return readFile(path, 'utf8');
}

/** Puts a whole file at `path` unless there is one: `link` never replaces, and never shows half a file. */
async function putOnce(folder: string, path: string, contents: string, mode: number): Promise<void> {
  const temporary = join(folder, `.${randomUUID()}.tmp`);
  await writeFile(temporary, contents, { mode, flag: 'wx', flush: true });
  try {
    await link(temporary, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
