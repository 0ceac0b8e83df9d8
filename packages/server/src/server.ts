import { randomBytes, randomUUID } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ServerType, serve } from '@hono/node-server';
import { getConnInfo } from '@hono/node-server/conninfo';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type pg from 'pg';
import pino from 'pino';
import { caseKinds } from './cases.ts';
import { catalogueSources } from './catalogue.ts';
import { enterpriseAccess, enterpriseJobs, enterpriseRoutes } from './domains/enterprise/index.ts';
import { labsAccess, labsJobs, labsRoutes } from './domains/labs/index.ts';
import {
  applicationJobs,
  impactJobs,
  libraryJobs,
  policyAccess,
  policyCounterRoutes,
  policyRoutes,
  subscriptionJobs,
  visitorJobs,
} from './domains/policy/index.ts';
import { voucherAccess, voucherJobs, voucherRoutes } from './domains/voucher/index.ts';
import type { Access } from './platform/access.ts';
import { auditAccess, openAuditKey, readTrustedKeys, record, startSealer } from './platform/audit/index.ts';
import { rebuildJob, rebuildOutdated } from './platform/catalogue/index.ts';
import { type Clock, clockFromEnv, systemClock } from './platform/clock/index.ts';
import { type Db, openDb } from './platform/db/db.ts';
import { appRole, migrate } from './platform/db/migrate.ts';
import { DomainError } from './platform/errors.ts';
import { createHub } from './platform/events/index.ts';
import { blobsFromEnv, checkBlobs, createFiles, type Files } from './platform/files/index.ts';
import { allowedAt } from './platform/http/allow.ts';
import { createApi, encodingOf, type Vars } from './platform/http/api.ts';
import { localeOf } from './platform/http/headers.ts';
import { createMetrics } from './platform/http/metrics.ts';
import { docsPage, openApi } from './platform/http/openapi.ts';
import { toProblem } from './platform/http/problem.ts';
import { createRateLimiter } from './platform/http/rate-limit.ts';
import type { Bound } from './platform/http/route.ts';
import { createStatic } from './platform/http/static.ts';
import { access as identityAccess } from './platform/identity/access.ts';
import { createAuth } from './platform/identity/auth.ts';
import { createValleys } from './platform/identity/gate.ts';
import { createLockout } from './platform/identity/lockout.ts';
import { isOpen } from './platform/identity/open.ts';
import { identityRoutes } from './platform/identity/routes.ts';
import { ssoSettings } from './platform/identity/sso/rules.ts';
import { anyDemoUser, emailTaken, listValleys as valleyRows } from './platform/identity/store.ts';
import { createJobs, type Jobs, jobsAccess, listValleys } from './platform/jobs/index.ts';
import {
  createWebhooks,
  mailable,
  mailerFromEnv,
  noticesAccess,
  webhookSettings,
} from './platform/notices/index.ts';
import { platformRoutes } from './platform/routes.ts';
import { upkeepJobs } from './platform/upkeep.ts';

/** Puts the house together. Besides the command line, the only file that knows every domain. */

const here = dirname(fileURLToPath(import.meta.url));
export const migrationsDir = join(here, 'migrations');
const webDist = resolve(here, '../../web/dist');
export const version = '0.1.0';

/** Who may do what at every counter: an action is in exactly one of them (`safety/access.test.ts`). */
export const accessTables: readonly Access[] = [
  identityAccess,
  labsAccess,
  enterpriseAccess,
  voucherAccess,
  policyAccess,
  auditAccess,
  jobsAccess,
  noticesAccess,
];

type Env = Readonly<Record<string, string | undefined>>;

export interface ServerOptions {
  readonly connection: pg.PoolConfig;
  readonly dataDir: string;
  readonly env: Env;
  readonly host?: string;
  /** 0 takes a free one. */
  readonly port?: number;
  readonly clock?: Clock;
  /** Default true; false leaves background work to `jobs.runNow`. */
  readonly workers?: boolean;
  /** Where several processes serve one port. */
  readonly metricsOfAll?: () => Promise<string>;
  readonly onProgress?: (message: string) => void;
  /** While it says so, `/readyz` answers 503: it serves, but what people come for is still being made. Left out: never. */
  readonly preparing?: () => boolean;
}

