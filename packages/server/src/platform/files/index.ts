import { join } from 'node:path';
import { type Blobs, StoreError } from './blobs.ts';
import { localBlobs } from './local.ts';
import { s3Blobs } from './s3.ts';

export { type ArchiveEntry, archiveOf, entryName, type Written } from './archive.ts';
export { type Blobs, StoreError } from './blobs.ts';
export { cleanName, contentDisposition } from './rules.ts';
export { createFiles, type Files, type OpenedFile, type Upload } from './service.ts';

const wrongSetting = (zh: string, en: string) => new StoreError({ zh, en }, { misconfigured: true });

/**
 * The blob store the settings ask for: S3 when `HEGU_S3_ENDPOINT` is set (then bucket and keys too), else the folder
 * `files` below the data folder.
 */
export function blobsFromEnv(env: Readonly<Record<string, string | undefined>>, dataDir: string): Blobs {
  const endpoint = env.HEGU_S3_ENDPOINT;
  if (!endpoint) return localBlobs(join(dataDir, 'files'));
  const need = (name: string): string => {
    const value = env[name];
    if (!value)
      throw wrongSetting(
        `设了 HEGU_S3_ENDPOINT，还要设 ${name}`,
        `HEGU_S3_ENDPOINT is set, so ${name} must be set too`,
      );
    return value;
  };
  if (!/^https?:$/.test(URL.parse(endpoint)?.protocol ?? ''))
    throw wrongSetting(
      `HEGU_S3_ENDPOINT 应是 http(s):// 开头的地址，现为 ${endpoint}`,
      `HEGU_S3_ENDPOINT must be an address that begins with http(s)://, not ${endpoint}`,
    );
  return s3Blobs({
    endpoint,
    bucket: need('HEGU_S3_BUCKET'),
    region: env.HEGU_S3_REGION || 'us-east-1',
    accessKey: need('HEGU_S3_ACCESS_KEY'),
    secretKey: need('HEGU_S3_SECRET_KEY'),
    style: env.HEGU_S3_STYLE === 'virtual' ? 'virtual' : 'path',
  });
}

/**
 * Before the server serves: a store that is set up wrongly is said now, not at the first upload. One that is down may be back
 * in a minute, and most of the house needs no files, so that is only reported.
 * @throws `StoreError` that no waiting helps
 */
export async function checkBlobs(blobs: Blobs, onUnreachable: (error: StoreError) => void): Promise<void> {
  try {
    await blobs.check?.();
  } catch (error) {
    if (!(error instanceof StoreError) || error.misconfigured) throw error;
    onUnreachable(error);
  }
}
