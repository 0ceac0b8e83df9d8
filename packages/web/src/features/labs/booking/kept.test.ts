import { describe, expect, it } from 'vitest';
import { forget, keep, recall } from './kept.ts';
import { emptyWish } from './wish.ts';

function store() {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, text: string) => void kept.set(key, text),
    removeItem: (key: string) => void kept.delete(key),
  };
}
const then = { start: 0, end: 3_600_000 };
const now = { start: 7_200_000, end: 10_800_000 };

describe('a booking form that is loaded again', () => {
  it('has what was filled in, at the time of the address, and decides anew what goes past the rules', () => {
    const s = store();
    const wish = {
      ...emptyWish(then),
      note: '冰冻切片',
      items: { sample: 3 },
      accessories: ['a'],
      voucher: true,
      voucherPurpose: 'research',
      override: true,
    };
    keep('me', 'i', wish, s);
    expect(recall('me', 'i', emptyWish(now), s)).toEqual({ ...wish, span: now, override: false });
    expect(recall('me', 'other', emptyWish(now), s)).toEqual(emptyWish(now));
    expect(recall('somebody', 'i', emptyWish(now), s)).toEqual(emptyWish(now));
    forget('me', 'i', s);
    expect(recall('me', 'i', emptyWish(now), s)).toEqual(emptyWish(now));
  });

  it('keeps an operator for the whole of the time that is asked for now', () => {
    const s = store();
    for (const operatorMinutes of ['whole', 20, 0] as const) {
      keep('me', 'i', { ...emptyWish(then), operatorMinutes }, s);
      expect(recall('me', 'i', emptyWish(now), s).operatorMinutes).toBe(operatorMinutes);
    }
    s.setItem('hegu.book.me.i', '{"operatorMinutes":"half"}');
    expect(recall('me', 'i', emptyWish(now), s).operatorMinutes).toBe(0);
  });

  it('leaves out what is not of the form', () => {
    const s = store();
    for (const text of ['{', 'null', '[]', '7', '{"note":7,"items":{"x":"3"},"accessories":"a","zzz":1}']) {
      s.setItem('hegu.book.me.i', text);
      expect(recall('me', 'i', emptyWish(now), s)).toEqual(emptyWish(now));
    }
    expect(recall('me', 'i', emptyWish(now), null)).toEqual(emptyWish(now));
  });
});
