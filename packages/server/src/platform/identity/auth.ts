import { createHmac, timingSafeEqual } from 'node:crypto';
import { betterAuth } from 'better-auth';
import { APIError, createAuthMiddleware } from 'better-auth/api';
import { phoneNumber, username } from 'better-auth/plugins';
import pg from 'pg';
import { newId } from '../ids.ts';
import type { Lockout } from './lockout.ts';
import { signUpFault } from './open.ts';
import { type ResetMail, resetMail, resetValidSeconds } from './reset/rules.ts';
import { checkPassword } from './rules.ts';
import { failureIn, type SsoSettings } from './sso/rules.ts';
import { beginsAt, singleSignOn } from './sso/service.ts';

export interface AuthOptions {
  readonly connection: pg.PoolConfig;
  readonly role?: string;
  readonly secret: string;
  /** Address people reach the server at, e.g. `https://valley.example.cn`; used for links and the origin check. */
  readonly baseUrl: string;
  readonly trustedOrigins: (request: Request | undefined) => string[];
  readonly secureCookies: boolean;
  readonly lockout: Lockout;
  /** `baseUrl` as it is once the server listens; links in mails are made with it. */
  readonly publicUrl?: () => string;
  /** Sends a mail; absent when no SMTP server is set. */
  readonly sendMail?: (mail: ResetMail & { readonly to: string }) => Promise<void>;
  /** A mail that could not be sent: the person who asked must not learn of it, the operator should. */
  readonly onMailError?: (error: unknown) => void;
  readonly sso?: { readonly settings: SsoSettings; readonly emailTaken: (email: string) => Promise<boolean> };
  /** An SMS gateway is the deployment's own: without one, sign-in by phone uses the password only. */
  readonly sendSms?: (phone: string, code: string) => Promise<void>;
}

const cookiePrefix = 'hegu';

/**
 * Sign-in by better-auth: username, e-mail or phone with a password; single sign-on (OpenID Connect) when configured. Sessions are rows, so
 * they can be listed and revoked. API keys are Hegu's own (docs/decisions/0002-api-keys.md).
 */
