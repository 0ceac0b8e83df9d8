// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates in strings are the sources to lex
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkClock, checkLength, checkSqlClocks, checkSqlPlaces } from './house/code.ts';
import { checkArrows, checkCircles, checkScope, checkVocabulary, importsOf } from './house/imports.ts';
import { lex, type SourceFile, type Violation } from './house/source.ts';
import { checkKeys, checkMigrationNames, checkMigrationWords } from './house/sql.ts';
import { checkLinks, checkMachine } from './house/text.ts';
import { inspect, readHouse, rulesOf } from './house.ts';

const file = (path: string, text = ''): SourceFile => ({ path, text });
const where = (violations: readonly Violation[]) => violations.map((v) => `${v.file}:${v.line}`);
const domain = (path: string, text = '') => file(`packages/server/src/domains/${path}`, text);
const platform = (path: string, text = '') => file(`packages/server/src/platform/${path}`, text);
const migration = (name: string, text: string) => file(`packages/server/src/migrations/${name}`, text);

describe('lex', () => {
  it('blanks comments, strings, templates and regular expressions, and keeps the code between', () => {
    const source =
      "a('x'); // Date.now()\nb(`q ${Date.now()} r`); const r = /['\"`]/g; /* new Date() */ c / d / e('y');";
    const { code, strings } = lex(source);
    expect(code).toHaveLength(source.length);
    expect(code.match(/Date/g)).toHaveLength(1);
    expect(strings.map((s) => s.text)).toEqual(['x', 'q ? r', 'y']);
  });

  it('knows the tag of a template and nested templates', () => {
    const { strings } = lex('sql<Row>`select ${a ? sql`1` : `2`} x`');
    expect(strings.map((s) => [s.tag, s.text])).toEqual([
      ['sql', 'select ? x'],
      ['sql', '1'],
      ['', '2'],
    ]);
  });
});

