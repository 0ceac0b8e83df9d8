import { describe, expect, test } from 'vitest';
import { differs, emptyDraft, missingIn, newBody, patchOf } from './draft.ts';

const whole = {
  ...emptyDraft,
  facilityId: '0190b0f0-0000-7000-8000-000000000003',
  nameZh: '液质联用仪',
  nameEn: 'LC-MS',
  model: '7500',
  maker: 'SCIEX',
  classCode: '010201',
};

describe('what the form sends', () => {
  test('a first registration names what is missing', () => {
    expect(missingIn(emptyDraft)).toEqual(['facilityId', 'nameZh', 'nameEn', 'model', 'maker', 'classCode']);
    expect(missingIn({ ...whole, modes: [] })).toEqual(['modes']);
    expect(missingIn(whole)).toEqual([]);
  });
  test('empty text is sent as null, and a contact needs a name', () => {
    const body = newBody({ ...whole, room: '  ', contactPhone: '021-1' });
    expect(body.room).toBeNull();
    expect(body.contact).toBeNull();
    expect(newBody({ ...whole, contactName: '王', contactPhone: '021-1' }).contact).toEqual({
      name: '王',
      phone: '021-1',
    });
  });
  test('an edit sends what differs and nothing else', () => {
    expect(patchOf(whole, { ...whole, room: 'B203' })).toEqual({ room: 'B203' });
    expect(patchOf(whole, { ...whole, room: ' ' })).toEqual({});
    expect(differs(whole, { ...whole, capacity: 2 })).toBe(true);
    expect(differs(whole, { ...whole })).toBe(false);
  });
});
