import { lookup } from 'node:dns/promises';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isPublicAddress, urlProblem } from './rules.ts';

export type Resolve = (
  host: string,
) => Promise<readonly { readonly address: string; readonly family: number }[]>;

const resolveByDns: Resolve = (host) => lookup(host, { all: true, verbatim: true });

export interface PostOptions {
  /** `HEGU_WEBHOOK_ALLOW_PRIVATE=1`: for receivers inside the house. */
  readonly allowPrivate: boolean;
  readonly timeoutMs?: number;
  readonly resolve?: Resolve;
}

/** The request was not sent, or nobody answered. */
export class PostError extends Error {
  override readonly name = 'PostError';
}

/**
 * POSTs to an address that a user gave. The name is resolved once, every address it has must be public, and the connection
 * goes to the very address that was checked, so that a second answer of the DNS cannot lead inside. Redirects are not
 * followed, the answer's body is not read, and after `timeoutMs` (10 s) it is over.
 *
 * @returns the HTTP status.
 */
export async function post(
  raw: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  options: PostOptions,
): Promise<number> {
  const problem = urlProblem(raw, options.allowPrivate);
  if (problem) throw new PostError(problem);
  const url = new URL(raw);
  const signal = AbortSignal.timeout(options.timeoutMs ?? 10_000);
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const addresses = isIP(host)
    ? [{ address: host, family: isIP(host) }]
    : await untilAborted((options.resolve ?? resolveByDns)(host), signal);
  const first = addresses[0];
  if (!first) throw new PostError(`${host} has no address`);
  if (!options.allowPrivate && !addresses.every((a) => isPublicAddress(a.address)))
    throw new PostError(`${host} is not a public address`);
  const checked: LookupFunction = (_, how, callback) =>
    how.all ? callback(null, [...addresses]) : callback(null, first.address, first.family);
  const bytes = Buffer.from(body);
  return new Promise<number>((resolve, reject) => {
    const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const request = send(
      url,
      {
        method: 'POST',
        lookup: checked,
        agent: false,
        signal,
        headers: {
          'content-type': 'application/json',
          'user-agent': 'Hegu-Webhook/1',
          'content-length': bytes.length,
          ...headers,
        },
      },
      (response) => {
        resolve(response.statusCode ?? 0);
        response.destroy();
      },
    );
    request.on('error', (error) =>
      reject(new PostError(signal.aborted ? 'no answer in time' : error.message)),
    );
    request.end(bytes);
  });
}

async function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  let onAbort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(new PostError('no answer in time'));
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } catch (error) {
    throw error instanceof PostError ? error : new PostError((error as Error).message);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