export interface RunningServer {
  readonly url: string;
  readonly db: Db;
  readonly jobs: Jobs;
  readonly clock: Clock;
  readonly auth: ReturnType<typeof createAuth>['auth'];
  readonly files: Files;
  readonly bound: readonly Bound[];
  /** Seals the audit log now. */
  sealNow(): Promise<void>;
  close(): Promise<void>;
}

export class DemoExposed extends Error {}

const loopback = new Set(['127.0.0.1', '::1', 'localhost']);

/** A secret of this deployment, made on the first start. */
async function secretOf(dataDir: string, env: Env): Promise<string> {
  if (env.HEGU_SECRET) return env.HEGU_SECRET;
  const path = join(dataDir, 'keys', 'session-secret');
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  try {
    await writeFile(path, randomBytes(48).toString('base64url'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return (await readFile(path, 'utf8')).trim();
}

const securityHeaders = {
  'content-security-policy':
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'; font-src 'self' data:; object-src 'none'; frame-ancestors 'none'; base-uri 'self'; form-action 'self'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'strict-origin-when-cross-origin',
  'permissions-policy': 'camera=(self), geolocation=(), microphone=()',
  'cross-origin-opener-policy': 'same-origin',
  'x-frame-options': 'DENY',
} as const;

export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { env, connection, dataDir } = options;
  const host = options.host ?? env.HOST ?? '127.0.0.1';
  const clock = options.clock ?? clockFromEnv(env);
  // Buffered: a line of the log must not make the request wait for the disk. What is left is written every second and at the end.
  const logFile = pino.destination({ sync: false, minLength: 4096 });
  const log = pino(
    {
      level: env.HEGU_LOG ?? (env.NODE_ENV === 'production' ? 'info' : 'warn'),
      redact: ['headers.authorization', 'headers.cookie'],
    },
    logFile,
  );
  const flushing = setInterval(() => logFile.flush(), 1000);
  flushing.unref();
  const now = () => clock.now();
  const realNow = () => systemClock.now();

  const blobs = blobsFromEnv(env, dataDir);
  await checkBlobs(blobs, (err) => log.error({ err }, 'file store'));
  await migrate(connection, {
    directory: migrationsDir,
    now: now(),
    onProgress: (p) => options.onProgress?.(`${p.step} ${p.name}`),
  });
  const db = openDb(connection, { role: appRole, max: Number(env.HEGU_DB_POOL ?? 16) });
  if (!loopback.has(host) && (await db.read(null, anyDemoUser))) {
    await db.close();
    throw new DemoExposed(
      `演示账号仍在，服务器只能监听本机地址（现为 ${host}）。请先运行 hegu demo remove。\n` +
        `Demo accounts with known passwords exist: refusing to listen on ${host}. Run \`hegu demo remove\` first.`,
    );
  }

  const secret = await secretOf(dataDir, env);
  const auditKey = await openAuditKey(dataDir);
  const hub = createHub({ connection, onError: (err) => log.warn({ err }, 'event hub') });
  const publish = (
    scope: { valleyId: string },
    events: readonly { type: string; entityId: string; rooms: readonly string[] }[],
  ) => hub.publish(events.map((e) => ({ ...e, valleyId: scope.valleyId })));
  const jobs = createJobs({ connection, db, clock, log, publish });
  const files = createFiles(blobs);
  const webhooks = createWebhooks(webhookSettings(env));
  const metrics = createMetrics(db.pool, options.metricsOfAll);
  const lockout = createLockout(db, () => realNow().epochMilliseconds);

  // The port is known once the server listens; links are made with the address people use.
  let baseUrl = env.HEGU_URL ?? '';
  const port = options.port ?? Number(env.PORT ?? 4170);
  const publicUrl = () => baseUrl;
  if (!baseUrl && port !== 0) baseUrl = `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${port}`;
  const mailer = mailerFromEnv(env, baseUrl);
  for (const job of [
    ...enterpriseJobs({ files }),
    ...labsJobs,
    ...voucherJobs,
    ...impactJobs,
    ...libraryJobs,
    ...applicationJobs,
    ...subscriptionJobs,
    ...visitorJobs,
    ...upkeepJobs({ files, webhooks, mailer, caseKinds }),
    rebuildJob(catalogueSources),
  ])
    jobs.define(job);

  const sso = ssoSettings(env);
  const { auth, close: closeAuth } = createAuth({
    connection,
    role: appRole,
    secret,
    baseUrl: baseUrl || `http://${host}`,
    publicUrl,
    trustedOrigins: (request) => ownOrigins(request, publicUrl()),
    secureCookies: baseUrl.startsWith('https://'),
    lockout,
    ...(mailer
      ? {
          sendMail: async ({ to, subject, text }) => {
            if (!mailable(to)) return;
            const headers = { 'auto-submitted': 'auto-generated' };
            await mailer.transport.sendMail({ from: mailer.from, to, subject, text, headers });
          },
          onMailError: (err: unknown) => log.error({ err }, 'password reset mail'),
        }
      : {}),
    ...(sso
      ? { sso: { settings: sso, emailTaken: (email) => db.read(null, (tx) => emailTaken(tx, email)) } }
      : {}),
  });

  const limiter = createRateLimiter(
    Number(env.HEGU_RATE_PER_SECOND ?? 40),
    Number(env.HEGU_RATE_BURST ?? 200),
  );
  const bound: Bound[] = [
    ...identityRoutes(realNow, { mail: mailer !== null, singleSignOn: sso ? { name: sso.name } : null }),
    ...labsRoutes({ baseUrl: publicUrl }),
    ...voucherRoutes({ files }),
    ...enterpriseRoutes({ files }),
    ...policyRoutes,
    ...policyCounterRoutes({ files, baseUrl: publicUrl }),
    ...platformRoutes({ hub, files, webhooks, jobs, auditKey, trustedKeys: () => readTrustedKeys(dataDir) }),
  ];
  const api = createApi(
    {
      db,
      valleys: createValleys(db),
      secret,
      now,
      realNow,
      access: accessTables,
      recordAudit: async (tx, scope, entry) => {
        await record(tx, scope, entry);
      },
      publish,
      enqueue: jobs.enqueue,
      nudge: jobs.nudge,
      limiter,
      log,
      observe: metrics.observe,
    },
    bound,
  );

  const app = new Hono<Vars>();
  const trustProxy = env.HEGU_TRUST_PROXY === '1';
  app.use(async (cx, next) => {
    const given = cx.req.header('x-request-id');
    const requestId = given && /^[\w-]{1,64}$/.test(given) ? given : randomUUID();
    cx.set('requestId', requestId);
    const forwarded = trustProxy ? cx.req.header('x-forwarded-for')?.split(',').at(-1)?.trim() : undefined;
    cx.set('ip', forwarded || getConnInfo(cx).remote.address || 'unknown');
    // Answers are about whoever asked: neither a proxy nor a shared computer keeps them
    cx.set('headers', {
      'x-request-id': requestId,
      ...securityHeaders,
      'cache-control': 'no-store',
      ...(baseUrl.startsWith('https://') ? { 'strict-transport-security': 'max-age=31536000' } : {}),
    });
    await next();
    if (cx.get('answered')) return;
    cx.header('x-request-id', requestId);
    for (const [name, value] of Object.entries(securityHeaders))
      if (!cx.res.headers.has(name)) cx.header(name, value);
    if (cx.req.path.startsWith('/api/') && !cx.res.headers.has('cache-control'))
      cx.header('cache-control', 'no-store');
    if (baseUrl.startsWith('https://')) cx.header('strict-transport-security', 'max-age=31536000');
  });
  app.get('/healthz', (cx) => cx.json({ status: 'ok', version }));
  app.get('/readyz', async (cx) => {
    try {
      await db.read(null, valleyRows);
      if (options.preparing?.()) return cx.json({ status: 'preparing' }, 503);
      return cx.json({ status: 'ready' });
    } catch {
      return cx.json({ status: 'database unreachable' }, 503);
    }
  });
  app.get('/metrics', async (cx) => {
    const token = env.HEGU_METRICS_TOKEN;
    const local = loopback.has(cx.get('ip').replace(/^::ffff:/, ''));
    const allowed = token ? cx.req.header('authorization') === `Bearer ${token}` : local && !trustProxy;
    if (!allowed) return cx.text('forbidden', 403);
    return cx.body(await metrics.text(), 200, { 'content-type': metrics.contentType });
  });
  // Passwords are hashed slowly on purpose: who asks too often, or too long, is refused before that
  const tooLong = bodyLimit({
    maxSize: 64 * 1024,
    onError: (cx) => refusal(cx, 'request.too_large', { limit: 64 * 1024 }),
  });
  app.on(['GET', 'POST'], '/api/auth/*', tooLong, (cx) => {
    if (!isOpen(cx.req.path)) return refusal(cx, 'route.not_found', {});
    const encoding = encodingOf(cx.req.header('content-encoding'));
    if (encoding !== null) {
      cx.header('accept-encoding', 'identity');
      return refusal(cx, 'request.encoding', { encoding });
    }
    const seconds = limiter.take(`auth:${cx.get('ip')}`);
    if (seconds > 0) {
      cx.header('retry-after', String(seconds));
      return refusal(cx, 'request.rate_limited', { retryAfterSeconds: seconds });
    }
    const headers = new Headers(cx.req.raw.headers);
    headers.set('x-hegu-client-ip', cx.get('ip'));
    return auth.handler(new Request(cx.req.raw, { headers }));
  });
  let spec: string | undefined;
  app.get('/api/v1/openapi.json', (cx) => {
    spec ??= JSON.stringify(openApi(version, publicUrl()));
    return cx.body(spec, 200, { 'content-type': 'application/json', 'cache-control': 'no-cache' });
  });
  app.get('/api/docs', (cx) => {
    const lang = cx.req.query('lang');
    return cx.html(
      docsPage(lang === 'en' || lang === 'zh' ? lang : localeOf(cx.req.header('accept-language'))),
    );
  });
  app.route('/api/v1', api);
  const wrongMethod = (cx: Context) => {
    const allowed = allowedAt(cx.req.path).join(', ');
    if (allowed === '') return refusal(cx, 'route.not_found', {});
    cx.header('allow', allowed);
    return refusal(cx, 'route.method', { method: cx.req.method, allowed });
  };
  app.all('/api/*', wrongMethod);
  const assets = createStatic(webDist);
  app.get('*', (cx) => assets(cx.req.raw) ?? refusal(cx, 'route.not_found', {}));
  app.all('*', wrongMethod);

  await jobs.start({ workers: options.workers ?? true });
  if (options.workers ?? true) await rebuildOutdated(db, jobs, now(), catalogueSources);
  const sealer = startSealer({
    db,
    key: auditKey,
    now: realNow,
    scopes: async () => (await listValleys(db)).map((v) => v.scope),
    onError: (err) => log.error({ err }, 'audit sealer'),
  });
  const server = await listen(app, host, port);
  const address = server.address();
  const at = typeof address === 'object' && address !== null ? address.port : port;
  if (!baseUrl) baseUrl = `http://${host}:${at}`;

  let closing: Promise<void> | undefined;
  return {
    url: baseUrl,
    db,
    jobs,
    clock,
    auth,
    files,
    bound,
    sealNow: () => sealer.runNow(),
    close() {
      closing ??= (async () => {
        await hub.close();
        await new Promise<void>((done) => {
          server.close(() => done());
          // Requests under way get ten seconds; idle keep-alive connections none.
          if ('closeIdleConnections' in server) server.closeIdleConnections();
          setTimeout(() => {
            if ('closeAllConnections' in server) server.closeAllConnections();
          }, 10_000).unref();
        });
        await jobs.stop({ timeoutMs: 5_000 });
        await sealer.stop();
        await closeAuth();
        await db.close();
        clearInterval(flushing);
        logFile.flush();
      })();
      return closing;
    },
  };
}

/** A refusal from outside the API, in the same shape. */
function refusal(cx: Context, code: string, data: Record<string, unknown>): Response {
  const locale = localeOf(cx.req.header('accept-language'));
  const problem = toProblem(new DomainError(code, data), locale, 'Asia/Shanghai', cx.get('requestId'));
  return cx.json(problem, problem.status as 400, { 'content-type': 'application/problem+json' });
}

/** Pages of this server may sign in: the address it is known by, and the one the browser used to reach it. */
function ownOrigins(request: Request | undefined, baseUrl: string): string[] {
  const host = request?.headers.get('host');
  return [
    ...(baseUrl ? [new URL(baseUrl).origin] : []),
    ...(host ? [`http://${host}`, `https://${host}`] : []),
  ];
}

function listen(app: Hono<Vars>, hostname: string, port: number): Promise<ServerType> {
  return new Promise((done, fail) => {
    const server = serve({ fetch: app.fetch, hostname, port }, () => done(server));
    server.on('error', fail);
  });
}
