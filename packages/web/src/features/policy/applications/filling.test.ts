import { describe, expect, test } from 'vitest';
import { ApiProblem } from '../../../lib/problem.ts';
import { accountPart } from './account.ts';
import { type Collect, type Forms, gather, placeOfReason, standing } from './filling.ts';

const line = (field: string, year: number | null) => ({
  field,
  year,
  label: { zh: year ? `${year} 年${field}` : field, en: field },
  value: null,
  source: null,
  observedOn: null,
  state: 'ask' as const,
});
const application = {
  form: [line('rd', 2024), line('rd', 2025), line('park', null)],
  materials: [
    {
      materialId: 'plan',
      name: { zh: '方案', en: 'plan' },
      required: true,
      note: null,
      by: 'firm' as const,
      taken: [],
      files: [],
      reusable: [],
      missing: true,
    },
  ],
};
const at = placeOfReason(application);
const reason = (code: string, data: Record<string, unknown> = {}) => ({ code, overridable: false, data });

describe('where a refusal stands', () => {
  test('at the field of its year, the document, the account', () => {
    expect(at(reason('policy.fact_missing', { field: 'rd', labelZh: '2025 年rd' }))).toBe('fact:rd:2025');
    expect(at(reason('fact.type', { field: 'rd', year: 2024 }))).toBe('fact:rd:2024');
    expect(at(reason('policy.fact_missing', { field: 'park', labelZh: 'park' }))).toBe('fact:park:');
    expect(at(reason('policy.material_missing', { materialId: 'plan' }))).toBe('material:plan');
    expect(at(reason('policy.account_missing'))).toBe('account:none');
    expect(at(reason('policy.account_holder'))).toBe('account');
  });
  test('what no field can mend stands with the whole', () => {
    expect(at(reason('policy.window_closed'))).toBeNull();
    expect(at(reason('policy.requirement_unmet', { requirement: 'rd' }))).toBeNull();
    expect(at(reason('policy.fact_missing', { field: 'unheard' }))).toBeNull();
    expect(at(reason('policy.material_missing', { materialId: 'other' }))).toBeNull();
  });
});

test('what has been given since the refusal is not asked for any more', () => {
  const refusal = new ApiProblem({
    type: 'about:blank',
    title: '还缺材料',
    status: 422,
    code: 'policy.material_missing',
    detail: '还缺材料',
    reasons: [
      reason('policy.material_missing', { materialId: 'plan' }),
      reason('policy.fact_missing', { field: 'park', labelZh: 'park' }),
      reason('policy.account_missing'),
    ],
  });
  const left = (a: Parameters<typeof standing>[1]) => {
    const now = standing(refusal, a);
    return now instanceof ApiProblem ? now.reasons.map((r) => r.code) : now;
  };
  const draft = { ...application, account: null };
  expect(left(draft)).toEqual(['policy.material_missing', 'policy.fact_missing', 'policy.account_missing']);
  const plan = application.materials.map((m) => ({ ...m, missing: false }));
  expect(left({ ...draft, materials: plan })).toEqual(['policy.fact_missing', 'policy.account_missing']);
  const account = { holder: '芝兰', bank: '上海银行', number: '62220202' };
  const form = application.form.map((l) => ({ ...l, state: 'known' as const }));
  expect(left({ form, materials: plan, account })).toBeNull();
  expect(standing(null, draft)).toBeNull();
});

test('forms are saved together, or not at all while one cannot be read', () => {
  const account = { holder: '芝兰', bank: '上海银行', number: '62220202' };
  const forms: Forms = new Map<string, Collect>([
    ['facts', () => ({ facts: [{ field: 'park', value: 'x' }] })],
    ['account', () => ({ account, note: '' })],
    ['untouched', () => null],
  ]);
  expect(gather(forms)).toEqual({ facts: [{ field: 'park', value: 'x' }], account, note: '' });
  forms.set('bad', () => 'unreadable');
  expect(gather(forms)).toBe('unreadable');
  expect(gather(new Map<string, Collect>([['untouched', () => null]]))).toBeNull();
});

test('an account that was there and has been emptied does not go in as it was', () => {
  const saved = { holder: '芝兰', bank: '上海银行', number: '62220202' };
  const there = { account: saved, firmName: '芝兰' };
  expect(accountPart(saved, there)).toBeNull();
  expect(accountPart({ holder: '', bank: '', number: '' }, there)).toBe('unreadable');
  expect(accountPart({ ...saved, bank: '', number: '' }, there)).toBe('unreadable');
  expect(accountPart({ ...saved, number: '6222 0203' }, there)).toEqual({ ...saved, number: '62220203' });
  // Where there was none, nothing typed is for the office to ask for
  const none = { account: null, firmName: '芝兰' };
  expect(accountPart({ holder: '', bank: '', number: '' }, none)).toBeNull();
  expect(accountPart({ holder: '芝兰', bank: '上海银行', number: '' }, none)).toBe('unreadable');
});
