import { DomainError } from '../../../platform/errors.ts';
import { createRateLimiter } from '../../../platform/http/rate-limit.ts';

/** How often one address may ask or object: things that people have to read and answer. */
export type Throttle = (what: 'ask' | 'object', address: string) => void;

/** Five at once, then one every two minutes; twenty in a day. */
export function createThrottle(nowMs?: () => number): Throttle {
  const limiter = createRateLimiter(1 / 120, 5, nowMs);
  const daily = createRateLimiter(20 / 86_400, 20, nowMs);
  return (what, address) => {
    const key = `${what}:${address}`;
    const seconds = daily.look(key) || limiter.take(key);
    if (seconds > 0) throw new DomainError('request.rate_limited', { retryAfterSeconds: seconds });
    daily.take(key);
  };
}
