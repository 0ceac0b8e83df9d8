import { describe, expect, it } from 'vitest';
import { ApiProblem } from '../../../lib/problem.ts';
import { placeReasons } from './field-errors.ts';

const problem = (reasons: { code: string; data: Record<string, unknown>; message?: string }[]) =>
  new ApiProblem({
    type: 'about:blank',
    title: 't',
    status: 422,
    code: reasons[0]?.code ?? 'x',
    detail: '',
    reasons: reasons.map((r) => ({ ...r, overridable: false })),
  });

describe('refusals at their fields', () => {
  it('keeps every reason, either at a field or for the whole form', () => {
    const placed = placeReasons(
      problem([
        { code: 'fact.negative', data: { field: 'revenue' }, message: '营业收入不能为负数' },
        { code: 'fact.twice', data: { field: 'revenue' } },
        { code: 'fact.empty', data: {} },
      ]),
      (r) => (typeof r.data.field === 'string' ? r.data.field : null),
    );
    expect(placed.at.get('revenue')).toEqual(['营业收入不能为负数', 'fact.twice']);
    expect(placed.rest.map((r) => r.code)).toEqual(['fact.empty']);
  });
  it('has nothing to place of a dead line', () => {
    const placed = placeReasons(new Error('network'), () => 'x');
    expect([placed.at.size, placed.rest.length]).toEqual([0, 0]);
  });
});
