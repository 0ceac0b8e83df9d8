import type { Readable, Writable } from 'node:stream';
import type { Locale } from '@hegu/contract/errors.ts';
import type pg from 'pg';
import type { Clock } from '../platform/clock/index.ts';

/** Of this release; also written into backups. */
export const version = '0.1.0';

/** What a command touches besides the database, so that a test can be its terminal. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** A person watches stderr: progress is one line that changes. */
  readonly tty: boolean;
  /** Instead of the embedded PostgreSQL or DATABASE_URL. */
  readonly connection?: pg.PoolConfig;
  readonly clock?: Clock;
}

export type Words = { readonly zh: string; readonly en: string };

/** How a command ends. */
export const exitCode = {
  done: 0,
  /** A rule said no, or a check found something wrong. */
  refused: 1,
  /** The command was mistyped. */
  usage: 2,
  /** The database or a file is not there, or something broke. */
  broken: 3,
} as const;

/** A refusal with words of its own. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly words: Words;
  readonly exit: number;
  constructor(words: Words, exit: number = exitCode.refused) {
    super(words.en);
    this.words = words;
    this.exit = exit;
  }
}

/** `--lang`, then HEGU_LANG; else English where the machine's own language is English, and Chinese everywhere else. */
export function localeOf(argv: readonly string[], env: Io['env']): Locale {
  const at = argv.findIndex((a) => a === '--lang' || a.startsWith('--lang='));
  const asked = at < 0 ? env.HEGU_LANG : argv[at] === '--lang' ? argv[at + 1] : argv[at]?.slice(7);
  if (asked === 'zh' || asked === 'en') return asked;
  return /^en([_.-]|$)/i.test(env.LC_ALL || env.LC_MESSAGES || env.LANG || '') ? 'en' : 'zh';
}

/** Columns a text takes on a terminal: Chinese characters and full-width forms take two. */
export function widthOf(text: string): number {
  let width = 0;
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    const wide =
      (code >= 0x1100 && code <= 0x115f) ||
      (code >= 0x2e80 && code <= 0xa4cf) ||
      (code >= 0xac00 && code <= 0xd7a3) ||
      (code >= 0xf900 && code <= 0xfaff) ||
      (code >= 0xfe30 && code <= 0xfe6f) ||
      (code >= 0xff00 && code <= 0xff60) ||
      (code >= 0xffe0 && code <= 0xffe6) ||
      code >= 0x1f300;
    width += wide ? 2 : 1;
  }
  return width;
}

/** What a terminal would obey instead of show is shown as a dot. */
const plain = (text: string) => text.replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '·');

/** Rows under their headings, columns two apart. */
export function tableText(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [headings, ...rows].map((row) => row.map(plain));
  const widths = headings.map((_, i) => Math.max(...cells.map((row) => widthOf(row[i] ?? ''))));
  return cells
    .map((row) =>
      row
        .map((cell, i) => cell + ' '.repeat((widths[i] ?? 0) - widthOf(cell)))
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('');
}

export interface Progress {
  set(text: string): void;
  done(): void;
}

/** Says what goes on, on stderr: at once on a terminal, in a log every ten seconds and only for what takes that long. */
export function progressOn(io: Io): Progress {
  const from = performance.now();
  let text = '';
  let shown = false;
  const seconds = () => Math.round((performance.now() - from) / 1000);
  const draw = () => {
    shown = true;
    io.stderr.write(io.tty ? `\r\x1b[2K${text} ${seconds()} s` : `${text} ${seconds()} s\n`);
  };
  const timer = setInterval(draw, io.tty ? 500 : 10_000);
  timer.unref();
  return {
    set(t) {
      text = t;
    },
    done() {
      clearInterval(timer);
      if (io.tty && shown) io.stderr.write('\r\x1b[2K');
    },
  };
}

/** Everything on standard input, without the line break that ends it. */
export async function readStdin(io: Io): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of io.stdin) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks)
    .toString('utf8')
    .replace(/\r?\n$/, '');
}
