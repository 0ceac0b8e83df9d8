import { Answers } from '@hegu/contract/policy/matching.ts';
import { describe, expect, test } from 'vitest';
import { answeredCount, badAmount, type Draft, emptyDraft, toAnswers, wanToFen } from './draft.ts';

describe('eight answers', () => {
  test('nothing said is nothing sent', () => {
    expect(toAnswers(emptyDraft)).toEqual({});
    expect(answeredCount(emptyDraft)).toBe(0);
  });

  test('万元 become 分, however they are typed', () => {
    expect(wanToFen('3,500')).toBe(3_500_000_000);
    expect(wanToFen('３５００．５')).toBe(3_500_500_000);
    expect(wanToFen('0')).toBe(0);
    expect(wanToFen('')).toBeUndefined();
    expect(wanToFen('三千')).toBeUndefined();
    expect(wanToFen('-5')).toBeUndefined();
    expect(badAmount('三千')).toBe(true);
    expect(badAmount(' ')).toBe(false);
  });

  test('a whole set passes the contract, and details of a title let go are not sent', () => {
    const draft: Draft = {
      district: '310112',
      fields: ['biomedicine'],
      establishedOn: '2019-04-18',
      sizeClass: 'small',
      revenue: '5350',
      rdExpense: '455',
      titles: ['high-tech'],
      titleDetails: [
        { kind: 'high-tech', event: 'first', grantedOn: '2024-12-26' },
        { kind: 'specialised', grantedOn: '2024-05-01' },
      ],
      product: { kind: 'drug', class: '1', stage: 'phase2', stageOn: '2025-03-01' },
    };
    const sent = toAnswers(draft);
    expect(Answers.safeParse(sent).error).toBeUndefined();
    expect(sent.titleDetails).toEqual([{ kind: 'high-tech', event: 'first', grantedOn: '2024-12-26' }]);
    expect(sent.revenueFen).toBe(5_350_000_000);
    expect(answeredCount(draft)).toBe(8);
  });

  test('holding no title is an answer; an unfinished date is none', () => {
    expect(toAnswers({ ...emptyDraft, titles: [] })).toEqual({ titles: [] });
    expect(toAnswers({ ...emptyDraft, establishedOn: '2019' })).toEqual({});
  });
});
