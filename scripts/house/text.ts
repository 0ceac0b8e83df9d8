import { posix } from 'node:path';
import { lineAt, matches, type SourceFile, type Violation } from './source.ts';

/** What committed text may not hold: the names of one machine or one mirror, and links that lead nowhere. */

// Written in pieces, so that this file does not trip over itself.
const hosts = [
  'registry\\.npm' + 'js',
  'npm' + 'mirror',
  'registry\\.yarn' + 'pkg',
  'npm\\.pkg\\.' + 'github',
  'verda' + 'ccio',
];
const registry = new RegExp(`\\b(?:${hosts.join('|')})\\b|"resolved": "https?:`, 'g');
const roots = [
  '/wo' + 'rk',
  '/ho' + 'me/\\w+',
  '/Us' + 'ers/\\w+',
  '/ro' + 'ot',
  'C:\\\\+Us' + 'ers',
  '/tmp/bash' + '_jobs',
  '\\.\\./sha' + 'red/(?:DESIGN|facts|data|hooks)',
];
const machine = new RegExp(`(?<![\\w.~*}-])(?:${roots.join('|')})[/\\\\.]`, 'g');

export function checkMachine(files: readonly SourceFile[]): Violation[] {
  return files.flatMap((f) => [
    ...matches(
      f,
      f.text,
      registry,
      (m) => `names a package registry (${m}): everybody installs from their own`,
    ),
    ...(f.path === 'package-lock.json'
      ? []
      : matches(f, f.text, machine, (m) => `names a path of one machine (${m})`)),
  ]);
}

/** Relative links and images of every Markdown file lead to something that exists. */
export function checkLinks(files: readonly SourceFile[], exists: (path: string) => boolean): Violation[] {
  return files
    .filter((f) => f.path.endsWith('.md'))
    .flatMap((f) => {
      const view = f.text
        .replace(/^(`{3,}|~{3,})[\s\S]*?^\1/gm, (m) => m.replace(/[^\n]/g, ' '))
        .replace(/`[^`\n]*`/g, (m) => ' '.repeat(m.length));
      const targets = [
        ...view.matchAll(/\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g),
        ...view.matchAll(/^\s*\[[^\]]+\]:\s+(\S+)/gm),
        ...view.matchAll(/\b(?:src|href)="([^"]+)"/g),
      ];
      return targets.flatMap((m) => {
        const raw = m[1] ?? '';
        if (/^(?:[a-z][a-z0-9+.-]*:|\/\/|#)/i.test(raw)) return [];
        const path = decodeURI(raw.replace(/[?#].*$/, ''));
        const target = path.startsWith('/')
          ? path.slice(1)
          : posix.normalize(posix.join(posix.dirname(f.path), path));
        if (exists(target.replace(/\/$/, '') || '.')) return [];
        return [{ file: f.path, line: lineAt(view, m.index), why: `link to ${raw}, which does not exist` }];
      });
    });
}
