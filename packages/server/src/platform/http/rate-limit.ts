export interface RateLimiter {
  /** Takes one token; 0 when there was one, else the seconds to wait. */
  take(key: string): number;
}

/** Token buckets in memory, one a caller; idle ones are forgotten. `perSecond` 0 switches the limit off. */
export function createRateLimiter(
  perSecond: number,
  burst: number,
  nowMs: () => number = () => performance.now(),
): RateLimiter {
  const buckets = new Map<string, { tokens: number; at: number }>();
  let sweptAt = nowMs();
  return {
    take(key) {
      if (perSecond <= 0) return 0;
      const now = nowMs();
      if (now - sweptAt > 60_000) {
        for (const [k, b] of buckets) if (now - b.at > 60_000) buckets.delete(k);
        sweptAt = now;
      }
      const bucket = buckets.get(key) ?? { tokens: burst, at: now };
      bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) / 1000) * perSecond);
      bucket.at = now;
      buckets.set(key, bucket);
      if (bucket.tokens >= 1) {
        bucket.tokens -= 1;
        return 0;
      }
      return Math.max(1, Math.ceil((1 - bucket.tokens) / perSecond));
    },
  };
}
