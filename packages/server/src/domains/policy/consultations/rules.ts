import { DomainError } from '../../../platform/errors.ts';
import { createRateLimiter } from '../../../platform/http/rate-limit.ts';

/** How often one address may ask or object: things that people have to read and answer. */
export type Throttle = (what: 'ask' | 'object', address: string) => void;

/** Five at once, then one every two minutes. */
export function createThrottle(nowMs?: () => number): Throttle {
  const limiter = createRateLimiter(1 / 120, 5, nowMs);
  return (what, address) => {
    const seconds = limiter.take(`${what}:${address}`);
    if (seconds > 0) throw new DomainError('request.rate_limited', { retryAfterSeconds: seconds });
  };
}
