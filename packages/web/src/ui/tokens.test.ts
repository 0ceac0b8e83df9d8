import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { dark, light, type Palette } from './tokens.ts';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');
const [lightCss = '', darkCss = ''] = css.split('@media (prefers-color-scheme: dark)');
const variable = (key: string) => `--${key.replace(/([A-Z]|\d)/g, (c) => `-${c.toLowerCase()}`)}`;

/** WCAG 2.2 relative luminance of an sRGB colour. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((i) => Number.parseInt(hex.slice(i, i + 2), 16) / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

const grounds = ['paper', 'raised', 'sunk'] as const;

describe.each([
  ['light', light, lightCss],
  ['dark', dark, darkCss],
] as const)('%s palette', (_, palette: Palette, sheet) => {
  it('is the same in CSS', () => {
    for (const [key, value] of Object.entries(palette)) {
      expect(sheet, key).toContain(`${variable(key)}: ${value};`);
    }
  });

  it('has text at 4.5:1 on every ground (WCAG 1.4.3)', () => {
    for (const ground of grounds) {
      for (const text of ['ink', 'ink2', 'ink3', 'actText', 'wrongText', 'waitText'] as const) {
        expect(contrast(palette[text], palette[ground]), `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5);
      }
    }
    expect(contrast(palette.onAct, palette.act)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(palette.onAct, palette.actHover)).toBeGreaterThanOrEqual(4.5);
  });

  it('has tag text at 4.5:1 on its own wash', () => {
    expect(contrast(palette.actText, palette.actWash)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(palette.wrongText, palette.wrongWash)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(palette.waitText, palette.waitWash)).toBeGreaterThanOrEqual(4.5);
    for (const wash of ['actWash', 'wrongWash', 'waitWash'] as const) {
      expect(contrast(palette.ink, palette[wash])).toBeGreaterThanOrEqual(7);
    }
  });

  it('has control borders and focus rings at 3:1 (WCAG 1.4.11)', () => {
    for (const ground of grounds) {
      expect(contrast(palette.edge, palette[ground]), `edge on ${ground}`).toBeGreaterThanOrEqual(3);
      expect(contrast(palette.act, palette[ground]), `act on ${ground}`).toBeGreaterThanOrEqual(3);
      expect(contrast(palette.wrong, palette[ground]), `wrong on ${ground}`).toBeGreaterThanOrEqual(3);
    }
  });
});
