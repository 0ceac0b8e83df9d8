import type {
  RouteBodyIn,
  RouteOkOut,
  RouteParamsIn,
  RouteQueryIn,
  RouteSpec,
} from '@hegu/contract/route.ts';
import { getLocale, languageTag } from '../i18n/locale.ts';
import { TransportError, toProblem } from './problem.ts';
import { getValley } from './valley.ts';

type Part<K extends string, T> = [T] extends [undefined]
  ? { readonly [P in K]?: undefined }
  : Record<never, never> extends T
    ? { readonly [P in K]?: T }
    : { readonly [P in K]: T };

/** What a route asks for: `params`, `query` and `body` as its schemas take them, each only where the route has one. */
export type CallInput<S extends RouteSpec> = Part<'params', RouteParamsIn<S>> &
  Part<'query', RouteQueryIn<S>> &
  Part<'body', RouteBodyIn<S>> & {
    readonly headers?: Readonly<Record<string, string>>;
    /** `version` of the record as it was read; sent as If-Match, so that nobody's change is lost. */
    readonly ifMatch?: number | string;
    /** One key for one wish: pass the same again when the person repeats the very same request. */
    readonly idempotencyKey?: string;
    readonly signal?: AbortSignal;
    /** Multipart or raw body of a route with `upload`. */
    readonly upload?: FormData | Blob;
  };

/** `[input]` where the route asks for something, `[input?]` where it does not. */
export type CallArgs<S extends RouteSpec> =
  Record<never, never> extends CallInput<S> ? [input?: CallInput<S>] : [input: CallInput<S>];

interface LooseInput {
  readonly params?: unknown;
  readonly query?: unknown;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly ifMatch?: number | string;
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
  readonly upload?: FormData | Blob;
}

const entriesOf = (value: unknown): [string, unknown][] =>
  typeof value === 'object' && value !== null ? Object.entries(value) : [];

/** `/api/v1` address of a route; undefined and null query fields are left out, lists repeat the field. */
export function urlOf(
  route: RouteSpec,
  input: { readonly params?: unknown; readonly query?: unknown } = {},
): string {
  const params = new Map(entriesOf(input.params));
  const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = params.get(name);
    if (value === undefined || value === null || value === '') {
      throw new TypeError(`${route.method} ${route.path}: no ${name}`);
    }
    return encodeURIComponent(String(value));
  });
  const search = new URLSearchParams();
  for (const [name, value] of entriesOf(input.query)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== undefined && item !== null) search.append(name, String(item));
    }
  }
  const query = search.toString();
  return `/api/v1${path}${query ? `?${query}` : ''}`;
}

/** Headers that every request to the server carries: the language and, when one was chosen, the valley. */
export function commonHeaders(): Record<string, string> {
  const valley = getValley();
  return {
    Accept: 'application/json, application/problem+json',
    'Accept-Language': languageTag(getLocale()),
    ...(valley ? { 'Hegu-Valley': valley } : {}),
  };
}

/** One repeat is safe for reads, and for writes that carry a key of their own. */
async function send(url: string, init: RequestInit, repeatable: boolean): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (cause) {
    if (init.signal?.aborted) throw cause;
    if (!repeatable) throw new TransportError('network', 0, cause);
    try {
      return await fetch(url, init);
    } catch (again) {
      if (init.signal?.aborted) throw again;
      throw new TransportError('network', 0, again);
    }
  }
}

async function readJson(response: Response): Promise<unknown> {
  const words = await response.text();
  if (words === '') return undefined;
  try {
    return JSON.parse(words) as unknown;
  } catch (cause) {
    throw new TransportError('server', response.status, cause);
  }
}

async function request(route: RouteSpec, input: LooseInput): Promise<Response> {
  const headers: Record<string, string> = { ...commonHeaders(), ...input.headers };
  const keyed = route.method === 'post' && route.idempotent !== false;
  if (keyed) headers['Idempotency-Key'] = input.idempotencyKey ?? crypto.randomUUID();
  if (input.ifMatch !== undefined) headers['If-Match'] = `"${input.ifMatch}"`;
  let body: BodyInit | undefined;
  if (input.upload !== undefined) {
    body = input.upload;
    if (input.upload instanceof Blob && input.upload.type) headers['Content-Type'] = input.upload.type;
  } else if (input.body !== undefined) {
    body = JSON.stringify(input.body);
    headers['Content-Type'] = 'application/json';
  }
  const response = await send(
    urlOf(route, input),
    {
      method: route.method.toUpperCase(),
      headers,
      credentials: 'same-origin',
      ...(body === undefined ? {} : { body }),
      ...(input.signal ? { signal: input.signal } : {}),
    },
    keyed || route.method === 'get',
  );
  if (!response.ok) throw toProblem(response.status, await readJson(response));
  return response;
}

/**
 * Calls a route of the contract and gives its parsed answer.
 * @throws ApiProblem when the server refuses; TransportError when there was no answer, or one off the contract.
 */
export async function call<S extends RouteSpec>(route: S, ...[input]: CallArgs<S>): Promise<RouteOkOut<S>> {
  const response = await request(route, input ?? {});
  const answer = response.status === 204 ? undefined : await readJson(response);
  const parsed = route.ok.safeParse(answer);
  if (!parsed.success) throw new TransportError('contract', response.status, parsed.error);
  return parsed.data as RouteOkOut<S>;
}

/** Calls a route that answers a file (`media`), and hands it to the browser to save. */
export async function download<S extends RouteSpec>(
  route: S,
  fallbackName: string,
  ...[input]: CallArgs<S>
): Promise<void> {
  const response = await request(route, {
    ...input,
    headers: { Accept: [route.media ?? '*/*'].flat().join(', '), ...input?.headers },
  });
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName(response.headers.get('Content-Disposition')) ?? fallbackName;
  document.body.append(link);
  link.click();
  link.remove();
  // The browser reads the blob after the click returns.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** RFC 6266: `filename*` in UTF-8 before the plain `filename`. */
export function fileName(disposition: string | null): string | null {
  if (!disposition) return null;
  const extended = /filename\*=UTF-8''([^;]+)/i.exec(disposition)?.[1];
  if (extended) {
    try {
      return decodeURIComponent(extended.trim());
    } catch {
      // A broken escape: fall back to the plain name.
    }
  }
  return /filename="?([^";]+)"?/i.exec(disposition)?.[1]?.trim() ?? null;
}
