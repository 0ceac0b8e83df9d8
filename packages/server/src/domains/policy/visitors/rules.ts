import { randomBytes } from 'node:crypto';
import { sha256Hex } from '../../../platform/canonical.ts';

/** Receipt codes, and how much is taken from people without an account. */

// Crockford's: no I, L, O and U, so that a code can be read out and written down
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Sixteen characters in fours, 80 bits: nobody finds one by trying. */
export function newCode(): string {
  const said = [...randomBytes(16)].map((b) => alphabet[b % 32]).join('');
  return said.match(/.{4}/g)?.join('-') ?? said;
}

/** As it was made, however somebody has typed it. */
export const plainCode = (typed: string): string =>
  typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');

/** What is kept of a code. */
export const codeHash = (code: string): string => sha256Hex(plainCode(code));

/** A valley takes so many questions and objections a day from people without an account: more nobody could answer. */
export const visitorsADay = 200;

/**
 * How long name and contact are kept after the answer: six months, within which an administrative act can be taken to court
 * (行政诉讼法 第四十六条); no longer than is needed for it (个人信息保护法 第十九条).
 */
export const contactDays = 184;
