import { describe, expect, test } from 'vitest';
import { ifMatchOf, localeOf } from './headers.ts';

describe('the language of the answer', () => {
  test.each([
    [undefined, 'zh'],
    ['', 'zh'],
    ['en-GB,en;q=0.9', 'en'],
    ['fr-FR, en;q=0.5', 'en'],
    ['fr', 'zh'],
    ['en;q=0.3, zh-Hans-CN;q=0.8', 'zh'],
    ['zh;q=0.2,en;q=0.9', 'en'],
    ['zh, en', 'zh'],
    ['en, zh', 'en'],
    ['en;q=0', 'zh'],
    ['en;q=lots', 'zh'],
    ['*', 'zh'],
    ['eng', 'zh'],
  ])('%s → %s', (header, locale) => {
    expect(localeOf(header)).toBe(locale);
  });
});

describe('the version an edit is meant for', () => {
  test.each([
    [undefined, undefined],
    ['*', undefined],
    ['"3"', 3],
    ['W/"3"', 3],
    ['3', 3],
    ['"abc"', -1],
    ['"3', -1],
    ['"1", "2"', -1],
    ['"12345678901234567890"', -1],
  ])('%s → %s', (header, version) => {
    expect(ifMatchOf(header)).toBe(version);
  });
});