describe('imports', () => {
  it('finds static, side-effect, dynamic and re-exporting imports over several lines, not those in comments', () => {
    const found = importsOf(
      platform(
        'x/a.ts',
        "import {\n  b,\n} from './b.ts';\nimport './c.ts';\n// import z from './z.ts'\nexport * from '../d.ts';\nawait import('pg');\nconst s = \"import y from './y.ts'\";\n",
      ),
    );
    expect(found.map((i) => [i.line, i.target ?? i.specifier])).toEqual([
      [3, 'packages/server/src/platform/x/b.ts'],
      [4, 'packages/server/src/platform/x/c.ts'],
      [6, 'packages/server/src/platform/d.ts'],
      [7, 'pg'],
    ]);
  });

  it('lets only known file names into a domain', () => {
    expect(
      where(
        checkVocabulary([
          domain('labs/index.ts'),
          domain('labs/pricing/rules.test.ts'),
          domain('labs/cases.ts'),
          domain('labs/utils.ts'),
          domain('labs/pricing/rules.helper.ts'),
          domain('labs/README.md'),
        ]),
      ),
    ).toEqual([
      'packages/server/src/domains/labs/utils.ts:1',
      'packages/server/src/domains/labs/pricing/rules.helper.ts:1',
    ]);
  });

  it.each([
    [
      'web reaches the server',
      file('packages/web/src/a.ts', "import type { X } from '@hegu/server/main.ts';"),
    ],
    [
      'web reaches the server by path',
      file('packages/web/src/a.ts', "import { x } from '../../server/src/main.ts';"),
    ],
    [
      'contract imports the server',
      file('packages/contract/src/a.ts', "import { x } from '../../server/src/platform/ids.ts';"),
    ],
    ['contract does I/O', file('packages/contract/src/a.ts', "import { readFileSync } from 'node:fs';")],
    ['platform knows a domain', platform('http/a.ts', "import { x } from '../../domains/labs/index.ts';")],
    [
      'past the index of another domain',
      domain('labs/service.ts', "import { x } from '../policy/service.ts';"),
    ],
    ['rules → store', domain('labs/rules.ts', "import type { Row } from './store.ts';")],
    ['rules → db', domain('labs/rules.ts', "import type { Tx } from '../../platform/db/db.ts';")],
    ['rules → network', domain('labs/rules.ts', "import http from 'node:http';")],
    ['store → service', domain('labs/store.ts', "import { x } from './service.ts';")],
    ['routes → store', domain('labs/routes.ts', "import { x } from './store.ts';")],
    [
      'sub-folder rules → parent service',
      domain('labs/pricing/rules.ts', "import { x } from '../service.ts';"),
    ],
  ])('refuses: %s', (_, source) => {
    expect(checkArrows([source])).toHaveLength(1);
  });

  it('lets through what follows the arrows', () => {
    expect(
      checkArrows([
        file(
          'packages/web/src/a.ts',
          "import { x } from '@hegu/contract/labs.ts'; import './b.css'; import react from 'react';",
        ),
        file('packages/contract/src/a.ts', "import { z } from 'zod'; import { text } from './fields.ts';"),
        domain(
          'labs/routes.ts',
          "import { x } from './service.ts'; import { y } from '@hegu/contract/labs.ts';",
        ),
        domain(
          'labs/service.ts',
          "import { x } from './store.ts'; import { y } from '../policy/index.ts'; import './rules.ts';",
        ),
        domain(
          'labs/rules.ts',
          "import { DomainError } from '../../platform/errors.ts'; import { Temporal } from 'temporal-polyfill';",
        ),
      ]),
    ).toEqual([]);
  });

  it('finds a circle of domains and names it', () => {
    const found = checkCircles([
      domain('a/service.ts', "\nimport { x } from '../b/index.ts';"),
      domain('b/service.ts', "import { x } from '../c/index.ts';"),
      domain('c/service.ts', "\n\nimport { x } from '../a/index.ts';"),
      domain('d/service.ts', "import { x } from '../a/index.ts';"),
    ]);
    expect(found).toEqual([
      {
        file: 'packages/server/src/domains/c/service.ts',
        line: 3,
        why: 'domains import each other in a circle: a → b → c → a',
      },
    ]);
  });

  it('keeps openScope for the gates', () => {
    const take = (path: string) =>
      file(path, "import { openScope, type ValleyScope } from '@hegu/server/platform/db/scope.ts';");
    const type = "import type { ValleyScope } from '../db/scope.ts';";
    expect(
      where(
        checkScope([
          take('packages/server/src/platform/identity/gate.ts'),
          take('packages/server/src/cli.ts'),
          take('packages/server/src/platform/files/service.test.ts'),
          take('demo/load.ts'),
          platform('files/service.ts', type),
          take('packages/server/src/domains/labs/service.ts'),
        ]),
      ),
    ).toEqual(['packages/server/src/domains/labs/service.ts:1']);
  });
});

