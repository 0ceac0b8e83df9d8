import { describe, expect, it } from 'vitest';
import { sparkPoints } from './spark-layout.ts';

describe('sparkPoints', () => {
  it('spans the box with room for the stroke', () => {
    const points = sparkPoints([0, 10, 5], 104, 30);
    expect(points).toEqual([
      [2, 27],
      [52, 3],
      [102, 15],
    ]);
  });
  it('lays a flat series in the middle and draws nothing from nothing', () => {
    expect(sparkPoints([4, 4], 104, 30).map(([, y]) => y)).toEqual([15, 15]);
    expect(sparkPoints([], 104, 30)).toEqual([]);
    expect(sparkPoints([Number.NaN], 104, 30)).toEqual([]);
  });
});
