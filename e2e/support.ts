import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

/** A real server with the demo valley, started as `npm start` starts it, and a real browser. */

export const password = 'hegu-demo-2026';
const root = new URL('..', import.meta.url).pathname;

export interface House {
  readonly url: string;
  readonly browser: Browser;
  /** Signed in as somebody of the demo valley, or a visitor; at a desk unless told otherwise. */
  visit(who: string | null, options?: { width?: number; lang?: 'zh' | 'en'; dark?: boolean }): Promise<Visit>;
  /** An API call as somebody, for what a journey needs but does not show. */
  api(
    who: string,
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ status: number; body: Record<string, unknown> }>;
  close(): Promise<void>;
}

export interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the page complained about: errors thrown, resources that failed. */
  readonly complaints: string[];
  open(path: string): Promise<void>;
  /** Violations of WCAG 2.2 A/AA as axe finds them, one line each, and what is wider than the screen. */
  axe(): Promise<string[]>;
  close(): Promise<void>;
}

/** A page that scrolls sideways has something on it that is wider than the screen. */
async function overEdge(page: Page): Promise<string[]> {
  const over = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  return over > 0 ? [`${over} px over the edge: ${page.url()}`] : [];
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.once('error', fail);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => done(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

async function ready(url: string, child: ChildProcess, said: () => string): Promise<void> {
  for (let waited = 0; waited < 170_000; waited += 250) {
    if (child.exitCode !== null) throw new Error(`the server ended:\n${said()}`);
    const ok = await fetch(`${url}/api/v1/me`).then(
      (r) => r.ok,
      () => false,
    );
    // The demo valley is there once its last transaction has committed
    if (ok) return;
    await new Promise((r) => setTimeout(r, 250));
  }
  throw new Error(`the server did not become ready:\n${said()}`);
}

export async function openHouse(env: Record<string, string> = {}): Promise<House> {
  const data = mkdtempSync(join(tmpdir(), 'hegu-e2e-'));
  // PostgreSQL runs as another user than root and must be able to enter
  chmodSync(data, 0o755);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  let output = '';
  const child = spawn(process.execPath, [join(root, 'packages/server/src/main.ts')], {
    cwd: root,
    env: {
      ...process.env,
      NODE_ENV: '',
      HEGU_DATA: data,
      PORT: String(port),
      HEGU_RATE_PER_SECOND: '0',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout?.on('data', (chunk) => (output += chunk));
  child.stderr?.on('data', (chunk) => (output += chunk));
  await ready(url, child, () => output);
  const browser = await chromium.launch({
    executablePath: process.env.HEGU_CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
  const cookies = new Map<string, string>();

  async function cookieOf(who: string): Promise<string> {
    const known = cookies.get(who);
    if (known) return known;
    const answer = await fetch(`${url}/api/auth/sign-in/username`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: url },
      body: JSON.stringify({ username: who, password }),
    });
    if (!answer.ok) throw new Error(`${who} cannot sign in: ${answer.status} ${await answer.text()}`);
    const cookie = answer.headers
      .getSetCookie()
      .map((c) => c.split(';')[0])
      .join('; ');
    cookies.set(who, cookie);
    return cookie;
  }

  return {
    url,
    browser,
    async visit(who, options = {}) {
      const width = options.width ?? 1440;
      const lang = options.lang ?? 'zh';
      const context = await browser.newContext({
        viewport: { width, height: width < 600 ? 844 : 900 },
        locale: lang === 'zh' ? 'zh-CN' : 'en-GB',
        timezoneId: 'Asia/Shanghai',
        colorScheme: options.dark ? 'dark' : 'light',
        hasTouch: width < 600,
        reducedMotion: 'reduce',
      });
      if (who) {
        const pairs = (await cookieOf(who)).split('; ').map((pair) => {
          const at = pair.indexOf('=');
          return { name: pair.slice(0, at), value: pair.slice(at + 1), url };
        });
        await context.addCookies(pairs);
      }
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on('pageerror', (error) => complaints.push(String(error)));
      page.on('console', (message) => {
        // A refusal (4xx) is an answer the page shows; the browser logs it all the same
        if (message.type() === 'error' && !/status of 4\d\d/.test(message.text()))
          complaints.push(message.text());
      });
      page.on('response', (response) => {
        if (response.status() >= 500) complaints.push(`${response.status()} ${response.url()}`);
      });
      return {
        page,
        context,
        complaints,
        async open(path) {
          await page.goto(`${url}${path}${path.includes('?') ? '&' : '?'}lang=${lang}`);
          await settled(page);
          complaints.push(...(await overEdge(page)));
        },
        async axe() {
          const found = await new AxeBuilder({ page })
            .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
            .analyze();
          const violations = found.violations.flatMap((v) =>
            v.nodes.map((n) => `${v.id}: ${n.target.join(' ')} – ${v.help}`),
          );
          return [...violations, ...(await overEdge(page))];
        },
        close: () => context.close(),
      };
    },
    async api(who, method, path, body) {
      const answer = await fetch(`${url}/api/v1${path}`, {
        method,
        headers: {
          cookie: await cookieOf(who),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await answer.text();
      return { status: answer.status, body: text ? (JSON.parse(text) as Record<string, unknown>) : {} };
    },
    async close() {
      await browser.close();
      const ended = new Promise((done) => child.once('exit', done));
      child.kill('SIGTERM');
      await Promise.race([ended, new Promise((r) => setTimeout(r, 20_000))]);
      if (child.exitCode === null) child.kill('SIGKILL');
      rmSync(data, { recursive: true, force: true });
    },
  };
}

/** Until nothing is loading: no skeletons, and the network is quiet but for the event stream. */
export async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('load');
  await page
    .waitForFunction(() => document.querySelectorAll('[aria-busy="true"]').length === 0, undefined, {
      timeout: 30_000,
    })
    .catch(() => {});
  await page.waitForTimeout(150);
}