describe('code', () => {
  it('finds every way to read a clock, and lets dates from data be', () => {
    const bad = [
      'Date.now()',
      'const f = Date.now;',
      'new Date()',
      'new Date;',
      'Temporal.Now.instant()',
      'const s = Date();',
    ];
    for (const text of bad) expect(checkClock([domain('labs/rules.ts', text)]), text).toHaveLength(1);
    const good = [
      'new Date(iso)',
      'Date.parse(x)',
      '// Date.now()',
      "'new Date()'",
      'performance.now()',
      'toDate()',
    ];
    for (const text of good) expect(checkClock([domain('labs/rules.ts', text)]), text).toEqual([]);
    expect(checkClock([platform('clock/clock.ts', 'Temporal.Now.instant()')])).toEqual([]);
  });

  it('wants SQL in stores', () => {
    const builder = 'tx\n  .selectFrom("x")';
    const template = 'const q = sql`select 1`';
    const text = "client.query('SELECT 1')";
    expect(
      where(checkSqlPlaces([domain('labs/service.ts', builder), domain('labs/rules.ts', template)])),
    ).toEqual([
      'packages/server/src/domains/labs/service.ts:2',
      'packages/server/src/domains/labs/rules.ts:1',
    ]);
    expect(checkSqlPlaces([file('packages/server/src/cli.ts', text)])).toHaveLength(1);
    for (const path of ['labs/store.ts', 'labs/service.test.ts', 'labs/pricing/store.ts'])
      expect(checkSqlPlaces([domain(path, `${builder};${template};${text}`)])).toEqual([]);
    expect(
      checkSqlPlaces([domain('labs/service.ts', "const s = 'Select a file'; const t = 'update me';")]),
    ).toEqual([]);
  });

  it('wants instants as parameters', () => {
    expect(where(checkSqlClocks([domain('labs/store.ts', '\nsql`select 1\n where at < now()`')]))).toEqual([
      'packages/server/src/domains/labs/store.ts:3',
    ]);
    expect(checkSqlClocks([domain('labs/store.ts', 'sql`select ${now}`; // now()')])).toEqual([]);
  });

  it('counts lines', () => {
    expect(checkLength([domain('labs/service.ts', 'x\n'.repeat(500))])).toEqual([]);
    expect(checkLength([domain('labs/service.ts', 'x\n'.repeat(501))])).toHaveLength(1);
    expect(checkLength([domain('labs/service.test.ts', 'x\n'.repeat(900))])).toEqual([]);
  });
});

describe('migrations', () => {
  const good = `
-- A comment; with UNIQUE (id) in it
CREATE TABLE valleys (id uuid PRIMARY KEY, name text NOT NULL DEFAULT 'a;b (');
CREATE TABLE users (id text PRIMARY KEY, email text UNIQUE);
CREATE TABLE rooms (
  valley_id uuid NOT NULL REFERENCES valleys (id),
  id uuid NOT NULL,
  owner text REFERENCES users (id),
  price numeric(10, 2) CHECK (price > 0),
  PRIMARY KEY (valley_id, id)
);
CREATE TABLE stays (
  valley_id uuid NOT NULL, id uuid NOT NULL, room_id uuid NOT NULL, during tstzrange NOT NULL,
  PRIMARY KEY (valley_id, id),
  FOREIGN KEY (valley_id, room_id) REFERENCES rooms (valley_id, id),
  CONSTRAINT no_overlap EXCLUDE USING gist (valley_id WITH =, room_id WITH =, during WITH &&) WHERE (true)
);
CREATE UNIQUE INDEX ON stays (valley_id, room_id);
CREATE INDEX stays_room ON stays (room_id);
DO $$ BEGIN EXECUTE 'x'; END $$;
`;

  it('accepts keys that begin with valley_id', () => {
    expect(checkKeys([migration('0001_a.sql', good)])).toEqual([]);
    expect(checkMigrationWords([migration('0001_a.sql', good)])).toEqual([]);
  });

  it.each([
    ['valley_id not first', 'CREATE TABLE t (id uuid, valley_id uuid, PRIMARY KEY (valley_id, id));'],
    ['column key', 'CREATE TABLE t (valley_id uuid, id uuid PRIMARY KEY);'],
    ['column unique', 'CREATE TABLE t (valley_id uuid, token text UNIQUE);'],
    ['table key', 'CREATE TABLE t (valley_id uuid, id uuid, PRIMARY KEY (id, valley_id));'],
    ['named unique', 'CREATE TABLE t (valley_id uuid, a text, CONSTRAINT u UNIQUE NULLS NOT DISTINCT (a));'],
    ['exclusion', 'CREATE TABLE t (valley_id uuid, r tstzrange, EXCLUDE USING gist (r WITH &&));'],
    [
      'foreign key',
      'CREATE TABLE t (valley_id uuid, room_id uuid, FOREIGN KEY (room_id) REFERENCES rooms (id));',
    ],
    ['column reference', 'CREATE TABLE t (valley_id uuid, room_id uuid REFERENCES rooms (id));'],
    ['global → tenant', 'CREATE TABLE t (id uuid, room_id uuid REFERENCES rooms (id));'],
    ['unique index', 'CREATE UNIQUE INDEX IF NOT EXISTS u ON rooms USING btree (lower(id), valley_id);'],
    ['added constraint', 'ALTER TABLE rooms ADD CONSTRAINT u UNIQUE (owner);'],
    ['added column', 'ALTER TABLE rooms ADD COLUMN code text UNIQUE, ADD COLUMN note text;'],
  ])('refuses: %s', (_, sql) => {
    const found = checkKeys([migration('0001_a.sql', good), migration('0002_b.sql', `\n${sql}`)]);
    expect(where(found)).toEqual(['packages/server/src/migrations/0002_b.sql:2']);
  });

  it('refuses triggers and clocks, except when the migration itself is recorded', () => {
    const text = `CREATE TABLE schema_migrations (at timestamptz DEFAULT now());
CREATE TRIGGER t AFTER INSERT ON x EXECUTE FUNCTION f();
CREATE TABLE y (valley_id uuid, at timestamptz DEFAULT CURRENT_TIMESTAMP, now_playing text DEFAULT 'now()');`;
    expect(where(checkMigrationWords([migration('0001_a.sql', text)]))).toEqual([
      'packages/server/src/migrations/0001_a.sql:2',
      'packages/server/src/migrations/0001_a.sql:3',
    ]);
  });

  it('wants one number a migration', () => {
    expect(checkMigrationNames([migration('0001_a.sql', ''), migration('0007_b.sql', '')])).toEqual([]);
    expect(
      checkMigrationNames([
        migration('0001_a.sql', ''),
        migration('0001_b.sql', ''),
        migration('2_c.sql', ''),
      ]),
    ).toHaveLength(2);
  });
});

