import { describe, expect, it } from 'vitest';
import { yuanToFen } from './cells/rules.ts';
import { civilDateOf, classCodeOf, headerOf, headingOf, sheetColumns } from './rules.ts';

describe('cells of the table', () => {
  it.each([
    ['3200000', 320_000_000],
    ['￥3,200,000.5', 320_000_050],
    ['12.30元', 1230],
    ['0', 0],
    ['１２.5', 1250],
    ['1.005', null],
    ['1.500', 150],
    ['-1', null],
    ['1e5', null],
    ['三百', null],
  ])('%s yuan', (written, fen) => {
    expect(yuanToFen(written)).toBe(fen);
  });

  it.each([
    ['2024-02-29', '2024-02-29'],
    ['2023-02-29', null],
    ['2024/2/9', '2024-02-09'],
    ['2024年2月9日', '2024-02-09'],
    ['2024.12.31', '2024-12-31'],
    ['2024-05-20T08:30', '2024-05-20'],
    ['45351', null],
    ['20/05/2024', null],
  ])('the date %s', (written, date) => {
    expect(civilDateOf(written)).toBe(date);
  });

  it('class codes get their zero back', () => {
    expect(['10201', '010201', '1', '液质'].map(classCodeOf)).toEqual(['010201', '010201', '01', '液质']);
  });

  it('headers are found by either language, both, or the key', () => {
    for (const c of sheetColumns)
      for (const name of [
        c.key,
        c.label.zh,
        c.label.en,
        headerOf(c.label, true),
        ` ${c.label.en.toUpperCase()} * `,
      ])
        expect(headingOf(name)).toBe(c.key);
    expect(headingOf('分类名称')).toBe('ignored');
    expect(headingOf('备注')).toBeNull();
    expect(['名称', '规格型号', '厂商', '生产厂家 *', '分类'].map(headingOf)).toEqual([
      'nameZh',
      'model',
      'maker',
      'maker',
      'classCode',
    ]);
  });
});