export function createAuth(options: AuthOptions) {
  const pool = new pg.Pool({
    ...options.connection,
    max: 6,
    options: options.role ? `-c timezone=UTC -c role=${options.role}` : '-c timezone=UTC',
  });
  pool.on('error', () => {});
  const sending = new Set<Promise<void>>();
  /**
   * Neither awaited nor answered for: how long the mail takes, and whether it goes out, would tell which addresses have
   * an account. Counted like failed sign-ins, so that nobody's mailbox is filled with links.
   */
  const mailReset = (user: Person, token: string, request: Request | undefined) => {
    const work = async () => {
      const subjects = { name: `reset:${user.email.toLowerCase()}`, address: null };
      if ((await options.lockout.secondsLocked(subjects)) > 0) return;
      await options.lockout.failed(subjects);
      const mail = resetMail({
        account: user.username ?? user.email,
        address: request?.headers.get('x-hegu-client-ip') ?? null,
        origin: options.publicUrl?.() || options.baseUrl,
        token,
        locale: localeOf(user),
      });
      await options.sendMail?.({ to: user.email, ...mail });
    };
    const run: Promise<void> = work()
      .catch((error: unknown) => options.onMailError?.(error))
      .finally(() => sending.delete(run));
    sending.add(run);
  };
  const snake = {
    createdAt: 'created_at',
    updatedAt: 'updated_at',
  };
  const auth = betterAuth({
    baseURL: options.baseUrl,
    basePath: '/api/auth',
    secret: options.secret,
    trustedOrigins: async (request) => options.trustedOrigins(request),
    database: pool,
    telemetry: { enabled: false },
    advanced: {
      cookiePrefix,
      useSecureCookies: false,
      // The library switches both off by itself where NODE_ENV is `test`; nobody's environment may do that
      disableOriginCheck: false,
      disableCSRFCheck: false,
      defaultCookieAttributes: { sameSite: 'lax', httpOnly: true, secure: options.secureCookies },
      database: { generateId: () => newId() },
      ipAddress: { ipAddressHeaders: ['x-hegu-client-ip'] },
    },
    rateLimit: { enabled: false },
    user: {
      modelName: 'users',
      fields: { emailVerified: 'email_verified', ...snake },
      additionalFields: {
        locale: { type: 'string', required: false, defaultValue: 'zh', input: true },
      },
    },
    session: {
      modelName: 'sessions',
      fields: {
        userId: 'user_id',
        expiresAt: 'expires_at',
        ipAddress: 'ip_address',
        userAgent: 'user_agent',
        ...snake,
      },
      expiresIn: 14 * 24 * 3600,
      updateAge: 24 * 3600,
    },
    account: {
      modelName: 'accounts',
      fields: {
        userId: 'user_id',
        accountId: 'account_id',
        providerId: 'provider_id',
        accessToken: 'access_token',
        refreshToken: 'refresh_token',
        idToken: 'id_token',
        accessTokenExpiresAt: 'access_token_expires_at',
        refreshTokenExpiresAt: 'refresh_token_expires_at',
        ...snake,
      },
      accountLinking: {
        // Both sides have verified the address, and the deployment allows it; else only whoever is signed in joins the two
        requireLocalEmailVerified: true,
        disableImplicitLinking: !options.sso?.settings.linkByEmail,
      },
    },
    databaseHooks: {
      account: {
        create: { before: async (account) => ({ data: { ...account, ...nothingToSpend } }) },
        update: { before: async (account) => ({ data: { ...account, ...nothingToSpend } }) },
      },
    },
    onAPIError: { errorURL: '/sign-in' },
    verification: {
      modelName: 'verifications',
      fields: { expiresAt: 'expires_at', ...snake },
      // Whoever reads a backup cannot take over an account with a link that is still open
      storeIdentifier: { default: 'plain', overrides: { 'reset-password': 'hashed' } },
    },
    emailAndPassword: {
      enabled: true,
      minPasswordLength: 10,
      maxPasswordLength: 128,
      autoSignIn: true,
      revokeSessionsOnPasswordReset: true,
      ...(options.sendMail
        ? {
            sendResetPassword: async (asked: { user: Person; token: string }, request?: Request) =>
              mailReset(asked.user, asked.token, request),
          }
        : {}),
      resetPasswordTokenExpiresIn: resetValidSeconds,
      onPasswordReset: async ({ user }: { user: Person }) => {
        // Other links that are still open are void as well
        const { adapter } = await auth.$context;
        await adapter.deleteMany({ model: 'verification', where: [{ field: 'value', value: user.id }] });
        await options.lockout.succeeded({ name: user.email.toLowerCase(), address: null });
      },
    },
    plugins: [
      username({
        schema: { user: { fields: { username: 'username', displayUsername: 'display_username' } } },
        minUsernameLength: 2,
      }),
      phoneNumber({
        schema: {
          user: { fields: { phoneNumber: 'phone_number', phoneNumberVerified: 'phone_number_verified' } },
        },
        sendOTP: async ({ phoneNumber: phone, code }) => {
          if (!options.sendSms)
            throw new APIError('NOT_IMPLEMENTED', { message: 'no SMS gateway is configured' });
          await options.sendSms(phone, code);
        },
      }),
      ...(options.sso ? [singleSignOn(options.sso.settings, options.sso.emailTaken)] : []),
    ],
    hooks: {
      before: createAuthMiddleware(async (cx) => {
        const body = (cx.body ?? {}) as Record<string, unknown>;
        for (const value of [...Object.values(body), ...Object.values(cx.query ?? {})]) {
          if (typeof value === 'string' && (value.includes('\u0000') || !value.isWellFormed())) {
            throw new APIError('BAD_REQUEST', { code: 'text.malformed', message: 'text.malformed' });
          }
        }
        const fault = cx.path === '/sign-up/email' ? signUpFault(cx.body) : null;
        if (fault !== null)
          throw new APIError('BAD_REQUEST', {
            code: 'request.invalid',
            message: `request.invalid: ${fault}`,
          });
        const password = body.newPassword ?? (cx.path.startsWith('/sign-up') ? body.password : undefined);
        if (typeof password === 'string') {
          const names = [body.username, body.email, body.name].filter(
            (n): n is string => typeof n === 'string',
          );
          if (cx.path === '/reset-password') {
            const token = body.token ?? cx.query?.token;
            const { internalAdapter } = cx.context;
            const open =
              typeof token === 'string'
                ? await internalAdapter.findVerificationValue(`reset-password:${token}`)
                : null;
            const user = open ? await internalAdapter.findUserById(open.value) : null;
            if (user) names.push(...namesOf(user));
          }
          if (!checkPassword(password, names)) {
            throw new APIError('UNPROCESSABLE_ENTITY', {
              code: 'password.too_weak',
              message: 'password.too_weak',
            });
          }
        }
        if (beginsAt(cx.path, body) === 'odd')
          throw new APIError('BAD_REQUEST', { code: 'request.invalid', message: 'request.invalid' });
        if (cx.path.startsWith('/callback/')) {
          const subjects = { name: null, address: signInSubjects({}, cx.headers).address };
          if ((await options.lockout.secondsLocked(subjects)) > 0)
            throw cx.redirect('/sign-in?error=sign_in_locked');
        }
        if (cx.path.startsWith('/sign-in/')) {
          const wait = await options.lockout.secondsLocked(signInSubjects(body, cx.headers));
          if (wait > 0) {
            throw new APIError(
              'TOO_MANY_REQUESTS',
              { code: 'sign_in.locked', message: 'sign_in.locked', retryAfterSeconds: wait },
              { 'retry-after': String(wait) },
            );
          }
        }
      }),
      after: createAuthMiddleware(async (cx) => {
        const { returned } = cx.context;
        if (
          cx.path.startsWith('/callback/') &&
          failureIn(cx.context.responseHeaders?.get('location') ?? null)
        ) {
          const { address } = signInSubjects({}, cx.headers);
          await options.lockout.failed({ name: null, address });
        }
        // Single sign-on only begins here, and a provider that is down is nobody's failure
        if (!cx.path.startsWith('/sign-in/') || cx.path === '/sign-in/social') return;
        const subjects = signInSubjects((cx.body ?? {}) as Record<string, unknown>, cx.headers);
        if (cx.context.newSession) await options.lockout.succeeded(subjects);
        else if (returned instanceof APIError) await options.lockout.failed(subjects);
      }),
    },
  });
  return {
    auth,
    close: async () => {
      await Promise.race([
        Promise.allSettled(sending),
        new Promise<void>((done) => setTimeout(done, 5_000).unref()),
      ]);
      await pool.end();
    },
  };
}

