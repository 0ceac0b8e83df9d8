import { fractionOf } from '../evaluate/quantity.ts';

/** Products of whole 分, exact: never a float in between, and rounded down to the 分 (不足一分的舍去). */

/** floor(a × num ÷ den) for whole numbers from zero up; den above zero. RangeError where the result is no safe integer. */
export function mulFloor(a: number, num: number, den: number): number {
  const product = a * num;
  if (product <= Number.MAX_SAFE_INTEGER) return (product - (product % den)) / den;
  const exact = Number((BigInt(a) * BigInt(num)) / BigInt(den));
  if (!Number.isSafeInteger(exact)) throw new RangeError(`${a} × ${num} ÷ ${den}`);
  return exact;
}

export interface Fraction {
  readonly num: number;
  readonly den: number;
}

/** A written percentage in lowest terms: 12.5 → 1/8. It has at most nine decimals. */
export function percentFraction(percent: number): Fraction {
  const [num, den] = fractionOf(percent);
  if (!Number.isSafeInteger(num) || !Number.isSafeInteger(den * 100))
    throw new RangeError(`${percent} % has too many decimals`);
  const by = gcd(num, den * 100);
  return { num: num / by, den: (den * 100) / by };
}

function gcd(a: number, b: number): number {
  return b === 0 ? a || 1 : gcd(b, a % b);
}

/** Yuan as written in files, to whole 分. */
export const fenOf = (yuan: number): number => Math.round(yuan * 100);

/** A value as it comes from the evaluator: between `lo` and `hi`; exact as num ÷ den where it is known. */
export interface Amounted {
  readonly lo: number;
  readonly hi: number;
  readonly num?: number;
  readonly den?: number;
}

/**
 * floor(share × value), not below zero; infinite where the value is. A value that is no whole number of 分 and comes
 * without its quotient is taken to a millionth of a 分, so that 99.999999999 out of floating arithmetic is 100.
 */
export function shareOf(value: number, share: Fraction, exact?: Fraction): number {
  if (value <= 0) return 0;
  if (value === Number.POSITIVE_INFINITY) return value;
  if (exact && Number.isSafeInteger(exact.num) && Number.isSafeInteger(exact.den))
    return Number((BigInt(exact.num) * BigInt(share.num)) / (BigInt(exact.den) * BigInt(share.den)));
  if (Number.isSafeInteger(value)) return mulFloor(value, share.num, share.den);
  const whole = Math.floor(value);
  const millionths = BigInt(whole) * 1_000_000n + BigInt(Math.round((value - whole) * 1e6));
  return Number((millionths * BigInt(share.num)) / (BigInt(share.den) * 1_000_000n));
}
