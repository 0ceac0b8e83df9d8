import { expect, test } from 'vitest';
import { calendarAddress, topicOfFilter } from './topic.ts';

test('a filter of the library as a topic', () => {
  expect(topicOfFilter({ field: 'devices', standing: 'inPeriod', q: 'x' })).toEqual({
    kind: 'matter',
    field: 'devices',
  });
  expect(topicOfFilter({ level: 'city', district: '310115' })).toEqual({
    kind: 'matter',
    level: 'city',
    district: '310115',
  });
  expect(topicOfFilter({ track: 'imaging' })).toEqual({ kind: 'matter', track: 'imaging' });
  // Nothing that names a kind of policy
  expect(topicOfFilter({ window: 'open', q: '高新' })).toBeNull();
});

test('the calendar names the topics, each once, and nobody', () => {
  const address = calendarAddress('https://hegu.example', [
    { kind: 'clause', clauseId: 'a.b' },
    { kind: 'clause', clauseId: 'a.b' },
    { kind: 'document', policyId: 'doc' },
    { kind: 'matter', field: 'devices', district: '310115' },
    { kind: 'matter', track: 'imaging' },
    { kind: 'eligible' },
  ]);
  const url = new URL(address);
  expect(url.pathname).toBe('/api/v1/policy-windows.ics');
  expect(Object.fromEntries(url.searchParams)).toEqual({
    clauses: 'a.b',
    documents: 'doc',
    matters: 'devices..310115,...imaging',
  });
  expect(calendarAddress('https://hegu.example', [{ kind: 'eligible' }])).toBe(
    'https://hegu.example/api/v1/policy-windows.ics',
  );
});
