import { createHash } from 'node:crypto';
import type { Locale, Reason } from '@hegu/contract/errors.ts';
import type { RouteSpec } from '@hegu/contract/route.ts';
import type { Span } from '@opentelemetry/api';
import { type Context, Hono } from 'hono';
import type { Temporal } from 'temporal-polyfill';
import type { z } from 'zod';
import type { Access } from '../access.ts';
import { canonicalJson } from '../canonical.ts';
import { type Actor, type AuditInput, type Command, type DomainEvent, visitorActor } from '../command.ts';
import type { Db, Tx } from '../db/db.ts';
import type { ValleyScope } from '../db/scope.ts';
import { DomainError } from '../errors.ts';
import { type Credential, credentialOf, identify, scopeOf, type Valleys } from '../identity/gate.ts';
import { listening, tellWebhooks } from '../notices/index.ts';
import { ifMatchOf, localeOf } from './headers.ts';
import { claimKey, isKey, refusedKey, storeAnswer } from './idempotency.ts';
import { parseJson } from './json.ts';
import { asDomainError, toProblem } from './problem.ts';
import type { RateLimiter } from './rate-limit.ts';
import { type Bound, Download, type Input, type RequestInfo } from './route.ts';
import { schemaReasons } from './schema-words.ts';
import { endSpan, traced } from './trace.ts';

export interface ApiLog {
  info(data: object, message: string): void;
  error(data: object, message: string): void;
}

export interface ApiDeps {
  readonly db: Db;
  readonly valleys: Valleys;
  readonly secret: string;
  readonly now: () => Temporal.Instant;
  /** The real instant, for session expiry. */
  readonly realNow: () => Temporal.Instant;
  readonly access: readonly Access[];
  readonly recordAudit: (
    tx: Tx,
    scope: ValleyScope,
    entry: AuditInput & { actor: Actor; at: Temporal.Instant; requestId: string },
  ) => Promise<void>;
  readonly publish: (scope: ValleyScope, events: readonly DomainEvent[]) => void;
  readonly enqueue: (
    tx: Tx,
    scope: ValleyScope,
    name: string,
    data: unknown,
    options?: { startAfter?: Temporal.Instant; singletonKey?: string; createdBy?: string },
  ) => Promise<string | null>;
  /** Wakes the workers of these jobs after the commit. */
  readonly nudge: (names: Iterable<string>) => void;
  readonly limiter: RateLimiter;
  readonly log: ApiLog;
  readonly observe?: (route: string, method: string, status: number, seconds: number) => void;
}

const jsonLimit = 1024 * 1024;

/** `headers`: the house's, for an answer made with them; `answered` says that this is so, and nothing needs to be added. */
export type Vars = {
  Variables: { requestId: string; ip: string; headers: Record<string, string>; answered?: boolean };
};
type Cx = Context<Vars>;

/** The encodings of a request's body other than none; read as if it were not encoded it would be nonsense, or another file. */
export function encodingOf(contentEncoding: string | undefined): string | null {
  const encoding = (contentEncoding ?? '').trim().toLowerCase();
  return encoding === '' || encoding === 'identity' ? null : encoding;
}

async function readBody(cx: Cx, limit: number): Promise<Uint8Array> {
  const encoding = encodingOf(cx.req.header('content-encoding'));
  if (encoding !== null) {
    cx.get('headers')['accept-encoding'] = 'identity'; // RFC 9110 §15.5.16
    throw new DomainError('request.encoding', { encoding });
  }
  const declared = Number(cx.req.header('content-length') ?? 0);
  if (declared > limit) throw new DomainError('request.too_large', { limit });
  try {
    // Of which the end is known it is read at once, which costs a fraction of a stream
    if (declared > 0) return Buffer.from(await cx.req.raw.arrayBuffer());
  } catch {
    throw brokenOff();
  }
  const body = cx.req.raw.body;
  if (!body) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
      size += chunk.byteLength;
      if (size > limit) throw new DomainError('request.too_large', { limit });
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof DomainError) throw error;
    throw brokenOff();
  }
  return Buffer.concat(chunks);
}

/** Who goes away in the middle of a sentence is no failure of ours, and must not look like one in log and metrics. */
const brokenOff = () =>
  new DomainError('request.malformed', { problem: 'the body ended before it was complete' });

