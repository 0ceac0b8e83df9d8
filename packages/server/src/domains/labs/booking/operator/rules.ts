import type { ServiceMode } from '@hegu/contract/labs/instruments.ts';
import type { PriceBook } from '@hegu/contract/labs/pricing.ts';
import type { Temporal } from 'temporal-polyfill';

/** How long the facility's operator is there (委托测试). Pure. */

interface WithOperator {
  readonly operatorMinutes?: number;
}

/**
 * Nobody runs it by themselves and nothing is sent in, so its operator is there for the whole time. Where sending in is
 * offered too, a booking without an operator is one of that; where the price book has no operator, none is counted.
 */
export const operatorOnly = (
  modes: readonly ServiceMode[],
  book: Pick<PriceBook, 'operator'> | undefined,
): boolean => modes.length > 0 && modes.every((m) => m === 'operator_run') && book?.operator !== undefined;

export const minutesOf = (startsAt: Temporal.Instant, endsAt: Temporal.Instant): number =>
  Math.ceil((endsAt.epochMilliseconds - startsAt.epochMilliseconds) / 60_000);

/** Left out where there is no other way: the whole time. */
export const withOperator = <T extends WithOperator>(extras: T, only: boolean, minutes: number): T =>
  only && extras.operatorMinutes === undefined ? { ...extras, operatorMinutes: minutes } : extras;

/** An operator for the whole time stays that when the time changes. */
export const operatorAfter = <T extends WithOperator>(extras: T, before: number, after: number): T =>
  extras.operatorMinutes === before && before > 0 ? { ...extras, operatorMinutes: after } : extras;
