import { join } from 'node:path';
import type { Blobs } from './blobs.ts';
import { localBlobs } from './local.ts';
import { s3Blobs } from './s3.ts';

export { type ArchiveEntry, archiveOf, entryName, type Written } from './archive.ts';
export type { Blobs } from './blobs.ts';
export { cleanName, contentDisposition } from './rules.ts';
export { createFiles, type Files, type OpenedFile, type Upload } from './service.ts';

/**
 * The blob store the settings ask for: S3 when `HEGU_S3_ENDPOINT` is set (then bucket and keys too), else the folder
 * `files` below the data folder.
 */
export function blobsFromEnv(env: Readonly<Record<string, string | undefined>>, dataDir: string): Blobs {
  const endpoint = env.HEGU_S3_ENDPOINT;
  if (!endpoint) return localBlobs(join(dataDir, 'files'));
  const need = (name: string): string => {
    const value = env[name];
    if (!value) throw new Error(`HEGU_S3_ENDPOINT is set, so ${name} must be set too`);
    return value;
  };
  return s3Blobs({
    endpoint,
    bucket: need('HEGU_S3_BUCKET'),
    region: env.HEGU_S3_REGION || 'us-east-1',
    accessKey: need('HEGU_S3_ACCESS_KEY'),
    secretKey: need('HEGU_S3_SECRET_KEY'),
    style: env.HEGU_S3_STYLE === 'virtual' ? 'virtual' : 'path',
  });
}
