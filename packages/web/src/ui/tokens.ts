/**
 * The palette. tokens.css says the same for CSS (tokens.test.ts compares the two and checks WCAG contrast); the antd theme
 * is made from this. Ink on rice paper; celadon acts; cinnabar only where something is wrong; amber where it waits.
 */
export interface Palette {
  /** The page. */
  readonly paper: string;
  /** What lies on the page: inputs, menus, the selected row. */
  readonly raised: string;
  /** A quiet ground: table heads, the track of a strip. */
  readonly sunk: string;
  readonly ink: string;
  /** Secondary text. */
  readonly ink2: string;
  /** Tertiary text: captions, units. Still 4.5:1. */
  readonly ink3: string;
  /** Hairlines that only separate. */
  readonly line: string;
  /** Borders that tell where a control is: 3:1. */
  readonly edge: string;
  /** Fill of what acts. */
  readonly act: string;
  readonly actHover: string;
  /** Text on `act`. */
  readonly onAct: string;
  /** Text that acts (links), readable on `actWash` too. */
  readonly actText: string;
  readonly actWash: string;
  readonly wrong: string;
  readonly wrongText: string;
  readonly wrongWash: string;
  readonly wait: string;
  readonly waitText: string;
  readonly waitWash: string;
}

export const light: Palette = {
  paper: '#fafaf7',
  raised: '#ffffff',
  sunk: '#f1f1ea',
  ink: '#1f2a33',
  ink2: '#46535d',
  ink3: '#626d75',
  line: '#deded4',
  edge: '#858981',
  act: '#2f7f73',
  actHover: '#24665c',
  onAct: '#ffffff',
  actText: '#24665c',
  actWash: '#e1eeea',
  wrong: '#c2452d',
  wrongText: '#a93a25',
  wrongWash: '#f9e9e3',
  wait: '#d1921a',
  waitText: '#7a5000',
  waitWash: '#faf0d6',
};

export const dark: Palette = {
  paper: '#12181d',
  raised: '#1a2329',
  sunk: '#1d272e',
  ink: '#e9e7df',
  ink2: '#b9bfbd',
  ink3: '#919a9b',
  line: '#2c373e',
  edge: '#69767e',
  act: '#63b9a9',
  actHover: '#86cdbf',
  onAct: '#0b1715',
  actText: '#7fcabb',
  actWash: '#18322f',
  wrong: '#f08a70',
  wrongText: '#f5a08a',
  wrongWash: '#3a1f1a',
  wait: '#e3b354',
  waitText: '#e9c06d',
  waitWash: '#352a14',
};

export const fontFamily =
  '-apple-system, BlinkMacSystemFont, "Segoe UI", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans SC", "Noto Sans CJK SC", "Source Han Sans SC", sans-serif';
