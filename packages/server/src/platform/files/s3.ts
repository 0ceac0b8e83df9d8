import { openAsBlob } from 'node:fs';
import { Readable } from 'node:stream';
import type { ReadableStream as WebStream } from 'node:stream/web';
import { AwsClient } from 'aws4fetch';
import { Temporal } from 'temporal-polyfill';
import type { Blob, Blobs } from './blobs.ts';

export interface S3Settings {
  /** Origin of the service, e.g. `https://minio.example.org:9000`. */
  readonly endpoint: string;
  readonly bucket: string;
  readonly region: string;
  readonly accessKey: string;
  readonly secretKey: string;
  /** `path`: endpoint/bucket/key (MinIO, Ceph, AWS); `virtual`: bucket.endpoint/key (Aliyun OSS, Tencent COS). */
  readonly style?: 'path' | 'virtual';
  /** Milliseconds before the first repetition of a request the service could not serve. */
  readonly retryMs?: number;
}

const unescapeXml = (s: string) =>
  s.replace(
    /&(?:lt|gt|quot|apos|amp);/g,
    (m) => ({ '&lt;': '<', '&gt;': '>', '&quot;': '"', '&apos;': "'" })[m] ?? '&',
  );
const tag = (xml: string, name: string) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];

/** The part of a ListObjectsV2 answer that is used. */
export function parseListing(xml: string): { blobs: Blob[]; next: string | undefined } {
  const blobs = [...xml.matchAll(/<Contents>([\s\S]*?)<\/Contents>/g)].flatMap((m) => {
    const part = m[1] ?? '';
    const key = tag(part, 'Key');
    const modified = tag(part, 'LastModified');
    if (key === undefined || modified === undefined) return [];
    return [
      { key: unescapeXml(key), size: Number(tag(part, 'Size')), modifiedAt: Temporal.Instant.from(modified) },
    ];
  });
  const next = tag(xml, 'NextContinuationToken');
  return { blobs, next: next === undefined ? undefined : unescapeXml(next) };
}

/** Blobs in an S3-compatible bucket, signed with AWS Signature Version 4. */
export function s3Blobs(settings: S3Settings): Blobs {
  const client = new AwsClient({
    accessKeyId: settings.accessKey,
    secretAccessKey: settings.secretKey,
    region: settings.region,
    service: 's3',
    retries: 4,
    initRetryMs: settings.retryMs ?? 100,
  });
  const endpoint = new URL(settings.endpoint);
  const base =
    settings.style === 'virtual'
      ? `${endpoint.protocol}//${settings.bucket}.${endpoint.host}`
      : `${endpoint.origin}/${settings.bucket}`;

  async function call(what: string, url: string, init: RequestInit): Promise<Response> {
    const response = await client.fetch(url, init);
    if (response.ok || response.status === 404) return response;
    const text = await response.text();
    throw new Error(
      `S3 ${what}: ${response.status} ${tag(text, 'Code') ?? ''} ${tag(text, 'Message') ?? ''}`.trim(),
    );
  }

  return {
    async put(key, file) {
      const response = await call('put', `${base}/${key}`, {
        method: 'PUT',
        body: await openAsBlob(file.path),
        headers: { 'x-amz-content-sha256': file.sha256 },
      });
      if (response.status === 404) throw new Error(`S3 put: no bucket ${settings.bucket}`);
      await response.body?.cancel();
    },
    async open(key) {
      const response = await call('get', `${base}/${key}`, { method: 'GET' });
      if (response.status === 404 || !response.body) {
        await response.body?.cancel();
        return null;
      }
      return Readable.fromWeb(response.body as WebStream<Uint8Array>);
    },
    async remove(key) {
      const response = await call('delete', `${base}/${key}`, { method: 'DELETE' });
      await response.body?.cancel();
    },
    async *list(valleyId) {
      let token: string | undefined;
      do {
        const query = new URLSearchParams({ 'list-type': '2', prefix: `${valleyId}/` });
        if (token !== undefined) query.set('continuation-token', token);
        const response = await call('list', `${base}?${query}`, { method: 'GET' });
        const page = parseListing(await response.text());
        yield* page.blobs;
        token = page.next;
      } while (token !== undefined);
    },
  };
}
