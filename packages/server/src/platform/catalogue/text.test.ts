import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { distance, nearest } from './correct.ts';
import { highlight, snippet } from './highlight.ts';
import { buildQuery, relax } from './query.ts';
import { referenceAt } from './reference.ts';
import { readQuery } from './terms.ts';
import { compact, fold, foldWithOrigin, runs, syllables } from './text.ts';
import { indexRow } from './tokens.ts';

const { classes } = referenceAt(Temporal.Instant.from('2026-07-15T02:00:00Z'), 'Asia/Shanghai');
const anyText = fc.string({ unit: 'binary', maxLength: 60 });

describe('folding', () => {
  test.each([
    ['Waters Xevo™ TQ-S', 'waters xevo tq-s'],
    ['ＬＣ－ＭＳ', 'lc-ms'],
    ['液質聯用儀、離心機、顯微鏡', '液质联用仪、离心机、显微镜'],
    ['BÜCHI Größe', 'buchi grosse'],
    ['㎡ ℃ ²', 'm2 °c 2'],
    ['a\u0000b\ud800c\u200bd', 'a b cd'],
  ])('%s', (from, to) => {
    expect(fold(from)).toBe(to);
  });

  test('every place leads back into the original, in order', () => {
    fc.assert(
      fc.property(anyText, (s) => {
        const { text, at } = foldWithOrigin(s);
        if (at === null) return text.length === s.length;
        return (
          at.length === text.length + 1 &&
          at.every((a, i) => a <= s.length && (i === 0 || a >= (at[i - 1] ?? 0)))
        );
      }),
    );
  });

  test('folding twice changes nothing more', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 40 }),
        (s) => fold(fold(fold(s))) === fold(fold(s)),
      ),
    );
  });
});

describe('reading', () => {
  test.each([
    ['重庆', 'chong qing'],
    ['重组蛋白', 'chong zu dan bai'],
    ['色谱', 'se pu'],
    ['单细胞', 'dan xi bao'],
    ['单抗', 'dan kang'],
    ['莘庄', 'xin zhuang'],
    ['长宁', 'chang ning'],
    ['传代', 'chuan dai'],
    ['调节', 'tiao jie'],
    ['绿色', 'lv se'],
    ['行业', 'hang ye'],
    ['会计', 'kuai ji'],
  ])('%s is read %s', (text, read) => {
    expect(syllables(text).join(' ')).toBe(read);
  });

  test('runs of a mixed line', () => {
    const read = runs(fold('QTRAP 6500+ 液质LC-MS/MS（γ计数）'));
    expect(read.map((r) => (r.kind === 'han' ? r.text : r.parts.map((p) => p.text)))).toEqual([
      ['qtrap'],
      ['6500+'],
      '液质',
      ['lc', 'ms', 'ms'],
      ['γ'],
      '计数',
    ]);
    expect(compact(fold('Xevo TQ-S'))).toBe(compact(fold('xevotqs')));
  });
});

describe('index rows', () => {
  const row = (titles: string[], model = '', maker = '') =>
    indexRow('0000', { titles, model, maker, names: [], sounds: [], body: '', classCode: '010201' }).tokens;
  test('initials and pinyin from every syllable', () => {
    const tokens = row(['液质联用仪']);
    for (const word of [
      'p0000yzlyy',
      'p0000zlyy',
      'p0000yezhilianyongyi',
      'p0000lianyongyi',
      'h0000液质联用仪',
      't0000质联',
      'k0000010201',
    ])
      expect(tokens).toContain(`'${word}'`);
  });
  test('ü under both of its spellings', () => {
    expect(row(['绿色'])).toContain("'p0000lvse'");
    expect(row(['绿色'])).toContain("'p0000luse'");
  });
  test('a model from each of its words on', () => {
    const tokens = row(['仪'], 'Xevo TQ-S', 'Waters');
    for (const word of [
      'm0000xevotqs',
      'm0000watersxevotqs',
      'n0000xevotqs',
      'n0000tqs',
      'n0000watersxevotqs',
    ])
      expect(tokens).toContain(`'${word}'`);
  });
  test('words of letters only are remembered for corrections', () => {
    const { words } = indexRow('0000', {
      titles: ['Confocal 980'],
      model: 'LSM980',
      maker: 'Zeiss',
      names: ['10x Genomics'],
      sounds: [],
      body: 'elsewhere',
      classCode: null,
    });
    expect([...words].sort()).toEqual(['confocal', 'genomics', 'zeiss']);
  });
});

