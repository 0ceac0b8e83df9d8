import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';

/** A real OpenID provider on a loopback port, and a browser that walks from one server to the other with its cookies. */

export interface OpenId {
  readonly issuer: string;
  readonly discoveryUrl: string;
  /** What it says of somebody, by subject; `email` and `email_verified` among them. */
  readonly people: Map<string, Record<string, unknown>>;
  close(): Promise<void>;
}

export interface OpenIdClient {
  readonly id: string;
  readonly secret: string;
  /** Where people are sent back to, of signing in and of signing out. */
  readonly callback: string;
  readonly home: string;
  readonly tokenAuth?: 'client_secret_basic' | 'client_secret_post';
}

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const key = { ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: 'test' };

/** `port` 0 takes a free one. Signing in there asks for a subject and nothing else. */
export async function openId(clients: readonly OpenIdClient[], port = 0): Promise<OpenId> {
  const people = new Map<string, Record<string, unknown>>();
  const http = createServer();
  await new Promise<void>((done) => http.listen(port, '127.0.0.1', done));
  const issuer = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    clients: clients.map((c) => ({
      client_id: c.id,
      client_secret: c.secret,
      redirect_uris: [c.callback],
      post_logout_redirect_uris: [c.home],
      token_endpoint_auth_method: c.tokenAuth ?? 'client_secret_basic',
    })),
    jwks: { keys: [key] },
    cookies: { keys: ['a key of the test'] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    features: { devInteractions: { enabled: true } },
    findAccount: (_cx, sub) => ({
      accountId: sub,
      claims: async () => ({ sub, ...people.get(sub) }),
    }),
  });
  const handle = provider.callback();
  http.on('request', (request, response) => void handle(request, response));
  return {
    issuer,
    discoveryUrl: `${issuer}/.well-known/openid-configuration`,
    people,
    close: () =>
      new Promise((done) => {
        http.close(() => done());
        http.closeAllConnections();
      }),
  };
}

export interface Page {
  readonly url: URL;
  readonly status: number;
  readonly text: string;
}

/** Keeps cookies by host and follows redirects as a browser does, up to a page that `stop` wants to be shown. */
export function browser() {
  const jars = new Map<string, Map<string, string>>();
  async function open(address: string, init: RequestInit = {}, stop?: (url: URL) => boolean): Promise<Page> {
    let url = new URL(address);
    let request = init;
    for (let hops = 0; hops < 20; hops++) {
      if (hops > 0 && stop?.(url)) return { url, status: 0, text: '' };
      const jar = jars.get(url.host) ?? new Map<string, string>();
      jars.set(url.host, jar);
      const headers = new Headers(request.headers);
      headers.set('cookie', [...jar].map(([name, value]) => `${name}=${value}`).join('; '));
      const answer = await fetch(url, { ...request, headers, redirect: 'manual' });
      for (const line of answer.headers.getSetCookie()) {
        const pair = /^([^=]+)=([^;]*)/.exec(line);
        if (!pair?.[1]) continue;
        if (/max-age=0|expires=Thu, 01 Jan 1970/i.test(line)) jar.delete(pair[1]);
        else jar.set(pair[1], pair[2] ?? '');
      }
      const location = answer.headers.get('location');
      if (answer.status < 300 || answer.status >= 400 || !location)
        return { url, status: answer.status, text: await answer.text() };
      await answer.body?.cancel();
      url = new URL(location, url);
      request = {};
    }
    throw new Error(`redirected without end: ${url}`);
  }
  return { open, cookies: (url: string) => jars.get(new URL(url).host) ?? new Map<string, string>() };
}

export type Browser = ReturnType<typeof browser>;
