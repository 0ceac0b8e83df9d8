import { renderMessage } from '@hegu/contract/errors.ts';
import { voucherErrors } from '@hegu/contract/voucher/errors.ts';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import type { SchemeData } from '../schemes/rules.ts';
import { schemeOn } from '../schemes/service.ts';
import { type Candidate, coverOf, decide, type ServiceFacts, shareOf, usedOf } from './rules.ts';

const scheme = schemeOn('voucher/shanghai-city', '2026-07-15')?.data as SchemeData;
const now = Temporal.Instant.from('2026-07-15T10:00:00+08:00');
const fen = fc.integer({ min: 0, max: 1_000_000_000 });
const bp = fc.integer({ min: 1, max: 10_000 });

describe('amounts', () => {
  test('the share is rounded down: public money never pays a 分 too much', () => {
    expect(shareOf(9_999, 5_000)).toBe(4_999);
    expect(shareOf(1, 5_000)).toBe(0);
    expect(shareOf(10_000, 10_000)).toBe(10_000);
  });
  test('cover is the share, or what is left where that was agreed to, or nothing', () => {
    expect(coverOf(10_000, 5_000, 5_000, false)).toEqual({ coverFen: 5_000, wantedFen: 5_000 });
    expect(coverOf(10_000, 5_000, 4_999, false)).toEqual({ coverFen: 0, wantedFen: 5_000 });
    expect(coverOf(10_000, 5_000, 4_999, true)).toEqual({ coverFen: 4_999, wantedFen: 5_000 });
  });
  test('whatever is held, charged and left: never above the hold, the share of the charge, or the quota', () => {
    fc.assert(
      fc.property(fen, fen, fen, bp, fc.boolean(), (price, charge, left, percent, partial) => {
        const { coverFen } = coverOf(price, percent, left, partial);
        expect(coverFen).toBeLessThanOrEqual(left);
        expect(coverFen).toBeLessThanOrEqual(shareOf(price, percent));
        const used = usedOf(coverFen, charge, percent);
        expect(used).toBeLessThanOrEqual(coverFen);
        expect(used * 10_000).toBeLessThanOrEqual(charge * percent);
        expect(used).toBeGreaterThanOrEqual(0);
        // A higher charge never costs the voucher less
        expect(usedOf(coverFen, charge + 1, percent)).toBeGreaterThanOrEqual(used);
      }),
    );
  });
});

describe('what stands against it', () => {
  const wallet: Candidate = {
    scheme,
    granted: true,
    validTo: Temporal.Instant.from('2027-01-01T00:00:00+08:00'),
    holders: true,
    leftFen: 100_000,
  };
  const service: ServiceFacts = {
    classCode: '010201',
    endsAt: now.add({ hours: 24 }),
    priceFen: 10_000,
    purpose: undefined,
    partial: false,
    holderId: 'h',
    provider: { id: 'p', admitted: ['instruments'], nameZh: '甲医院', nameEn: 'Hospital A' },
    relation: 'unknown',
    reviewId: null,
  };
  const codes = (w: Partial<Candidate>, s: Partial<ServiceFacts> = {}) =>
    decide({ ...wallet, ...w }, { ...service, ...s }, now).reasons.map((r) => r.code);

  test('nothing: half is covered, for research where nobody says otherwise', () => {
    const d = decide(wallet, service, now);
    expect(d).toMatchObject({
      reasons: [],
      serviceCode: 'instruments',
      purpose: 'research',
      cover: { coverFen: 5_000 },
    });
  });
  test('each by its own code', () => {
    expect(codes({ holders: false })).toEqual(['voucher.not_yours']);
    expect(codes({ granted: false })).toEqual(['voucher.not_usable']);
    expect(codes({ validTo: now })).toEqual(['voucher.expired']);
    expect(codes({ validTo: now, granted: false })).toEqual(['voucher.expired']);
    expect(codes({ validTo: now.add({ hours: 23 }) })).toEqual(['voucher.ends_before_use']);
    expect(codes({ validTo: now.add({ hours: 24 }) })).toEqual([]);
    expect(codes({}, { purpose: 'bulk_acceptance' })).toEqual(['voucher.purpose_excluded']);
    expect(codes({}, { purpose: 'golf' })).toEqual(['voucher.purpose_unknown']);
    expect(codes({}, { provider: { id: 'p', admitted: null, nameZh: '', nameEn: '' } })).toEqual([
      'voucher.provider_not_admitted',
    ]);
    expect(codes({}, { relation: 'related' })).toEqual(['voucher.related']);
    expect(codes({}, { relation: 'suspected' })).toEqual(['voucher.relation_review']);
    expect(codes({}, { relation: 'reviewing' })).toEqual(['voucher.relation_waiting']);
    for (const relation of ['related', 'suspected', 'reviewing'] as const)
      expect(codes({ scheme: { ...scheme, relatedExcluded: false } }, { relation })).toEqual([]);
    expect(codes({}, { priceFen: 1 })).toEqual(['voucher.nothing_to_pay']);
    expect(codes({ leftFen: 0 }, { partial: true })).toEqual(['voucher.short']);
  });
  test('a purpose that does not exist: what there is, by name and in both languages', () => {
    const [reason] = decide(wallet, { ...service, purpose: 'golf' }, now).reasons;
    const said = (locale: 'zh' | 'en') =>
      renderMessage(voucherErrors['voucher.purpose_unknown'][locale], reason?.data ?? {}, locale);
    for (const { code, text } of scheme.purposes) {
      expect(said('zh')).toContain(text.zh);
      expect(said('en')).toContain(text.en);
      expect(`${said('zh')} ${said('en')}`).not.toContain(code);
    }
  });
  test('only the classes that a service names', () => {
    const some: SchemeData = {
      ...scheme,
      services: [{ code: 'ms', text: { zh: '质谱', en: 'MS' }, classes: ['0102'] }],
    };
    const by = (classCode: string) =>
      decide(
        { ...wallet, scheme: some },
        { ...service, classCode, provider: { ...service.provider, admitted: ['ms'] } },
        now,
      ).reasons.map((r) => r.code);
    expect(by('010201')).toEqual([]);
    expect(by('010301')).toEqual(['voucher.service_not_covered']);
  });
  test('all at once', () => {
    expect(codes({ granted: false }, { purpose: 'medical_service', relation: 'related' })).toEqual([
      'voucher.not_usable',
      'voucher.purpose_excluded',
      'voucher.related',
    ]);
  });
});
