import { expect, it } from 'vitest';
import { makerFound, makerName } from './maker.ts';

it('gives the Latin name of a maker to who reads English, and both to everybody else', () => {
  const en = (maker: string) => makerName(maker, 'en');
  expect(en('布鲁克 Bruker')).toBe('Bruker');
  expect(en('赛默飞 Thermo Fisher Scientific')).toBe('Thermo Fisher Scientific');
  expect(en('Waters（沃特世）')).toBe('Waters');
  expect(en('SCIEX')).toBe('SCIEX');
  expect(en('新芝生物')).toBe('新芝生物');
  // Which part would be the name?
  expect(en('中科 ABC 仪器')).toBe('中科 ABC 仪器');
  expect(makerName('布鲁克 Bruker', 'zh')).toBe('布鲁克 Bruker');
});

it('keeps what was found where it stands in what is printed', () => {
  expect(makerFound('布鲁克 Bruker', 'en', [[4, 7]])).toEqual({ text: 'Bruker', ranges: [[0, 3]] });
  expect(makerFound('布鲁克 Bruker', 'en', [[0, 3]])).toEqual({ text: 'Bruker', ranges: [] });
  expect(makerFound('布鲁克 Bruker', 'zh', [[0, 3]])).toEqual({ text: '布鲁克 Bruker', ranges: [[0, 3]] });
});
