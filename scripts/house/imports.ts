import { posix } from 'node:path';
import { isCode, isTest, lexed, lineAt, type SourceFile, type Violation } from './source.ts';

/** File names and arrows: which file may stand in a domain, and who may import whom. */

export interface Import {
  readonly line: number;
  readonly specifier: string;
  /** Names between the braces, '' for side-effect and dynamic imports. */
  readonly names: string;
  /** Path in the repository without a check that it exists, or undefined for a package from npm. */
  readonly target: string | undefined;
}

const aliases: readonly (readonly [string, string])[] = [
  ['@hegu/rules/', 'packages/rules/src/'],
  ['@hegu/contract/', 'packages/contract/src/'],
  ['@hegu/server/', 'packages/server/src/'],
  ['@hegu/web/', 'packages/web/src/'],
];

export function resolveImport(from: string, specifier: string): string | undefined {
  if (specifier.startsWith('.')) return posix.normalize(posix.join(posix.dirname(from), specifier));
  for (const [alias, folder] of aliases)
    if (specifier.startsWith(alias)) return folder + specifier.slice(alias.length);
  return undefined;
}

export function importsOf(file: SourceFile): Import[] {
  const { code, strings } = lexed(file);
  const result: Import[] = [];
  for (const literal of strings) {
    const before = code.slice(0, literal.start).trimEnd();
    const plain = /\b(?:import|export)\b([^;'"`]*?)\bfrom$/.exec(before.slice(-4000));
    const bare = /(?:^|[\n;])\s*import$/.test(before);
    const dynamic = /\bimport\s*\($/.test(before);
    if (!plain && !bare && !dynamic) continue;
    result.push({
      line: lineAt(file.text, literal.start),
      specifier: literal.text,
      names: plain?.[1] ?? '',
      target: resolveImport(file.path, literal.text),
    });
  }
  return result;
}

const codeOf = (files: readonly SourceFile[]) => files.filter((f) => isCode(f.path));
const DOMAINS = 'packages/server/src/domains/';
const PLATFORM = 'packages/server/src/platform/';

/** The kinds of file a domain has; nothing else, so that a reader knows the room from its name. */
const vocabulary = ['index', 'rules', 'store', 'service', 'access', 'routes', 'jobs', 'cases'];

export function checkVocabulary(files: readonly SourceFile[]): Violation[] {
  const allowed = new RegExp(`^(?:${vocabulary.join('|')})(?:\\.test)?\\.ts$`);
  return files
    .filter((f) => f.path.startsWith(DOMAINS) && isCode(f.path) && !allowed.test(posix.basename(f.path)))
    .map((f) => ({
      file: f.path,
      line: 1,
      why: `a domain holds only ${vocabulary.join(', ')} (.ts, .test.ts); make a sub-folder named for the sub-concern`,
    }));
}

const domainOf = (path: string | undefined) =>
  path?.startsWith(DOMAINS) ? path.slice(DOMAINS.length).split('/')[0] : undefined;

const kindOf = (path: string) => posix.basename(path).replace(/(?:\.test)?\.ts$/, '');

/** What a file of a domain may not import from its own domain: the arrows point down only. */
const layersAbove: Readonly<Record<string, readonly string[]>> = {
  rules: ['store', 'service', 'access', 'routes', 'jobs', 'index'],
  store: ['service', 'routes', 'jobs', 'index', 'access'],
  access: ['service', 'routes', 'jobs', 'store', 'index'],
  service: ['routes', 'jobs'],
  routes: ['store', 'jobs'],
  jobs: ['routes'],
};

/** Modules with which a function would no longer be pure. */
const impure =
  /^(?:kysely|pg|pg-boss|hono(?:\/.*)?|node:(?:fs|fs\/promises|net|http|https|http2|dns|dns\/promises|child_process|worker_threads|timers|timers\/promises|os|process))$/;

function whyNot(from: string, to: Import): string | undefined {
  const target = to.target;
  const inDomain = domainOf(from);
  const toDomain = domainOf(target);
  if (from.startsWith('packages/web/')) {
    if (target && !/^packages\/(?:web|contract|rules)\//.test(target))
      return 'web imports itself, the contract and the rule engine only';
  }
  if (from.startsWith('packages/rules/')) {
    if (target ? !target.startsWith('packages/rules/') : /^@hegu\//.test(to.specifier))
      return 'the rule engine stands alone: it knows no law, no wire and no database';
    if (!isTest(from) && impure.test(to.specifier)) return 'the rule engine is pure';
  }
  if (from.startsWith('packages/contract/')) {
    if (target ? !/^packages\/(?:contract|rules)\//.test(target) : /^@hegu\//.test(to.specifier))
      return 'the contract stands on the rule engine alone: both sides import it';
    if (!isTest(from) && impure.test(to.specifier)) return 'the contract runs in a browser too';
  }
  if (from.startsWith(PLATFORM) && target) {
    if (toDomain || target === 'packages/server/src/main.ts') return 'the platform knows no domain';
  }
  if (
    inDomain &&
    toDomain &&
    inDomain !== toDomain &&
    target !== `${DOMAINS}${toDomain}/index.ts` &&
    !isTest(from)
  )
    return `another domain is reached only through its index.ts (${DOMAINS}${toDomain}/index.ts)`;
  if (inDomain && target && !isTest(from)) {
    const kind = kindOf(from);
    if (toDomain === inDomain && layersAbove[kind]?.includes(kindOf(target)))
      return `${kind} does not import ${kindOf(target)}: routes → service → store, service → rules`;
    if (kind === 'rules' && target.startsWith(`${PLATFORM}db/`)) return 'rules decide; they know no database';
    if (target === 'packages/server/src/main.ts') return 'only main.ts knows every domain; nobody imports it';
  }
  if (inDomain && kindOf(from) === 'rules' && !isTest(from) && impure.test(to.specifier))
    return `rules are pure: ${to.specifier} does I/O`;
  return undefined;
}

export function checkArrows(files: readonly SourceFile[]): Violation[] {
  return codeOf(files).flatMap((file) =>
    importsOf(file).flatMap((i) => {
      const why = whyNot(file.path, i);
      return why ? [{ file: file.path, line: i.line, why: `imports ${i.specifier}: ${why}` }] : [];
    }),
  );
}

/** Domains that reach each other in a circle cannot be understood one at a time. */
export function checkCircles(files: readonly SourceFile[]): Violation[] {
  const arrows = new Map<string, Map<string, Violation>>();
  for (const file of codeOf(files)) {
    const from = domainOf(file.path);
    if (!from || isTest(file.path)) continue;
    for (const i of importsOf(file)) {
      const to = domainOf(i.target);
      if (!to || to === from) continue;
      const seen = arrows.get(from) ?? new Map<string, Violation>();
      arrows.set(from, seen);
      if (!seen.has(to)) seen.set(to, { file: file.path, line: i.line, why: `${from} → ${to}` });
    }
  }
  const result: Violation[] = [];
  const done = new Set<string>();
  const walk = (domain: string, path: readonly string[]) => {
    const at = path.indexOf(domain);
    if (at >= 0) {
      const last = path[path.length - 1] ?? domain;
      const arrow = arrows.get(last)?.get(domain);
      const circle = [...path.slice(at), domain].join(' → ');
      if (arrow) result.push({ ...arrow, why: `domains import each other in a circle: ${circle}` });
      return;
    }
    if (done.has(domain)) return;
    for (const next of arrows.get(domain)?.keys() ?? []) walk(next, [...path, domain]);
    done.add(domain);
  };
  for (const domain of arrows.keys()) walk(domain, []);
  return result;
}

/** Who may make a scope: the gates through which a person, a key, a job or a test comes in. */
const gates = [
  /^packages\/server\/src\/platform\/(?:identity|jobs)\//,
  /^packages\/server\/src\/platform\/db\/scope\.ts$/,
  /^packages\/server\/src\/cli(?:\.ts|\/)/,
  /^(?:demo|bench|e2e)\//,
];

export function checkScope(files: readonly SourceFile[]): Violation[] {
  return codeOf(files)
    .filter((f) => !isTest(f.path) && !gates.some((gate) => gate.test(f.path)))
    .flatMap((file) =>
      importsOf(file)
        .filter((i) => i.target === `${PLATFORM}db/scope.ts` && /\bopenScope\b/.test(i.names))
        .map((i) => ({
          file: file.path,
          line: i.line,
          why: 'openScope belongs to the gates (identity, jobs, cli, demo, bench, tests); be given a ValleyScope instead',
        })),
    );
}
