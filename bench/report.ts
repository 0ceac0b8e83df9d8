import { closeSync, fdatasyncSync, fsyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { arch, cpus, loadavg, platform, release, totalmem } from 'node:os';
import { join } from 'node:path';

export interface ReportRow {
  readonly name: string;
  readonly measured: string;
  /** What stands beside it in the same run: a peer's rate, or the limit. */
  readonly peer: string;
  /** measured ÷ peer, where that means something. */
  readonly ratio: number | null;
  readonly target: string;
  /** null: there is no target. */
  readonly met: boolean | null;
}

const wide = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/;
const widthOf = (text: string) => [...text].reduce((sum, c) => sum + (wide.test(c) ? 2 : 1), 0);

export function table(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const widths = head.map((h, i) => Math.max(widthOf(h), ...lines.map((l) => widthOf(l[i] ?? ''))));
  const print = (cells: readonly string[]) =>
    cells
      .map((c, i) => c + ' '.repeat((widths[i] ?? 0) - widthOf(c)))
      .join('  ')
      .trimEnd();
  return [print(head), print(widths.map((w) => '─'.repeat(w))), ...lines.map(print)].join('\n');
}

export const reportTable = (rows: readonly ReportRow[]): string =>
  table(
    ['what', 'measured', 'beside it', 'ratio', 'target', 'met'],
    rows.map((r) => [
      r.name,
      r.measured,
      r.peer,
      r.ratio === null ? '' : r.ratio.toFixed(2),
      r.target,
      r.met === null ? '' : r.met ? 'yes' : 'NO',
    ]),
  );

export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const at = (i: number) => sorted[i] ?? Number.NaN;
  const median = sorted.length % 2 === 1 ? at(middle) : (at(middle - 1) + at(middle)) / 2;
  return { median, min: at(0), max: at(sorted.length - 1) };
}

/** 1234 (1100–1300): the median and how far it strayed. */
export const spell = (s: Spread, digits = 0): string =>
  `${s.median.toFixed(digits)} (${s.min.toFixed(digits)}–${s.max.toFixed(digits)})`;

export const percentile = (values: readonly number[], p: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))] ?? Number.NaN;
};

export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly system: string;
  readonly node: string;
  readonly postgres: string;
  /** Median time for 8 KB to be on the disk, milliseconds: what every commit waits for. */
  readonly flushMs: number;
  /** Processes that wanted to run when the benchmark began, last minute. */
  readonly loadBefore: number;
}

export function machineOf(postgres: string, folder: string): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release()} ${arch()}`,
    node: process.version,
    postgres,
    flushMs: flushMs(folder),
    loadBefore: Number((loadavg()[0] ?? 0).toFixed(1)),
  };
}

function flushMs(folder: string): number {
  const path = join(folder, 'flush');
  const file = openSync(path, 'w');
  const flush = platform() === 'darwin' ? fsyncSync : fdatasyncSync;
  const page = Buffer.alloc(8192, 1);
  const times: number[] = [];
  for (let i = 0; i < 100; i++) {
    const from = performance.now();
    writeSync(file, page);
    flush(file);
    times.push(performance.now() - from);
  }
  closeSync(file);
  rmSync(path);
  return Number(spreadOf(times).median.toFixed(2));
}

export const machineText = (m: Machine): string =>
  `${m.cores} × ${m.cpu}, ${m.memoryGb} GB, ${m.system}; Node ${m.node}, PostgreSQL ${m.postgres}\n` +
  `a flush to disk takes ${m.flushMs} ms; load before the run ${m.loadBefore}`;