/** Tokens with which one could act at the provider are not kept; the ID token is, as the hint for signing out there. */
const nothingToSpend = {
  accessToken: null,
  refreshToken: null,
  accessTokenExpiresAt: null,
  refreshTokenExpiresAt: null,
};

/** A user as the library hands it over, with the columns its plugins and we add. */
interface Person {
  readonly id: string;
  readonly email: string;
  readonly username?: string | null;
  readonly phoneNumber?: string | null;
  readonly locale?: string | null;
}

function localeOf(user: Person): 'zh' | 'en' {
  return user.locale === 'en' ? 'en' : 'zh';
}

/** Everything somebody may sign in with; none of it may stand in a password. */
const namesOf = (user: Person): string[] =>
  [user.username, user.email, user.phoneNumber].flatMap((n) => (n ? [n.toLowerCase()] : []));

/** Both the name that is tried and the address it is tried from are counted, with different limits (lockout.ts). */
function signInSubjects(body: Record<string, unknown>, headers: Headers | undefined) {
  const name = body.username ?? body.email ?? body.phoneNumber;
  return {
    name: typeof name === 'string' ? name.toLowerCase().slice(0, 200) : null,
    address: headers?.get('x-hegu-client-ip') ?? null,
  };
}

export type Auth = ReturnType<typeof createAuth>['auth'];

/**
 * The session token inside better-auth's signed cookie (`token.signature`, HMAC-SHA256), or null. Read here rather
 * than by a call into the library, because every request needs it and one query then answers who this is.
 */
export function sessionToken(cookieHeader: string | undefined, secret: string): string | null {
  if (!cookieHeader) return null;
  const name = `${cookiePrefix}.session_token=`;
  for (const part of cookieHeader.split(';')) {
    const cookie = part.trim();
    if (!cookie.startsWith(name)) continue;
    let value: string;
    try {
      value = decodeURIComponent(cookie.slice(name.length));
    } catch {
      return null;
    }
    const dot = value.lastIndexOf('.');
    if (dot < 1) return null;
    const token = value.slice(0, dot);
    const given = Buffer.from(value.slice(dot + 1), 'base64');
    const wanted = createHmac('sha256', secret).update(token).digest();
    return given.length === wanted.length && timingSafeEqual(given, wanted) ? token : null;
  }
  return null;
}
