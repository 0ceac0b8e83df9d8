/**
 * The rules of the house (docs/developers/house.md), checked: `node scripts/house.ts [folder]`. Prints every violation as
 * file:line and why, then `N passed, N failed`, counted in rules.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { checkClock, checkLength, checkSqlClocks, checkSqlPlaces } from './house/code.ts';
import { checkArrows, checkCircles, checkScope, checkVocabulary } from './house/imports.ts';
import type { SourceFile, Violation } from './house/source.ts';
import { checkKeys, checkMigrationNames, checkMigrationWords } from './house/sql.ts';
import { checkLinks, checkMachine } from './house/text.ts';

export interface Rule {
  readonly name: string;
  readonly check: (files: readonly SourceFile[]) => Violation[];
}

export function rulesOf(root: string): Rule[] {
  return [
    { name: 'files of a domain have known names', check: checkVocabulary },
    { name: 'imports follow the arrows', check: checkArrows },
    { name: 'no domains in a circle', check: checkCircles },
    { name: 'only gates make a scope', check: checkScope },
    { name: 'only platform/clock reads a clock', check: checkClock },
    { name: 'SQL stands in stores', check: checkSqlPlaces },
    { name: 'SQL is given the time', check: checkSqlClocks },
    { name: 'files are short', check: checkLength },
    { name: 'migrations are numbered', check: checkMigrationNames },
    { name: 'tenant keys begin with valley_id', check: checkKeys },
    { name: 'migrations: no triggers, no clock', check: checkMigrationWords },
    { name: 'no registry, no machine path', check: checkMachine },
    {
      name: 'links lead somewhere',
      check: (files) => checkLinks(files, (path) => existsSync(join(root, path))),
    },
  ];
}

/** Every file that is or would be committed; binary and very large ones are left out. */
export function readHouse(root: string): SourceFile[] {
  const list = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  return list
    .split('\0')
    .filter((path) => path !== '')
    .flatMap((path) => {
      const full = join(root, path);
      const stat = statSync(full, { throwIfNoEntry: false });
      if (!stat?.isFile() || stat.size > 4_000_000) return [];
      const text = readFileSync(full, 'utf8');
      return text.includes('\0') ? [] : [{ path, text }];
    });
}

/** Runs every rule; the report is the text to print. */
export function inspect(
  rules: readonly Rule[],
  files: readonly SourceFile[],
): { failed: number; report: string } {
  const lines: string[] = [];
  let failed = 0;
  for (const rule of rules) {
    const violations = rule.check(files);
    if (violations.length === 0) continue;
    failed++;
    lines.push(`✗ ${rule.name} (${violations.length})`);
    for (const v of violations) lines.push(`  ${v.file}:${v.line}  ${v.why}`);
  }
  lines.push(`${rules.length - failed} passed, ${failed} failed`);
  return { failed, report: lines.join('\n') };
}

if (import.meta.main) {
  const root = resolve(process.argv[2] ?? join(import.meta.dirname, '..'));
  const { failed, report } = inspect(rulesOf(root), readHouse(root));
  console.log(report);
  process.exitCode = failed > 0 ? 1 : 0;
}