describe('queries', () => {
  test('a run of three and more asks for its pairs side by side', () => {
    const built = buildQuery('0000', readQuery('紫罗紫'), classes);
    expect(built?.all).toContain("'b0000紫罗' <1> 'b0000罗紫'");
  });
  test('a long run asks for every second pair, and the last', () => {
    const built = buildQuery('0000', readQuery('甲乙丙丁戊己庚辛壬'), classes);
    expect(built?.all).toContain(
      "'b0000甲乙' <2> 'b0000丙丁' <2> 'b0000戊己' <2> 'b0000庚辛' <1> 'b0000辛壬'",
    );
  });
  test('classes by name, synonym and sound', () => {
    expect(classes.named('lcms')).toEqual(['010201']);
    expect(classes.named('液质联用')).toEqual(['010201']);
    expect(classes.match({ kind: 'han', text: '共聚焦' }).named).toContain('010801');
    expect(classes.match({ kind: 'latin', text: 'yzly' }).sounded).toContain('010201');
    expect(classes.match({ kind: 'han', text: '质谱' }).named).toEqual(expect.arrayContaining(['0102']));
    expect(classes.match({ kind: 'han', text: '分析' }).named).toEqual([]);
  });
  test('nothing searchable, nothing built', () => {
    for (const q of ['', '   ', '&|!():*', "'\\", '\u0000'])
      expect(buildQuery('0000', readQuery(q), classes)).toBeNull();
  });
  test('a long wish is cut into what the taxonomy knows and pairs of the rest', () => {
    expect(relax(readQuery('液质联用仪检测服务'), classes)?.terms.map((t) => t.text)).toEqual([
      '液质联用仪',
      '检测',
      '服务',
    ]);
    expect(relax(readQuery('液质'), classes)).toBeNull();
  });
  test('any text gives a query of bounded length', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (q) => {
        const built = buildQuery('0000', readQuery(q), classes);
        return built === null || built.byTier.every((t) => t === null || t.length < 60_000);
      }),
      { numRuns: 300 },
    );
  });
});

describe('highlights', () => {
  const marked = (text: string, q: string, sounds = false) =>
    highlight(text, readQuery(q).terms, sounds).map(([s, e]) => text.slice(s, e));
  test.each([
    ['Waters Xevo TQ-S', 'xevotqs', ['Xevo TQ-S']],
    ['液質聯用儀', '液质联用', ['液質聯用']],
    ['单位为㎡。', 'm2', ['㎡']],
    ['LC-MS/MS 与 LC', 'lc-ms', ['LC-MS', 'MS', 'LC']],
    ['质谱质谱', '质谱', ['质谱质谱']],
  ])('%s · %s', (text, q, expected) => {
    expect(marked(text, q).slice(0, expected.length)).toEqual(expected);
  });
  test('by sound', () => {
    expect(marked('超高效液质联用仪', 'yzly', true)).toEqual(['液质联用']);
    expect(marked('超高效液质联用仪', 'lianyong', true)).toEqual(['联用']);
    expect(marked('绿色荧光', 'luse', true)).toEqual(['绿色']);
  });
  test('ranges are in order, within the text and apart', () => {
    fc.assert(
      fc.property(anyText, fc.string({ unit: 'binary', maxLength: 6 }), (text, q) => {
        let last = 0;
        for (const [s, e] of highlight(text, readQuery(q).terms, true)) {
          if (s < last || e <= s || e > text.length) return false;
          last = e;
        }
        return true;
      }),
    );
  });
  test('a snippet shows the hit and cuts no character', () => {
    const body = `${'𠮷'.repeat(40)}质谱${'𠮷'.repeat(80)}`;
    const part = snippet(body, readQuery('质谱').terms);
    expect(part?.text.isWellFormed()).toBe(true);
    expect(part?.ranges.map(([s, e]) => part.text.slice(s, e))).toEqual(['质谱']);
    expect(snippet(body, readQuery('色谱').terms)).toBeNull();
  });
});

describe('misspelt words', () => {
  test.each([
    ['confical', 'confocal', 1],
    ['wtaers', 'waters', 1],
    ['kitten', 'sitting', 3],
    ['', 'abc', 3],
  ])('%s and %s are %i apart', (a, b, d) => {
    expect(distance(a, b, 5)).toBe(d);
    expect(distance(b, a, 5)).toBe(d);
  });
  test('nothing for a beginning, nothing too far, the same first letter first', () => {
    const [term] = readQuery('wate').terms;
    const [far] = readQuery('qqqq').terms;
    const [tie] = readQuery('bead').terms;
    if (!term || !far || !tie) throw new Error('no terms');
    expect(nearest(term, ['waters'], [])).toBeNull();
    expect(nearest(far, ['waters'], ['agilent'])).toBeNull();
    expect(nearest(tie, ['head', 'bear'], [])).toBe('bear');
  });
});
