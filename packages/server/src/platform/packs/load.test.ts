import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { openPacks, PackError, parsePack } from './load.ts';
import { districtsData, taxonomyData } from './schemas.ts';

const folders: string[] = [];
afterEach(() => {
  for (const f of folders.splice(0)) rmSync(f, { recursive: true });
});

function folderOf(files: Record<string, unknown>): string {
  const folder = mkdtempSync(join(tmpdir(), 'packs-'));
  folders.push(folder);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), JSON.stringify(content));
  }
  return folder;
}

const pack = (from: string, to: string | null, data: unknown = { rate: 50 }) => ({
  id: 'vouchers/city',
  kind: 'voucher',
  title: { zh: '科技创新券', en: 'Innovation voucher' },
  period: { from, to },
  sources: [{ name: '某通知', address: 'https://example.org/notice' }],
  verification: { status: 'from-news', by: 'Hegu', on: '2026-01-01' },
  data,
});
const rate = z.strictObject({ rate: z.number() });

describe('versions', () => {
  test('the version of a day, on both sides of the change; none before the first', () => {
    const packs = openPacks(
      folderOf({
        'vouchers/city-2.json': pack('2026-01-01', null, { rate: 60 }),
        'vouchers/city-1.json': pack('2024-01-01', '2026-01-01'),
      }),
    );
    expect(packs.at('vouchers/city', '2023-12-31', rate)).toBeUndefined();
    expect(packs.at('vouchers/city', '2025-12-31', rate)?.data.rate).toBe(50);
    expect(packs.at('vouchers/city', '2026-01-01', rate)?.data.rate).toBe(60);
    expect(packs.ofKind('voucher', rate).map((p) => p.data.rate)).toEqual([50, 60]);
    const old = packs.at('vouchers/city', '2025-06-01', rate);
    expect(packs.byHash(old?.hash ?? '', rate)?.data.rate).toBe(50);
  });

  test('two versions on one day are refused, with both names', () => {
    const folder = folderOf({ 'a.json': pack('2024-01-01', null), 'b.json': pack('2026-01-01', null) });
    expect(() => openPacks(folder)).toThrow('b.json: overlaps a.json from 2026-01-01');
  });

  test('the hash follows the content and not the layout or the order of members', () => {
    const a = pack('2024-01-01', null);
    const { data, ...rest } = a;
    const hash = parsePack('a.json', JSON.stringify(a)).hash;
    expect(parsePack('b.json', JSON.stringify({ data, ...rest }, null, 4)).hash).toBe(hash);
    expect(parsePack('c.json', JSON.stringify(pack('2024-01-01', null, { rate: 51 }))).hash).not.toBe(hash);
  });
});

describe('malformed packs say everything that is wrong', () => {
  test('header', () => {
    const bad = { ...pack('2026-02-30', null), sources: [], extra: 1 };
    try {
      parsePack('x.json', JSON.stringify(bad));
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(PackError);
      const { problems } = error as PackError;
      expect(problems.some((p) => p.startsWith('period.from'))).toBe(true);
      expect(problems.some((p) => p.startsWith('sources'))).toBe(true);
      expect(problems.some((p) => p.includes('extra'))).toBe(true);
    }
  });
  test('not JSON, reversed period, script address, wrong data', () => {
    expect(() => parsePack('x.json', '{')).toThrow(PackError);
    expect(() => parsePack('x.json', JSON.stringify(pack('2026-01-01', '2025-01-01')))).toThrow(
      'period.reversed',
    );
    const script = { ...pack('2026-01-01', null), sources: [{ name: 'x', address: 'javascript:alert(1)' }] };
    expect(() => parsePack('x.json', JSON.stringify(script))).toThrow(PackError);
    const packs = openPacks(folderOf({ 'a.json': pack('2024-01-01', null, { rate: 'half' }) }));
    expect(() => packs.at('vouchers/city', '2024-01-01', rate)).toThrow('a.json: data.rate');
  });
  test('what was read cannot be changed', () => {
    const p = parsePack('x.json', JSON.stringify(pack('2026-01-01', null))) as { data: { rate: number } };
    expect(() => {
      p.data.rate = 100;
    }).toThrow(TypeError);
  });
});

describe('the packs of the project', () => {
  const packs = openPacks();

  test('taxonomy: thirteen top classes, three levels, both languages, names that lead to one leaf', () => {
    const taxonomy = packs.at('taxonomy/instruments', '2026-07-15', taxonomyData);
    const classes = taxonomy?.data.classes ?? [];
    expect(classes.filter((c) => c.code.length === 2)).toHaveLength(13);
    expect(classes.filter((c) => c.code.length === 6).length).toBeGreaterThanOrEqual(120);
    expect(taxonomy?.verification.status).toBe('own');
    const owners = new Map<string, string>();
    for (const c of classes) {
      for (const name of [c.zh, ...(c.synonyms ?? [])]) {
        const key = name.toLowerCase().replace(/[\s-]/g, '');
        expect([c.code, undefined], `${name} is a name of ${owners.get(key)} and ${c.code}`).toContain(
          owners.get(key),
        );
        owners.set(key, c.code);
      }
    }
    const codeOf = (name: string) => owners.get(name.toLowerCase().replace(/[\s-]/g, ''));
    for (const name of ['LC-MS', '液质联用', '液质联用仪', '液相色谱-质谱联用仪']) {
      expect(codeOf(name)).toBe('010201');
    }
    expect(codeOf('气质')).toBe(codeOf('GC-MS'));
    expect(codeOf('荧光定量PCR')).toBe(codeOf('qPCR'));
    expect(codeOf('共聚焦')).toBe(codeOf('confocal'));
    expect(codeOf('小动物活体成像')).toBe(codeOf('IVIS'));
  });

  test('districts: the sixteen of Shanghai, parks in them, every point near the city', () => {
    const districts = packs.at('districts/shanghai', '2026-07-15', districtsData)?.data;
    expect(districts?.districts).toHaveLength(16);
    expect(districts?.parks.map((p) => p.zh)).toEqual(
      expect.arrayContaining([
        '嘉定械谷',
        '桃浦未来岛',
        '大宁美创静界',
        '张江药谷',
        '东方美谷',
        '同济科技园',
      ]),
    );
    for (const { at } of [...(districts?.districts ?? []), ...(districts?.parks ?? [])]) {
      expect(at.latitude).toBeGreaterThan(30.6);
      expect(at.latitude).toBeLessThan(31.9);
      expect(at.longitude).toBeGreaterThan(120.8);
      expect(at.longitude).toBeLessThan(122.2);
    }
  });
});
