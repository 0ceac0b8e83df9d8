import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { removeData } from '../packages/server/src/platform/db/postgres/place.ts';
import type { ReportRow } from './report.ts';
import { type ServerProcess, spawnServer } from './server.ts';

/** `npm start` on an empty folder (with the demo valley), and again: how long until it answers. */
export async function benchStart(dataDir: string, log: (line: string) => void): Promise<ReportRow[]> {
  mkdirSync(dataDir, { recursive: true });
  const seconds: number[] = [];
  try {
    for (const which of ['first', 'second']) {
      log(`start: the ${which}`);
      const began = performance.now();
      let server: ServerProcess | undefined;
      try {
        server = await spawnServer({ dataDir, env: {}, file: 'scripts/start.mjs', patienceMs: 300_000 });
        const { status } = await fetch(new URL('/readyz', server.url));
        if (status !== 200) throw new Error(`/readyz answered ${status}`);
        seconds.push((performance.now() - began) / 1000);
      } finally {
        await server?.stop();
      }
    }
  } finally {
    removeData(join(dataDir));
  }
  const [first = Number.NaN, second = Number.NaN] = seconds;
  return [
    {
      name: 'npm start, the second, until it answers, s',
      measured: second.toFixed(1),
      peer: `the first, with the demo valley: ${first.toFixed(1)}`,
      ratio: null,
      target: '≤ 5 s',
      met: second <= 5,
    },
  ];
}
