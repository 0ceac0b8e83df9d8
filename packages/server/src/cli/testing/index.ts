import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import type pg from 'pg';
import { manualClock } from '../../platform/clock/index.ts';
import { run } from '../program.ts';

export interface Said {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

/** A terminal of a test: runs `hegu …` on a database of its own. */
export interface Terminal {
  readonly dataDir: string;
  /** @param stdin what is typed or piped in. */
  hegu(args: readonly string[], stdin?: string, env?: Record<string, string>): Promise<Said>;
  close(): Promise<void>;
}

class Sink extends Writable {
  readonly chunks: Buffer[] = [];
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.chunks.push(Buffer.from(chunk));
    done();
  }
  text(): string {
    return Buffer.concat(this.chunks).toString('utf8');
  }
}

export async function openTerminal(connection: pg.PoolConfig): Promise<Terminal> {
  const dataDir = await mkdtemp(join(tmpdir(), 'hegu-cli-test-'));
  const clock = manualClock('2026-07-15T02:00:00.123456Z');
  return {
    dataDir,
    async hegu(args, stdin = '', env = {}) {
      const stdout = new Sink();
      const stderr = new Sink();
      const exit = await run(args, {
        env: { HEGU_DATA: dataDir, HEGU_LANG: 'zh', ...env },
        stdin: Readable.from([Buffer.from(stdin)]),
        stdout,
        stderr,
        tty: false,
        connection,
        clock,
      });
      return { exit, out: stdout.text(), err: stderr.text() };
    },
    close: () => rm(dataDir, { recursive: true, force: true }),
  };
}
