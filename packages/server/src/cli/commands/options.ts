import { CliError, exitCode } from '../io.ts';

/** A parser for an option or argument that is one of a few words. */
export function oneOf<const T extends readonly string[]>(name: string, words: T) {
  return (value: string): T[number] => {
    if (words.includes(value)) return value;
    const list = words.join(' | ');
    throw new CliError(
      { zh: `${name} 只能是 ${list}，不能是 ${value}`, en: `${name} is one of ${list}, not ${value}` },
      exitCode.usage,
    );
  };
}

/** A parser for a whole number between two bounds. */
export function wholeNumber(name: string, least: number, most: number) {
  return (value: string): number => {
    const n = Number(value);
    if (/^\d+$/.test(value) && n >= least && n <= most) return n;
    throw new CliError(
      {
        zh: `${name} 应为 ${least} 到 ${most} 之间的整数`,
        en: `${name} is a whole number between ${least} and ${most}`,
      },
      exitCode.usage,
    );
  };
}
