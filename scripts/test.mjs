// npm test [-- <part> [filter …]]: sets up what it needs, runs everything, and closes with `N passed, N failed`.
// Parts: types, lint, house, knip (one check each), unit (unit, database and HTTP tests), e2e (in a browser).

import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBrowser } from './browser.mjs';
import { binOf, capture, Explained, ensureInstalled, ensureWeb, node24, root } from './prepare.mjs';

const env = { ...process.env };
// The tests bring their own world; whatever serves this machine's users is not theirs to touch.
for (const name of ['DATABASE_URL', 'HEGU_DATA', 'HEGU_NOW', 'HEGU_URL', 'PORT', 'NODE_ENV'])
  delete env[name];
if (!process.stdout.isTTY && !env.FORCE_COLOR) env.NO_COLOR = '1';
const colour = process.stdout.isTTY ? 'force' : 'off';

/** A check that is passed or not; what it printed is shown only if not. */
async function check(args, tail) {
  const { code, output } = await capture(node24, args, { env });
  if (code !== 0) process.stdout.write(output);
  return {
    passed: code === 0 ? 1 : 0,
    failed: code === 0 ? 0 : 1,
    note: code === 0 ? tail?.(output) : undefined,
  };
}

/** Vitest with its readable report on the screen, and the numbers from its JSON. */
async function vitest(config, filters, extra = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'hegu-vitest-'));
  const result = join(folder, 'result.json');
  const args = [
    binOf('vitest'),
    'run',
    '--config',
    config,
    '--reporter',
    'default',
    '--reporter',
    'json',
    '--outputFile.json',
    result,
  ];
  const code = await new Promise((done) => {
    const child = spawn(node24, [...args, ...filters], {
      cwd: root,
      env: { ...env, ...extra },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    child.on('error', () => done(127));
    child.on('close', (exit) => done(exit ?? 1));
  });
  try {
    const report = existsSync(result) ? JSON.parse(readFileSync(result, 'utf8')) : undefined;
    const passed = report?.numPassedTests ?? 0;
    // A file that could not be loaded has no tests to fail.
    const broken = (report?.testResults ?? []).filter(
      (f) => f.status === 'failed' && !f.assertionResults.some((a) => a.status === 'failed'),
    );
    const failed = (report?.numFailedTests ?? 0) + broken.length;
    // Nor has an error outside of every test, or a set-up that failed.
    return { passed, failed: code !== 0 && failed === 0 ? 1 : failed };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const hasJourneys = () =>
  existsSync(join(root, 'e2e')) &&
  readdirSync(join(root, 'e2e'), { recursive: true }).some((f) => String(f).endsWith('.e2e.ts'));

const parts = {
  types: () => check([binOf('typescript', 'tsc'), '--noEmit', '-p', 'tsconfig.json']),
  lint: () =>
    check([binOf('@biomejs/biome', 'biome'), 'check', '.', `--colors=${colour}`, '--max-diagnostics=50']),
  house: () =>
    existsSync(join(root, 'scripts', 'house.ts'))
      ? check([join(root, 'scripts', 'house.ts')], (output) => output.trim().split('\n').at(-1))
      : undefined,
  knip: () => (existsSync(join(root, 'knip.json')) ? check([binOf('knip'), '--no-progress']) : undefined),
  unit: (filters) => vitest('vitest.config.ts', filters),
  e2e: async (filters) => {
    if (!hasJourneys()) return undefined;
    const browser = await ensureBrowser();
    await ensureWeb();
    return vitest('vitest.e2e.config.ts', filters, { HEGU_CHROMIUM: browser });
  },
};

const [part, ...filters] = process.argv.slice(2);
let passed = 0;
let failed = 0;
const lines = [];

try {
  if (part !== undefined && !(part in parts))
    throw new Explained(`npm test -- [${Object.keys(parts).join(' | ')}] [filter …]`);
  await ensureInstalled();
  for (const name of part ? [part] : Object.keys(parts)) {
    const from = performance.now();
    console.log(`\n── ${name} ──`);
    let result;
    try {
      result = await parts[name](filters);
    } catch (error) {
      console.error(error instanceof Explained ? error.message : error);
      result = { passed: 0, failed: 1 };
    }
    const seconds = `${((performance.now() - from) / 1000).toFixed(1)} s`;
    if (!result) {
      console.log('none yet');
      continue;
    }
    passed += result.passed;
    failed += result.failed;
    const line = `${result.failed ? '✗' : '✓'} ${name}: ${result.passed} passed, ${result.failed} failed (${seconds})`;
    lines.push(line);
    console.log(result.note ? `${line} – ${result.note}` : line);
  }
} catch (error) {
  console.error(error instanceof Explained ? error.message : error);
  failed++;
}

console.log(`\n${lines.join('\n')}\n`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
