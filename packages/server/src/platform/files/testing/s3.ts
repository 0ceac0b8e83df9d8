import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * A small S3-like service to test against: keeps objects in memory and checks every signature by its own reading of AWS
 * Signature Version 4 (docs.aws.amazon.com, "Create a signed AWS API request").
 */
export interface S3Peer {
  readonly endpoint: string;
  readonly objects: Map<string, { bytes: Buffer; modified: Date }>;
  /** Requests refused because their signature or hash was wrong. */
  readonly refused: string[];
  /** The next n requests are answered 503. */
  failNext(n: number): void;
  /** The next n connections are closed without an answer. */
  hangUpNext(n: number): void;
  /** From now on it takes requests and says nothing, or answers again. */
  silence(on: boolean): void;
  close(): Promise<void>;
}

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest('hex');
const rfc3986 = (s: string) =>
  encodeURIComponent(s).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

/** How far a request's clock may be from the service's, as S3 has it. */
const skewMs = 15 * 60_000;

/** What is wrong with the signature of a request, or null. `nowMs` null leaves its date alone. */
export function signatureProblem(
  request: Pick<IncomingMessage, 'method' | 'url' | 'headers'>,
  body: Buffer,
  settings: { accessKey: string; secretKey: string; region: string },
  nowMs: number | null,
): string | null {
  const auth = /^AWS4-HMAC-SHA256 Credential=([^,]+), SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(
    request.headers.authorization ?? '',
  );
  const [, credential = '', signedHeaders = '', signature = ''] = auth ?? [];
  const [accessKey, date, region, service, terminal] = credential.split('/');
  if (!auth || accessKey !== settings.accessKey) return 'credential';
  if (region !== settings.region) return 'region';
  if (service !== 's3' || terminal !== 'aws4_request') return 'scope';
  const stamp = String(request.headers['x-amz-date']);
  if (!/^\d{8}T\d{6}Z$/.test(stamp) || !stamp.startsWith(date ?? '-')) return 'date';
  const at = Date.parse(stamp.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  if (nowMs !== null && Math.abs(nowMs - at) > skewMs) return 'skew';
  const names = signedHeaders.split(';');
  for (const needed of ['host', 'x-amz-date', 'x-amz-content-sha256'])
    if (!names.includes(needed)) return `${needed} is not signed`;
  for (const name of Object.keys(request.headers))
    if (name.startsWith('x-amz-') && !names.includes(name)) return `${name} is not signed`;
  const payload = String(request.headers['x-amz-content-sha256']);
  if (payload !== 'UNSIGNED-PAYLOAD' && payload !== sha256(body)) return 'payload hash';
  const url = new URL(request.url ?? '/', 'http://peer');
  const query = [...url.searchParams]
    .map(([k, v]) => `${rfc3986(k)}=${rfc3986(v)}`)
    .sort()
    .join('&');
  const canonical = [
    request.method,
    url.pathname
      .split('/')
      .map((part) => rfc3986(decodeURIComponent(part)))
      .join('/'),
    query,
    ...names.map(
      (n) =>
        `${n}:${String(request.headers[n] ?? '')
          .trim()
          .replace(/\s+/g, ' ')}`,
    ),
    '',
    signedHeaders,
    payload,
  ].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', stamp, `${date}/${region}/s3/aws4_request`, sha256(canonical)].join(
    '\n',
  );
  const key = hmac(
    hmac(hmac(hmac(`AWS4${settings.secretKey}`, date ?? ''), region ?? ''), 's3'),
    'aws4_request',
  );
  return timingSafeEqual(hmac(key, toSign), Buffer.from(signature, 'hex')) ? null : 'signature';
}

/** Status and code as the real ones have them; what is not here is a wrong signature. */
const refusals: Readonly<Record<string, readonly [number, string]>> = {
  credential: [403, 'InvalidAccessKeyId'],
  region: [400, 'AuthorizationHeaderMalformed'],
};

export async function startS3(settings: {
  bucket: string;
  accessKey: string;
  secretKey: string;
  region: string;
  pageSize?: number;
}): Promise<S3Peer> {
  const objects: S3Peer['objects'] = new Map();
  const refused: string[] = [];
  let failing = 0;
  let hangingUp = 0;
  let silent = false;
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = Buffer.concat(parts);
    const answer = (status: number, content: string | Buffer = '') => response.writeHead(status).end(content);
    if (silent) return;
    if (hangingUp > 0) {
      hangingUp--;
      return request.socket.destroy();
    }
    if (failing > 0) {
      failing--;
      return answer(503, '<Error><Code>SlowDown</Code><Message>later</Message></Error>');
    }
    const wrong = signatureProblem(request, body, settings, Date.now());
    if (wrong) {
      refused.push(wrong);
      const [status, code] = refusals[wrong] ?? [403, 'SignatureDoesNotMatch'];
      return answer(status, `<Error><Code>${code}</Code><Message>the &#34;${wrong}&#34;</Message></Error>`);
    }
    const url = new URL(request.url ?? '/', 'http://peer');
    if (!`${url.pathname}/`.startsWith(`/${settings.bucket}/`))
      return answer(404, '<Error><Code>NoSuchBucket</Code></Error>');
    const key = decodeURIComponent(url.pathname.slice(settings.bucket.length + 2));
    if (request.method === 'PUT') {
      objects.set(key, { bytes: body, modified: new Date() });
      return answer(200);
    }
    if (request.method === 'DELETE') {
      objects.delete(key);
      return answer(204);
    }
    if (key === '' && url.searchParams.get('list-type') === '2') {
      const prefix = url.searchParams.get('prefix') ?? '';
      const after = url.searchParams.get('continuation-token') ?? '';
      const keys = [...objects.keys()].filter((k) => k.startsWith(prefix) && k > after).sort();
      const page = keys.slice(0, settings.pageSize ?? 1000);
      const contents = page.map((k) => {
        const object = objects.get(k);
        return `<Contents><Key>${k}</Key><LastModified>${object?.modified.toISOString()}</LastModified><Size>${object?.bytes.length}</Size></Contents>`;
      });
      const next =
        keys.length > page.length ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : '';
      return answer(
        200,
        `<?xml version="1.0"?><ListBucketResult>${contents.join('')}${next}</ListBucketResult>`,
      );
    }
    const object = objects.get(key);
    return object ? answer(200, object.bytes) : answer(404, '<Error><Code>NoSuchKey</Code></Error>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    objects,
    refused,
    failNext: (n) => {
      failing = n;
    },
    hangUpNext: (n) => {
      hangingUp = n;
    },
    silence: (on) => {
      silent = on;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
