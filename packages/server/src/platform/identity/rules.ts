/** Passwords too common to accept whatever their length; compared without case and trailing digits or marks. */
const common = new Set([
  'password',
  'passw0rd',
  'qwertyuiop',
  'qwerty',
  'iloveyou',
  'administrator',
  'welcome',
  'letmein',
  'woaini',
  'abc',
  'abcdefg',
  'abcdefgh',
  'aaaaaaaaaa',
  'shanghai',
  'zhangjiang',
  'hegu',
  '1q2w3e4r5t',
  'q1w2e3r4t5',
  'qazwsxedc',
  'asdfghjkl',
]);

/**
 * At least 10 characters with a letter and a digit, not a common password, and not containing the person's own name.
 */
export function checkPassword(password: string, names: readonly string[]): boolean {
  if (password.length < 10 || password.length > 128) return false;
  if (!/\p{L}/u.test(password) || !/\d/.test(password)) return false;
  const lower = password.toLowerCase();
  if (common.has(lower) || common.has(lower.replace(/[\d\W_]+$/u, ''))) return false;
  if (new Set(lower).size < 5) return false;
  return !names.some((n) => {
    const name = n.toLowerCase().split('@')[0] ?? '';
    return name.length >= 4 && lower.includes(name);
  });
}

export interface FailureCount {
  readonly failures: number;
  readonly firstAtMs: number;
  readonly lockedUntilMs: number | null;
}

/** Ten failures on one name, or fifty from one address, within 15 minutes lock it for 15 minutes. */
export const lockoutLimits = { name: 10, address: 50, windowMs: 15 * 60_000, lockMs: 15 * 60_000 } as const;

export function afterFailure(
  previous: FailureCount | null,
  kind: 'name' | 'address',
  nowMs: number,
): FailureCount {
  const fresh = previous === null || nowMs - previous.firstAtMs > lockoutLimits.windowMs;
  const failures = fresh ? 1 : previous.failures + 1;
  return {
    failures,
    firstAtMs: fresh ? nowMs : previous.firstAtMs,
    lockedUntilMs: failures >= lockoutLimits[kind] ? nowMs + lockoutLimits.lockMs : null,
  };
}
