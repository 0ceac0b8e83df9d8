import { isCode, isTest, lexed, lineAt, matches, type SourceFile, type Violation } from './source.ts';

/** What code may say where: clocks, SQL, length. */

const clockReaders =
  /\bDate\s*\.\s*now\b|\bnew\s+Date\s*(?:\(\s*\)|(?=[;,)\]}\n]))|(?<![.\w])Date\s*\(\s*\)|\bTemporal\s*\.\s*Now\b/g;

/** Where the wall clock is read on purpose. Keep it short; every line says why. */
const mayReadClock: readonly (readonly [RegExp, string])[] = [
  [/^packages\/server\/src\/platform\/clock\//, 'the clock itself'],
  [/^packages\/server\/src\/platform\/db\/(?:supervisor|embedded|postgres)/, 'waits for a child process'],
  [/^(?:scripts|bench|e2e)\//, 'measures or waits for real'],
  [/^packages\/(?:web|mini)\//, 'shows the reader what time it is'],
];

export function checkClock(files: readonly SourceFile[]): Violation[] {
  return files
    .filter((f) => isCode(f.path) && !isTest(f.path) && !mayReadClock.some(([where]) => where.test(f.path)))
    .flatMap((f) =>
      matches(
        f,
        lexed(f).code,
        clockReaders,
        (m) => `${m.trim()} reads a clock: be given \`now\` (platform/clock has it)`,
      ),
    );
}

const builders = /\.\s*(?:selectFrom|insertInto|updateTable|deleteFrom|mergeInto)\s*\(/g;
const statement = new RegExp(
  [
    'WITH\\s+\\w+\\s+AS\\s',
    'SELECT\\s',
    'select\\s[\\s\\S]*\\sfrom\\s',
    '(?:INSERT\\s+INTO|insert\\s+into)\\s',
    '(?:UPDATE|update)\\s+\\w+\\s+(?:SET|set)\\s',
    '(?:DELETE\\s+FROM|delete\\s+from)\\s',
    'CREATE\\s+(?:TABLE|INDEX)\\s',
    'ALTER\\s+TABLE\\s',
    'TRUNCATE\\s',
  ]
    .map((s) => `^\\s*${s}`)
    .join('|'),
);

/** Where SQL lives: in stores, and in the rooms of the platform, each of which is the store of its own tables. */
const holdsSql = [
  /(?:^|\/)(?:[\w-]+[-.])?store(?:-[\w-]+)?\.ts$/,
  /^packages\/server\/src\/(?:platform|migrations)\//,
  /^(?:bench|e2e|demo|scripts)\//,
];

export function checkSqlPlaces(files: readonly SourceFile[]): Violation[] {
  const why = 'SQL stands in store.ts, so that one file shows every query of the counter';
  return files
    .filter(
      (f) =>
        f.path.startsWith('packages/') &&
        isCode(f.path) &&
        !isTest(f.path) &&
        !holdsSql.some((p) => p.test(f.path)),
    )
    .flatMap((f) => {
      const { code, strings } = lexed(f);
      return [
        ...matches(f, code, builders, () => why),
        ...strings
          .filter((s) => s.tag === 'sql' || statement.test(s.text))
          .map((s) => ({ file: f.path, line: lineAt(f.text, s.start), why })),
      ];
    });
}

export const sqlClocks =
  /\b(?:now|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday)\s*\(\s*\)|\b(?:current_timestamp|current_date|current_time|localtimestamp|localtime)\b/gi;

/** SQL in TypeScript is given the instant as a parameter, so that a frozen clock freezes queries too. */
export function checkSqlClocks(files: readonly SourceFile[]): Violation[] {
  return files
    .filter((f) => f.path.startsWith('packages/server/') && isCode(f.path) && !isTest(f.path))
    .flatMap((f) =>
      lexed(f)
        .strings.filter((s) => s.tag === 'sql' || statement.test(s.text))
        .filter((s) => !/schema_migrations/.test(s.text))
        .flatMap((s) =>
          [...s.text.matchAll(sqlClocks)].map((m) => ({
            file: f.path,
            line: lineAt(f.text, s.start + 1 + m.index),
            why: `SQL asks what time it is (${m[0]}): pass the instant as a parameter`,
          })),
        ),
    );
}

export const MAX_LINES = 500;

export function checkLength(files: readonly SourceFile[]): Violation[] {
  return files
    .filter((f) => /\.(?:ts|tsx|mts|mjs|js|css|sql)$/.test(f.path) && !isTest(f.path))
    .filter((f) => !/(?:^|\/)(?:data|packs|facts)\//.test(f.path) && !/^(?:docs|demo)\//.test(f.path))
    .flatMap((f) => {
      const lines = f.text.split('\n').length - (f.text.endsWith('\n') ? 1 : 0);
      return lines > MAX_LINES
        ? [{ file: f.path, line: lines, why: `${lines} lines; split by sub-concern before ${MAX_LINES}` }]
        : [];
    });
}
