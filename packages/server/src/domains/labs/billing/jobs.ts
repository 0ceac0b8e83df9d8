import type { Command } from '../../../platform/command.ts';
import { issueStatements } from './statements/issue/service.ts';
import { monthBefore } from './statements/rules.ts';
import { currentMonth } from './statements/service.ts';

/**
 * Issues the statements of the month before this one, for the whole valley. Meant to run every day: on the first of a month it
 * issues them, on the days after it adds what was charged late, and mostly it finds nothing to do.
 * @returns how many statements were issued or added to
 */
export const issueLastMonth = (cx: Command): Promise<number> =>
  issueStatements(cx, { month: monthBefore(currentMonth(cx)) });
