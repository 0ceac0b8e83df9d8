import { describe, expect, it } from 'vitest';
import { firstValley } from '../lib/valley.ts';
import { common } from './common.ts';
import { firstLocale } from './locale.ts';
import { localName } from './messages.ts';

describe('firstLocale', () => {
  it('takes the address, then the last choice, then Chinese', () => {
    expect(firstLocale('?lang=en', 'zh')).toBe('en');
    expect(firstLocale('?lang=en-GB', null)).toBe('en');
    expect(firstLocale('', 'en')).toBe('en');
    expect(firstLocale('?lang=fr', null)).toBe('zh');
    expect(firstLocale('', '<script>')).toBe('zh');
  });
  it('on a first visit speaks as the browser does, where it can', () => {
    expect(firstLocale('', null, ['en-GB', 'en'])).toBe('en');
    expect(firstLocale('', null, ['zh-CN', 'en'])).toBe('zh');
    expect(firstLocale('', null, ['fr-FR', 'EN-us', 'zh'])).toBe('en');
    expect(firstLocale('', null, ['zh-TW'])).toBe('zh');
    expect(firstLocale('', null, ['ja', 'enm'])).toBe('zh');
    expect(firstLocale('', 'zh', ['en'])).toBe('zh');
    expect(firstLocale('?lang=zh', 'en', ['en'])).toBe('zh');
  });
});

describe('firstValley', () => {
  it('takes only what can be a slug', () => {
    expect(firstValley('?valley=jiading', 'demo')).toBe('jiading');
    expect(firstValley('?valley=../x', 'demo')).toBe('demo');
    expect(firstValley('', null)).toBeNull();
  });
});

describe('names and words', () => {
  it('falls back to Chinese where there is no English name', () => {
    expect(localName({ nameZh: '质谱', nameEn: '' }, 'en')).toBe('质谱');
    expect(localName({ nameZh: '质谱', nameEn: 'MS' }, 'en')).toBe('MS');
    expect(localName({ nameZh: '质谱', nameEn: 'MS' }, 'zh')).toBe('质谱');
  });
  it('leaves no shared word empty in either language', () => {
    const empty: string[] = [];
    const walk = (value: unknown, path: string) => {
      if (value === '') empty.push(path);
      if (typeof value === 'object' && value !== null) {
        for (const [key, inner] of Object.entries(value)) walk(inner, `${path}.${key}`);
      }
    };
    walk(common, 'common');
    expect(empty).toEqual([]);
  });
});
