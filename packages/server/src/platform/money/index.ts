/**
 * Exact money: integer 分 in, integer 分 out, with the rounding named at every call. Products are taken over bigint,
 * so that no intermediate value is ever a float.
 */

/**
 * How a fraction of a 分 is rounded. All four treat a negative amount as the mirror of the positive one, so that the
 * reversal of a charge is exactly minus the charge.
 * `half-up` 四舍五入 (a half goes away from zero) · `half-even` (a half goes to the even neighbour) ·
 * `up` (away from zero) · `down` (towards zero).
 */
export type Rounding = 'half-up' | 'half-even' | 'up' | 'down';

/** A ratio in basis points: 10,000 is one, 600 is 6 %, 15,000 is one and a half. */
export const oneBp = 10_000;

/** @throws RangeError unless `value` is an integer that a number holds exactly. */
export function assertInteger(value: number, what: string): void {
  if (!Number.isSafeInteger(value)) throw new RangeError(`${what} must be a safe integer, got ${value}`);
}

function toSafeNumber(value: bigint): number {
  const n = Number(value);
  if (!Number.isSafeInteger(n)) throw new RangeError(`amount out of range: ${value}`);
  return n;
}

/** `numerator / denominator` rounded to an integer; the denominator is not zero. */
export function divideRounded(numerator: bigint, denominator: bigint, rounding: Rounding): bigint {
  if (denominator === 0n) throw new RangeError('division by zero');
  const negative = numerator < 0n !== denominator < 0n;
  const n = numerator < 0n ? -numerator : numerator;
  const d = denominator < 0n ? -denominator : denominator;
  const whole = n / d;
  const rest = n % d;
  const twice = rest * 2n;
  const more =
    rest !== 0n &&
    (rounding === 'up' ||
      (rounding === 'half-up' && twice >= d) ||
      (rounding === 'half-even' && (twice > d || (twice === d && whole % 2n === 1n))));
  const result = more ? whole + 1n : whole;
  return negative ? -result : result;
}

/**
 * `amountFen × numerator / denominator`, exact until the one rounding at the end.
 * @throws RangeError when an argument is not a safe integer, the denominator is zero or the result does not fit.
 */
export function mulDiv(
  amountFen: number,
  numerator: number,
  denominator: number,
  rounding: Rounding,
): number {
  assertInteger(amountFen, 'amountFen');
  assertInteger(numerator, 'numerator');
  assertInteger(denominator, 'denominator');
  return toSafeNumber(divideRounded(BigInt(amountFen) * BigInt(numerator), BigInt(denominator), rounding));
}

/**
 * `amountFen × Π multipliers / Π divisors` with a single rounding at the end: rounding after every factor would
 * make the result depend on their order.
 */
export function mulDivAll(
  amountFen: number,
  multipliers: readonly number[],
  divisors: readonly number[],
  rounding: Rounding,
): number {
  assertInteger(amountFen, 'amountFen');
  let numerator = BigInt(amountFen);
  for (const m of multipliers) {
    assertInteger(m, 'multiplier');
    numerator *= BigInt(m);
  }
  let denominator = 1n;
  for (const d of divisors) {
    assertInteger(d, 'divisor');
    denominator *= BigInt(d);
  }
  return toSafeNumber(divideRounded(numerator, denominator, rounding));
}

/** `rateBp` (basis points) of an amount: `percentOf(10_000, 1_500)` is 15 % of ¥100.00, 1,500 分. */
export function percentOf(amountFen: number, rateBp: number, rounding: Rounding = 'half-up'): number {
  return mulDiv(amountFen, rateBp, oneBp, rounding);
}

/**
 * Splits a tax-included amount 价税合计 into net 不含税金额 and tax 税额, which sum to it exactly.
 * net = gross ÷ (1 + rate), rounded 四舍五入 to the 分 (《增值税暂行条例实施细则》 art. 30 gives the formula); the tax is the rest.
 * @param rateBp 600 for 6 %; zero or more
 */
export function splitTax(grossFen: number, rateBp: number): { netFen: number; taxFen: number } {
  if (rateBp < 0) throw new RangeError('a tax rate is not negative');
  const netFen = mulDiv(grossFen, oneBp, oneBp + rateBp, 'half-up');
  return { netFen, taxFen: grossFen - netFen };
}

/**
 * Divides a total by weights so that the parts sum to it exactly: every part gets its share rounded down, and the
 * 分 left over go one by one to the largest remainders (ties: the earlier part).
 * @param weights integers, zero or more, not all zero
 */
export function allocate(totalFen: number, weights: readonly number[]): number[] {
  assertInteger(totalFen, 'totalFen');
  let sum = 0n;
  for (const w of weights) {
    assertInteger(w, 'weight');
    if (w < 0) throw new RangeError('a weight is not negative');
    sum += BigInt(w);
  }
  if (sum === 0n) throw new RangeError('weights are all zero');
  const sign = totalFen < 0 ? -1n : 1n;
  const total = BigInt(totalFen) * sign;
  const shares = weights.map((w, index) => {
    const product = total * BigInt(w);
    return { index, whole: product / sum, rest: product % sum };
  });
  let left = total - shares.reduce((a, s) => a + s.whole, 0n);
  const byRest = [...shares].sort((a, b) =>
    a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1,
  );
  for (const share of byRest) {
    if (left === 0n) break;
    share.whole += 1n;
    left -= 1n;
  }
  return shares.map((s) => toSafeNumber(s.whole * sign));
}

/** The smallest multiple of `unit` that is at least `value`: every started half hour counts as a whole one. */
export function roundUpTo(value: number, unit: number): number {
  assertInteger(value, 'value');
  assertInteger(unit, 'unit');
  if (unit <= 0 || value < 0) throw new RangeError('roundUpTo wants a positive unit and no negative value');
  return Math.ceil(value / unit) * unit;
}

/** @throws RangeError when the sum leaves the range a number holds exactly. */
export function sumFen(amounts: Iterable<number>): number {
  let sum = 0n;
  for (const a of amounts) {
    assertInteger(a, 'amountFen');
    sum += BigInt(a);
  }
  return toSafeNumber(sum);
}
