import { allErrors } from '@hegu/contract/all-errors.ts';
import { allRoutes } from '@hegu/contract/all-routes.ts';
import type { Problem } from '@hegu/contract/errors.ts';
import type { Person } from './people.ts';

/** Requests to a running server, and the checks that every answer has to pass. */

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The JSON body; undefined when it is none. */
  readonly body: unknown;
  /** Codes of a refusal, sorted; empty when it went through. */
  readonly codes: readonly string[];
}

export interface Send {
  readonly as?: Person | string | null;
  readonly body?: unknown;
  /** Sent as it is, instead of JSON. */
  readonly raw?: string | Uint8Array;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Client {
  readonly url: string;
  send(method: string, path: string, options?: Send): Promise<Answer>;
}

const isProblem = (body: unknown): body is Problem =>
  body !== null && typeof body === 'object' && 'reasons' in body && Array.isArray(body.reasons);

/** `path` is below `/api/v1` unless it begins with `//`, which stands for the server's root. */
export function clientOf(url: string): Client {
  return {
    url,
    async send(method, path, options = {}) {
      const key = options.as && typeof options.as === 'object' ? options.as.key : options.as;
      const query = options.query ? `?${new URLSearchParams(options.query)}` : '';
      const place = path.startsWith('//') ? path.slice(1) : `/api/v1${path}`;
      const payload =
        options.raw !== undefined
          ? options.raw
          : options.body === undefined
            ? undefined
            : JSON.stringify(options.body);
      const response = await fetch(`${url}${place}${query}`, {
        method: method.toUpperCase(),
        redirect: 'manual',
        headers: {
          ...(key ? { authorization: `Bearer ${key}` } : {}),
          ...(payload === undefined ? {} : { 'content-type': 'application/json' }),
          ...options.headers,
        },
        ...(payload === undefined ? {} : { body: payload as BodyInit }),
      });
      // A stream never ends by itself
      const streams = response.headers.get('content-type')?.startsWith('text/event-stream');
      if (streams) await response.body?.cancel();
      const text = streams ? '' : await response.text();
      let body: unknown;
      try {
        body = text === '' ? undefined : JSON.parse(text);
      } catch {
        body = undefined;
      }
      const codes = response.status >= 400 && isProblem(body) ? body.reasons.map((r) => r.code).sort() : [];
      return { status: response.status, headers: response.headers, text, body, codes };
    },
  };
}

/** One field of a JSON answer, as a string. */
export function field(answer: Answer, name: string): string {
  const { body } = answer;
  const value =
    body !== null && typeof body === 'object' ? (body as Record<string, unknown>)[name] : undefined;
  if (typeof value !== 'string' && typeof value !== 'number')
    throw new Error(`no ${name} in ${answer.status} ${answer.text.slice(0, 400)}`);
  return String(value);
}

const known: Readonly<Record<string, { readonly status: number }>> = allErrors;

/** What is wrong with a refusal as a refusal; empty when it is problem+json with known codes and whole sentences. */
export function faultsOfProblem(answer: Answer): string[] {
  const faults: string[] = [];
  if (answer.status >= 500) faults.push(`status ${answer.status}`);
  if (!(answer.headers.get('content-type') ?? '').startsWith('application/problem+json'))
    faults.push(`content type ${answer.headers.get('content-type')}`);
  const { body } = answer;
  if (!isProblem(body)) return [...faults, 'no reasons'];
  if (body.status !== answer.status) faults.push(`says ${body.status}`);
  if (!known[body.code]) faults.push(`unknown code ${body.code}`);
  if (known[body.code] && known[body.code]?.status !== answer.status)
    faults.push(`${body.code} is ${known[body.code]?.status}, not ${answer.status}`);
  if (body.reasons.length === 0) faults.push('no reason at all');
  if (!body.requestId) faults.push('no request id');
  for (const reason of body.reasons) {
    if (!known[reason.code]) faults.push(`unknown reason ${reason.code}`);
    // A place that was not filled in, but not a brace somebody sent
    const sent = JSON.stringify(reason.data);
    for (const [place] of (reason.message ?? '').matchAll(/\{\w+(?:\|\w+)?\}/g))
      if (!sent.includes(place)) faults.push(`unfilled ${place} in ${reason.code}`);
    if (!reason.message || reason.message === reason.code) faults.push(`no words for ${reason.code}`);
    if (/undefined|\[object Object\]/.test(reason.message ?? '') && !/undefined|\[object/.test(sent))
      faults.push(`odd words: ${reason.message}`);
  }
  return faults;
}

/** The path of a route with its places filled. */
export const pathOf = (template: string, params: Readonly<Record<string, string>>): string =>
  template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));

export const routes = allRoutes;
