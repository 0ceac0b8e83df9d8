import { topicKey } from '@hegu/contract/policy/subscriptions.ts';
import { type ClauseInput, clause } from '@hegu/rules/clause.ts';
import { describe, expect, test } from 'vitest';
import { altClause } from '../testing/index.ts';
import { changesBetween, covers, nextEdge, windowNews } from './rules.ts';

const made = (more: Partial<ClauseInput> = {}) => clause.parse({ ...altClause, ...more });
const policy = { id: 'trial', field: 'biomedicine', level: 'district', district: '310114' } as const;
const window = made({ filing: [{ from: '2026-07-01', to: '2026-07-31' }] });

describe('what a topic covers', () => {
  const entry = { clause: made({ follows: ['trial.old'] }), policy, tracks: new Set(['imaging']) };
  test.each([
    [{ kind: 'clause', clauseId: 'trial.alt' }, true],
    [{ kind: 'clause', clauseId: 'trial.old' }, true],
    [{ kind: 'clause', clauseId: 'trial.rd' }, false],
    [{ kind: 'document', policyId: 'trial' }, true],
    [{ kind: 'document', policyId: 'other' }, false],
    [{ kind: 'matter', field: 'biomedicine' }, true],
    [{ kind: 'matter', field: 'biomedicine', level: 'city' }, false],
    [{ kind: 'matter', level: 'district', district: '310114' }, true],
    [{ kind: 'matter', district: '310115' }, false],
    [{ kind: 'matter', track: 'imaging' }, true],
    [{ kind: 'matter', track: 'antibody' }, false],
    [{ kind: 'matter', track: 'imaging', level: 'city' }, false],
    [{ kind: 'eligible' }, false],
  ] as const)('%j: %s', (topic, yes) => {
    expect(covers(topic, entry)).toBe(yes);
  });

  test('a matter without a track has the key that it had before there were tracks', () => {
    expect(topicKey({ kind: 'matter', field: 'devices' })).toBe('matter:devices..');
    expect(topicKey({ kind: 'matter', track: 'imaging' })).toBe('matter:...imaging');
  });

  test('the same matter has one key however it is written', () => {
    expect(topicKey({ kind: 'matter', level: 'city', field: 'devices' })).toBe(
      topicKey({ kind: 'matter', field: 'devices', level: 'city' }),
    );
    expect(topicKey({ kind: 'matter', field: 'devices' })).not.toBe(
      topicKey({ kind: 'matter', level: 'city' }),
    );
  });
});

describe('windows', () => {
  const told = (today: string, sub = { since: '2026-06-01', remindDays: 7 }) =>
    windowNews(window, today, sub).map((n) => `${n.what} ${n.days}`);
  test('nothing before it opens, then once that it has; the last seven days, the last one among them', () => {
    expect(told('2026-06-30')).toEqual([]);
    expect(told('2026-07-01')).toEqual(['opens 0']);
    expect(told('2026-07-23')).toEqual(['opens 0']);
    expect(told('2026-07-24')).toEqual(['opens 0', 'closes 7']);
    expect(told('2026-07-31')).toEqual(['opens 0', 'closes 0']);
    expect(told('2026-08-01')).toEqual([]);
  });

  test('who subscribes while it is open is not told that it opened, but that it closes', () => {
    expect(told('2026-07-30', { since: '2026-07-01', remindDays: 1 })).toEqual(['closes 1']);
    expect(told('2026-07-29', { since: '2026-07-01', remindDays: 1 })).toEqual([]);
  });

  test('the key is that of the window, whatever the day and the subscription', () => {
    const keys = (today: string, remindDays: number) =>
      windowNews(window, today, { since: '2026-06-01', remindDays }).map((n) => n.key);
    expect(keys('2026-07-30', 3)).toEqual(keys('2026-07-31', 60));
  });

  test('a period stands in where there is no window, but not an edge that is known by its year only', () => {
    const open = made({ period: { from: '2026-01-01', to: '2026-12-31' } });
    const sub = { since: '2025-12-01', remindDays: 10 };
    expect(windowNews(open, '2026-12-25', sub).map((n) => n.what)).toEqual(['opens', 'closes']);
    const vague = made({
      period: { from: '2026-01-01', to: '2026-12-31' },
      datesKnown: { from: 'year', to: 'year' },
    });
    expect(windowNews(vague, '2026-12-25', sub)).toEqual([]);
    expect(nextEdge(vague, '2026-12-25')).toBeNull();
  });

  test('what comes next', () => {
    expect(nextEdge(window, '2026-06-01')).toEqual({ what: 'opens', on: '2026-07-01' });
    expect(nextEdge(window, '2026-07-01')).toEqual({ what: 'closes', on: '2026-07-31' });
    expect(nextEdge(window, '2026-08-01')).toBeNull();
  });
});

test('changes of a library: new, another text, gone; the same again is none', () => {
  const mark = (clauseId: string, hash: string) => ({ clauseId, policyId: 'trial', hash, clause: made() });
  const before = [mark('a', '1'), mark('b', '1'), mark('c', '1')];
  const found = changesBetween(before, [mark('a', '1'), mark('b', '2'), mark('d', '1')]);
  expect(found.map((c) => [c.kind, c.clauseId, c.before === null])).toEqual([
    ['changed', 'b', false],
    ['published', 'd', true],
    ['removed', 'c', false],
  ]);
  expect(changesBetween(before, before)).toEqual([]);
});
