import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** Sentences are put together in messages, where each language has its own punctuation; a page that does it itself brings a
 * Chinese colon into an English label. */
test.each(['policy', 'enterprise', 'voucher', 'labs', 'identity', 'platform'])(
  '%s: no page puts Chinese punctuation beside a value',
  (feature) => {
    const folder = join(import.meta.dirname, '../features', feature);
    const found = readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.tsx'))
      .flatMap((file) =>
        readFileSync(join(folder, file), 'utf8')
          .split('\n')
          .filter((line) => /\}[：；，、（）。]|[：；，、（）。]\$\{|join\('[：；，、]'\)/.test(line))
          // A page's own few messages stand in it, the Chinese ones too
          .filter((line) => !/^\s+\w+: \([^)]*\) => /.test(line))
          .map((line) => `${file}: ${line.trim()}`),
      );
    expect(found).toEqual([]);
  },
);
