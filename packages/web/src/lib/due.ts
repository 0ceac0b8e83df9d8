/**
 * The last moment that is in time. `dueAt` is the first that is not: for what is due on a working day, midnight after it,
 * which read as a date would be a day too late.
 */
export const lastMoment = (dueAt: string): string => new Date(Date.parse(dueAt) - 1).toISOString();
