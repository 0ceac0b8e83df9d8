import { type Purpose, purposeDefs, purposes } from '@hegu/contract/enterprise/facts.ts';
import type { Role } from '../../../platform/command.ts';

/**
 * What a firm's data may be used for. Purposes that are duties by law (个人信息保护法 art. 13(3), 数据安全法 art. 38) need no
 * consent; the others follow what the firm said, and until it said anything the default of the purpose, which is our own.
 * Pure.
 */

/** purpose, subject (a field, a collection, or *), granted; newest first. */
export type Statement = readonly [purpose: string, subject: string, granted: boolean];

export const everything = '*';

export interface Stand {
  readonly granted: boolean;
  readonly exceptions: ReadonlyMap<string, boolean>;
}

/** What holds for one purpose. A statement about everything ends the older ones about single subjects. */
export function standOf(statements: readonly Statement[], purpose: Purpose): Stand {
  const { statutory, byDefault } = purposeDefs[purpose];
  if (statutory) return { granted: true, exceptions: new Map() };
  const exceptions = new Map<string, boolean>();
  for (const [p, subject, granted] of statements) {
    if (p !== purpose) continue;
    if (subject === everything) return { granted, exceptions: without(exceptions, granted) };
    if (!exceptions.has(subject)) exceptions.set(subject, granted);
  }
  return { granted: byDefault, exceptions: without(exceptions, byDefault) };
}

const without = (of: Map<string, boolean>, same: boolean) =>
  new Map([...of].filter(([, granted]) => granted !== same));

export const allows = (stand: Stand, key: string): boolean => stand.exceptions.get(key) ?? stand.granted;

/** Is there anything at all that may be read? */
export const allowsSomething = (stand: Stand): boolean =>
  stand.granted || [...stand.exceptions.values()].some((granted) => granted);

/** Which purposes belong to which desk. Statistics are read as figures, never firm by firm. */
const desks: Readonly<Partial<Record<Role, readonly Purpose[]>>> = {
  officer: ['application', 'supervision', 'policyMatching', 'cultivation'],
  park: ['parkService'],
};

/** The role in which somebody may read for a purpose; null where none of theirs covers it. */
export function deskFor(held: readonly Role[], purpose: Purpose): Role | null {
  return held.find((role) => desks[role]?.includes(purpose)) ?? null;
}

export const isPurpose = (s: string): s is Purpose => (purposes as readonly string[]).includes(s);