describe('text', () => {
  it('finds registries and paths of one machine', () => {
    const paths = [
      `/${'work'}/main/x`,
      `/${'home'}/ann/x`,
      `see ../${'shared'}/facts/x`,
      `https://registry.${'npmjs'}.org/`,
    ];
    for (const text of paths) expect(checkMachine([file('docs/a.md', text)]), text).toHaveLength(1);
    const fine = [
      'src/work/x',
      '/var/lib/hegu',
      'https://example.org/work/1',
      '../shared/button.tsx',
      '@hegu/home/x',
    ];
    for (const text of fine) expect(checkMachine([file('docs/a.md', text)]), text).toEqual([]);
  });

  it('follows relative links', () => {
    const exists = (path: string) => ['docs/b.md', 'docs', 'LICENSE', 'docs/图.png'].includes(path);
    const text = [
      '[b](b.md#there) [out](https://example.org) [top](#top) ![图](图.png) <img src="../docs/b.md">',
      '`[code](nowhere.md)` [root](../LICENSE) [folder](../docs/)',
      '```\n[also code](nowhere.md)\n```',
      '[gone](gone.md)',
      '[ref]: missing.md',
    ].join('\n');
    expect(where(checkLinks([file('docs/a.md', text)], exists))).toEqual(['docs/a.md:6', 'docs/a.md:7']);
  });
});

describe('the whole', () => {
  it('reads what git would commit, prints file:line and counts rules', () => {
    const root = mkdtempSync(join(tmpdir(), 'hegu-house-'));
    try {
      const write = (path: string, text: string) => {
        mkdirSync(dirname(join(root, path)), { recursive: true });
        writeFileSync(join(root, path), text);
      };
      execFileSync('git', ['init', '-q'], { cwd: root });
      write('.gitignore', 'ignored/\n');
      write('ignored/bad.ts', 'Date.now()');
      write('packages/server/src/domains/labs/rules.ts', 'export const at = () => Date.now();\n');
      write('README.md', '[gone](gone.md)\n');
      const rules = rulesOf(root);
      const { failed, report } = inspect(rules, readHouse(root));
      expect(failed).toBe(2);
      expect(report).toContain('packages/server/src/domains/labs/rules.ts:1  ');
      expect(report).toContain('README.md:1  ');
      expect(report.split('\n').at(-1)).toBe(`${rules.length - 2} passed, 2 failed`);
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  });
});
