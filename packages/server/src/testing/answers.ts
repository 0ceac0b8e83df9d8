import { expect } from 'vitest';
import { type Answer, faultsOfProblem } from './client.ts';

/** What a test expects of an answer: that it went through, or by which rules it did not. */

/** Went through. @returns the JSON body; an empty object when there is none */
export async function ok(answer: Promise<Answer>): Promise<Record<string, unknown>> {
  const a = await answer;
  expect(a.status, a.text).toBeLessThan(300);
  return (a.body ?? {}) as Record<string, unknown>;
}

/** Refused with exactly these codes, as problem+json that holds together. @returns what it says to a person */
export async function refused(answer: Promise<Answer>, ...codes: string[]): Promise<string> {
  const a = await answer;
  expect(a.codes, a.text).toEqual(codes.sort());
  expect(faultsOfProblem(a)).toEqual([]);
  return (a.body as { detail: string }).detail;
}
