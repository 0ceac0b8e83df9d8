import { openAsBlob } from 'node:fs';
import { Readable } from 'node:stream';
import type { ReadableStream as WebStream } from 'node:stream/web';
import { setTimeout as wait } from 'node:timers/promises';
import { AwsClient } from 'aws4fetch';
import { Temporal } from 'temporal-polyfill';
import { type Blob, type Blobs, StoreError } from './blobs.ts';

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
  /** Milliseconds until a request must be answered, its repetitions included; an upload has a second more for each half megabyte. */
  readonly patienceMs?: number;
}

const repetitions = 4;
/** A host that is not there does not turn up between two repetitions; a connection that was just closed is worth another try. */
const repetitionsUnanswered = 2;

const unescapeXml = (s: string) =>
  s.replace(/&(?:lt|gt|quot|apos|amp|#\d{1,6});/g, (m) =>
    m.startsWith('&#')
      ? String.fromCodePoint(Number(m.slice(2, -1)))
      : ({ '&lt;': '<', '&gt;': '>', '&quot;': '"', '&apos;': "'" }[m] ?? '&'),
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

/** What the store's refusal means for who set it up; null when it may pass by itself. */
function settingAtFault(status: number, code: string): string | null {
  if (code === 'NoSuchBucket' || code === 'InvalidBucketName') return 'HEGU_S3_BUCKET';
  if (code === 'AuthorizationHeaderMalformed' || code === 'IncorrectEndpoint') return 'HEGU_S3_REGION';
  if (status === 401 || status === 403 || /AccessKey/.test(code))
    return 'HEGU_S3_ACCESS_KEY HEGU_S3_SECRET_KEY';
  // Somebody answers who is no S3, or S3 of another place
  return status < 500 && status !== 408 && status !== 429 ? 'HEGU_S3_ENDPOINT' : null;
}

function refusal(what: string, settings: S3Settings, status: number, body: string): StoreError {
  const code = tag(body, 'Code') ?? '';
  const said = [`S3 ${what}:`, status, code, unescapeXml(tag(body, 'Message') ?? '')]
    .filter(Boolean)
    .join(' ');
  const setting = settingAtFault(status, code);
  const where = `${settings.endpoint} ${settings.bucket}`;
  return new StoreError(
    {
      zh: `文件存储（${where}）拒绝了请求${setting ? `，请检查 ${setting}` : ''}。${said}`,
      en: `The file store (${where}) refuses${setting ? `: check ${setting}` : ''}. ${said}`,
    },
    { misconfigured: setting !== null },
  );
}

function unanswered(settings: S3Settings, cause: unknown): StoreError {
  const inner = (cause as { cause?: { message?: string } }).cause?.message;
  const why = inner || (cause as Error).message;
  return new StoreError(
    {
      zh: `连不上文件存储 ${settings.endpoint}：${why}`,
      en: `The file store ${settings.endpoint} cannot be reached: ${why}`,
    },
    { misconfigured: false, cause },
  );
}

/** Blobs in an S3-compatible bucket, signed with AWS Signature Version 4. */
export function s3Blobs(settings: S3Settings): Blobs {
  const client = new AwsClient({
    accessKeyId: settings.accessKey,
    secretAccessKey: settings.secretKey,
    region: settings.region,
    service: 's3',
  });
  const endpoint = new URL(settings.endpoint);
  const base =
    settings.style === 'virtual'
      ? `${endpoint.protocol}//${settings.bucket}.${endpoint.host}`
      : `${endpoint.origin}/${settings.bucket}`;
  const patienceMs = settings.patienceMs ?? 10_000;

  /** One request. Whoever asks holds a transaction open meanwhile, so a store that is silent is given up. */
  async function once(url: string, init: RequestInit, until: number): Promise<Response> {
    const silence = new AbortController();
    const request = await client.sign(url, { ...init, redirect: 'manual', signal: silence.signal });
    const { promise: tooLong, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(
      () => {
        const error = new Error('no answer in time');
        reject(error);
        silence.abort(error);
      },
      Math.max(1, until - performance.now()),
    );
    try {
      // Not by the signal alone: a Request holds it weakly, and after a garbage collection nobody hears it any more
      return await Promise.race([fetch(request), tooLong]);
    } finally {
      // What is read of the answer from here on takes as long as its reader does
      clearTimeout(timer);
    }
  }

  /** Null when there is no such key. Tried again while the store is busy: the same bytes under the same key do no harm. */
  async function call(what: string, url: string, init: RequestInit, bytes = 0): Promise<Response | null> {
    const until = performance.now() + patienceMs + bytes / 500;
    for (let n = 0; ; n++) {
      const pause = Math.random() * (settings.retryMs ?? 100) * 2 ** n;
      const mayRepeat = (limit: number) => n < limit && performance.now() + pause < until;
      let response: Response;
      try {
        response = await once(url, init, until);
      } catch (cause) {
        if (!mayRepeat(repetitionsUnanswered)) throw unanswered(settings, cause);
        await wait(pause);
        continue;
      }
      if (response.ok) return response;
      const body = await response.text().catch(() => '');
      const code = tag(body, 'Code') ?? '';
      if (response.status === 404 && (code === '' || code === 'NoSuchKey')) return null;
      const busy = response.status >= 500 || response.status === 429;
      if (!busy || !mayRepeat(repetitions)) throw refusal(what, settings, response.status, body);
      await wait(pause);
    }
  }

  return {
    async put(key, file) {
      const init = {
        method: 'PUT',
        body: await openAsBlob(file.path),
        headers: { 'x-amz-content-sha256': file.sha256 },
      };
      const response = await call('put', `${base}/${key}`, init, file.size);
      if (!response) throw refusal('put', settings, 404, '');
      await response.body?.cancel();
    },
    async open(key) {
      const response = await call('get', `${base}/${key}`, { method: 'GET' });
      return response?.body ? Readable.fromWeb(response.body as WebStream<Uint8Array>) : null;
    },
    async remove(key) {
      const response = await call('delete', `${base}/${key}`, { method: 'DELETE' });
      await response?.body?.cancel();
    },
    async *list(valleyId) {
      let token: string | undefined;
      do {
        const query = new URLSearchParams({ 'list-type': '2', prefix: `${valleyId}/` });
        if (token !== undefined) query.set('continuation-token', token);
        const response = await call('list', `${base}?${query}`, { method: 'GET' });
        if (!response) throw refusal('list', settings, 404, '');
        const page = parseListing(await response.text());
        yield* page.blobs;
        token = page.next;
      } while (token !== undefined);
    },
    async check() {
      const response = await call('list', `${base}?list-type=2&max-keys=1`, { method: 'GET' });
      if (!response) throw refusal('list', settings, 404, '');
      const text = await response.text();
      if (!text.includes('<ListBucketResult')) throw refusal('list', settings, 404, '');
    },
  };
}
