import { describe, expect, test } from 'vitest';
import { openZip } from '../../../../platform/tables/zip.ts';
import { archive, partName } from './rules.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('an archive', () => {
  const parts = [
    { name: 'record.json', bytes: bytes('{"a":1}') },
    { name: 'files/01-报告.pdf', bytes: new Uint8Array([0, 255, 1, 254]) },
    { name: 'empty', bytes: new Uint8Array() },
  ];
  test('is read back as it was written, Chinese names too', async () => {
    const zip = openZip(archive(parts));
    expect(zip.names).toEqual(parts.map((p) => p.name));
    for (const p of parts) expect([...((await zip.read(p.name, 1_000)) ?? [])]).toEqual([...p.bytes]);
  });
  test('has the same bytes each time', () => {
    expect(Buffer.from(archive(parts)).equals(Buffer.from(archive(parts)))).toBe(true);
  });
});

test('names cannot climb out of the folder', () => {
  expect(partName(1, '../../etc/passwd')).toBe('files/01-.._.._etc_passwd');
  expect(partName(12, 'a\u0000b:c.pdf')).toBe('files/12-a_b_c.pdf');
});