/** Parses everything a route declares and gathers every complaint before refusing. */
async function parseInput(
  route: RouteSpec,
  cx: Cx,
  request: RequestInfo,
  locale: Locale,
): Promise<Input<RouteSpec>> {
  const reasons: Reason[] = [];
  const take = (place: string, schema: z.ZodType | undefined, value: unknown): unknown => {
    if (!schema) return undefined;
    const parsed = schema.safeParse(value, { reportInput: false });
    if (parsed.success) return parsed.data;
    reasons.push(...schemaReasons(place, parsed.error, locale));
    return undefined;
  };
  let bytes: Uint8Array | undefined;
  let body: unknown;
  if (route.upload !== undefined) {
    bytes = await readBody(cx, route.upload);
  } else if (route.body) {
    const mediaType = (cx.req.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
    const raw = await readBody(cx, jsonLimit);
    if (raw.length > 0 && mediaType !== 'application/json') {
      throw new DomainError('request.media_type', {
        mediaType: mediaType || '–',
        expected: 'application/json',
      });
    }
    body = take('body', route.body, raw.length === 0 ? {} : parseJson(raw, locale));
  }
  const params = take('params', route.params, cx.req.param());
  const query = take('query', route.query, cx.req.query());
  if (reasons.length > 0) throw DomainError.all(reasons);
  return {
    params: params as never,
    query: query as never,
    body: body as never,
    request: { ...request, ...(bytes ? { bytes } : {}) },
  };
}

/** A cookie is sent by the browser whoever asks; so a command by cookie must come from our own pages. */
function refuseCrossSite(cx: Cx): void {
  const site = cx.req.header('sec-fetch-site');
  if (site !== undefined) {
    if (site === 'same-origin' || site === 'none') return;
    throw new DomainError('request.cross_site');
  }
  const origin = cx.req.header('origin');
  if (origin === undefined) return;
  let host: string;
  try {
    host = new URL(origin).host;
  } catch {
    throw new DomainError('request.cross_site');
  }
  if (host !== cx.req.header('host')) throw new DomainError('request.cross_site');
}

function gateAccess(deps: ApiDeps, route: RouteSpec, actor: Actor | null): void {
  if (route.action === 'public') return;
  if (!actor && !route.visitors) throw new DomainError('access.sign_in_required', { action: route.action });
  if (route.action === 'self') return;
  const table = deps.access.find((a) => route.action in a.table);
  if (!table) throw new Error(`no access table has the action ${route.action}`);
  table.assert(actor, route.action as never);
}

export const versionOf = (value: unknown): number | null =>
  value !== null && typeof value === 'object' && 'version' in value && typeof value.version === 'number'
    ? value.version
    : null;

/**
 * An answer with the house's headers. Plain text and a plain object, which the server writes out as they are: a Headers
 * object, filled and read again one by one, costs a booking several percent of its time.
 */
function reply(cx: Cx, text: string | null, status: number, mediaType = 'application/json'): Response {
  const headers = cx.get('headers');
  if (text !== null) headers['content-type'] = mediaType;
  cx.set('answered', true);
  return new Response(text, { status, headers });
}

function answer(cx: Cx, route: RouteSpec, result: unknown, status: number): Response {
  if (result instanceof Download) {
    const headers = new Headers({ 'content-type': result.mediaType, ...result.headers });
    if (result.fileName !== null) {
      const ascii = result.fileName.replace(/[^\x20-\x7e]|["\\%]/g, '_');
      headers.set(
        'content-disposition',
        `attachment; filename="${ascii}"; filename*=UTF-8''${encodeURIComponent(result.fileName)}`,
      );
    }
    return new Response(result.bytes as BodyInit, { status: 200, headers });
  }
  const version = route.etag ? versionOf(result) : null;
  if (version !== null) cx.get('headers').etag = `"${version}"`;
  return reply(cx, status === 204 ? null : JSON.stringify(result ?? null), status);
}

/** Mounts bound routes on a Hono app whose paths are below `/api/v1`. */
export function createApi(deps: ApiDeps, bound: readonly Bound[]): Hono<Vars> {
  const app = new Hono<Vars>();

  async function handle(b: Bound, cx: Cx, span: Span): Promise<Response> {
    const { route } = b;
    const requestId = cx.get('requestId');
    const started = performance.now();
    let locale = localeOf(cx.req.header('accept-language'));
    let zone = 'Asia/Shanghai';
    let status = 500;
    const failedKeys = `failed-keys:${cx.get('ip')}`;
    try {
      const credential: Credential = credentialOf(
        cx.req.header('authorization'),
        cx.req.header('cookie'),
        deps.secret,
      );
      // A key that is made up has an allowance of its own, so those that fail count against where they come from
      const wait =
        credential.kind === 'none'
          ? deps.limiter.take(`ip:${cx.get('ip')}`)
          : (credential.kind === 'key' && deps.limiter.look(failedKeys)) ||
            deps.limiter.take(`t:${credential.token}`);
      if (wait > 0) {
        cx.get('headers')['retry-after'] = String(wait);
        throw new DomainError('request.rate_limited', { retryAfterSeconds: wait });
      }
      if (credential.kind === 'session' && route.method !== 'get') refuseCrossSite(cx);
      const asked = cx.req.header('hegu-valley') || cx.req.query('valley');
      if (credential.kind === 'key' && asked && asked !== credential.valley)
        throw new DomainError('valley.key_elsewhere', { own: credential.valley, asked });
      const slug = credential.kind === 'key' ? credential.valley : asked;
      const valley = await deps.valleys.find(slug);
      zone = valley.zone;
      // Before the body is read: a visitor cannot make the server take 20 MB only to be refused
      if (credential.kind === 'none' && route.action !== 'public' && !route.visitors)
        throw new DomainError('access.sign_in_required', { action: route.action });
      const scope = scopeOf(valley);
      const ifMatch = ifMatchOf(cx.req.header('if-match'));
      const request: RequestInfo = {
        requestId,
        ip: cx.get('ip'),
        userAgent: cx.req.header('user-agent') ?? '',
        contentType: cx.req.header('content-type') ?? '',
        ...(ifMatch === undefined ? {} : { ifMatch }),
        ...(cx.req.header('x-file-name') ? { fileName: cx.req.header('x-file-name') } : {}),
      };
      const input = await parseInput(route, cx, request, locale);
      const done = await execute(b, credential, scope, locale, input, cx.req.header('idempotency-key'));
      if (done.events.length > 0) deps.publish(scope, done.events);
      if (done.jobs.size > 0) deps.nudge(done.jobs);
      if (done.replayed) cx.get('headers')['idempotency-replayed'] = 'true';
      if (done.userLocale && !cx.req.header('accept-language')) locale = done.userLocale;
      status = done.status;
      return answer(cx, route, done.result, done.status);
    } catch (error) {
      const known = asDomainError(error);
      if (!known) {
        deps.log.error({ requestId, err: error, route: route.path, method: route.method }, 'request failed');
        return reply(
          cx,
          JSON.stringify({
            type: 'urn:hegu:error:internal',
            title: locale === 'zh' ? '系统出错，请稍后再试' : 'Something went wrong here',
            status: 500,
            code: 'internal',
            detail: requestId,
            reasons: [],
            requestId,
          }),
          500,
          'application/problem+json',
        );
      }
      if (known.code === 'access.key_invalid') deps.limiter.take(failedKeys);
      const problem = toProblem(known, locale, zone, requestId);
      status = problem.status;
      if (status >= 500)
        deps.log.error({ requestId, err: known, route: route.path, method: route.method }, 'unavailable');
      return reply(cx, JSON.stringify(problem), problem.status, 'application/problem+json');
    } finally {
      const seconds = (performance.now() - started) / 1000;
      endSpan(span, status);
      deps.observe?.(route.path, route.method, status, seconds);
      deps.log.info(
        { requestId, method: route.method, route: route.path, status, ms: Math.round(seconds * 1000) },
        'request',
      );
    }
  }

  interface Done {
    result: unknown;
    status: number;
    events: DomainEvent[];
    jobs: ReadonlySet<string>;
    replayed: boolean;
    userLocale: Locale | null;
  }

  async function execute(
    b: Bound,
    credential: Credential,
    scope: ValleyScope,
    locale: Locale,
    input: Input<RouteSpec>,
    idempotencyKey: string | undefined,
  ): Promise<Done> {
    const { route } = b;
    const okStatus = route.okStatus ?? 200;
    const now = deps.now();
    const open = async (tx: Tx) => {
      const identifying = identify(tx, scope, credential, now, deps.realNow());
      // Travels with the question who asks, and is looked at only when they may
      const ahead = b.ahead?.({ tx, scope, now }, input);
      ahead?.catch(() => {});
      const actor = await identifying;
      gateAccess(deps, route, actor);
      return { actor, ahead };
    };
    if (b.kind === 'read') {
      return deps.db.read(scope, async (tx) => {
        const { actor, ahead } = await open(tx);
        const q = { tx, scope, actor, now, locale } as unknown as Command;
        const sessionId = actor?.sessionId;
        const own = { ...input, request: { ...input.request, ...(sessionId ? { sessionId } : {}) } };
        const result = await b.run(q, own, ahead);
        return {
          result,
          status: okStatus,
          events: [],
          jobs: new Set<string>(),
          replayed: false,
          userLocale: actor?.locale ?? null,
        };
      });
    }
    const keys = b.together?.(input);
    const inTransaction = <T>(fn: (tx: Tx) => Promise<T>) =>
      keys ? deps.db.together(scope, keys, fn) : deps.db.tx(scope, fn);
    return inTransaction(async (tx) => {
      // Read with the first question: nothing is waited for between the last write, which locks, and the commit
      const hooks = b.together && listening(tx, scope);
      hooks?.catch(() => {});
      const { actor, ahead } = await open(tx);
      const events: DomainEvent[] = [];
      const jobs = new Set<string>();
      const wantsKey =
        idempotencyKey !== undefined &&
        route.method === 'post' &&
        route.idempotent !== false &&
        actor !== null;
      if (wantsKey && !isKey(idempotencyKey)) throw refusedKey(locale);
      if (wantsKey) {
        const name = `${route.method} ${route.path}`;
        const bytes = input.request.bytes;
        const hash = createHash('sha256')
          .update(
            canonicalJson({
              params: input.params ?? null,
              query: input.query ?? null,
              body: input.body ?? null,
            }),
          )
          .update(bytes ?? '')
          .digest('hex');
        const earlier = await claimKey(tx, scope, {
          userId: actor.userId,
          key: idempotencyKey,
          route: name,
          hash,
          now,
        });
        if (earlier)
          return {
            result: earlier.response,
            status: earlier.status,
            events,
            jobs,
            replayed: true,
            userLocale: actor.locale,
          };
      }
      let audited = 0;
      // A route that changes something is for people, or says that it is for visitors too
      const acting: Actor | null = actor ?? (route.visitors ? visitorActor : null);
      const cx: Command = {
        tx,
        scope,
        actor: acting as Actor,
        now,
        locale,
        audit: async (entry) => {
          audited++;
          if (!acting) throw new Error('a command without an actor cannot be audited');
          await deps.recordAudit(tx, scope, {
            ...entry,
            actor: acting,
            at: now,
            requestId: input.request.requestId,
          });
        },
        emit: (event) => {
          events.push(event);
        },
        enqueue: async (name, data, options) => {
          jobs.add(name);
          return deps.enqueue(tx, scope, name, data, { ...options, createdBy: cx.actor.userId });
        },
      };
      const sessionId = actor?.sessionId;
      const own = { ...input, request: { ...input.request, ...(sessionId ? { sessionId } : {}) } };
      const result = await b.run(cx, own, ahead);
      await tellWebhooks(cx, events, hooks);
      if (audited === 0 && acting) {
        // Every command leaves a trace, even one whose service has nothing particular to say.
        await cx.audit({
          action: route.action === 'self' ? `${route.method} ${route.path}` : route.action,
          entity: 'valley',
          entityId: scope.valleyId,
        });
      }
      if (wantsKey && !(result instanceof Download)) {
        await storeAnswer(tx, scope, {
          userId: actor.userId,
          key: idempotencyKey,
          status: okStatus,
          response: result ?? null,
        });
      }
      return { result, status: okStatus, events, jobs, replayed: false, userLocale: actor?.locale ?? null };
    });
  }

  // A fixed address goes before one with a place in it: `/charges/export` is no id.
  const places = (b: Bound) => b.route.path.split('{').length;
  for (const b of [...bound].sort((x, y) => places(x) - places(y))) {
    // `{token}.ics` is one label to the router; the ending stays part of the value
    const path = b.route.path.replace(/\{(\w+)\}(\.\w+)?/g, (_, name: string, end?: string) =>
      end ? `:${name}{.+\\${end}}` : `:${name}`,
    );
    app.on(b.route.method.toUpperCase(), path, (cx) =>
      traced(
        b.route,
        (name) => cx.req.header(name),
        (span) => handle(b, cx, span),
      ),
    );
  }
  return app;
}
