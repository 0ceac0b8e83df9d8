export interface RateLimiter {
  /** Takes one token; 0 when there was one, else the seconds to wait. */
  take(key: string): number;
  /** Whether there is one, without taking it; else the seconds to wait. */
  look(key: string): number;
}

/** Token buckets in memory, one a caller; idle ones are forgotten. `perSecond` 0 switches the limit off. */
export function createRateLimiter(
  perSecond: number,
  burst: number,
  nowMs: () => number = () => performance.now(),
): RateLimiter {
  const buckets = new Map<string, { tokens: number; at: number }>();
  let sweptAt = nowMs();
  const tokensOf = (bucket: { tokens: number; at: number } | undefined, now: number) =>
    bucket ? Math.min(burst, bucket.tokens + ((now - bucket.at) / 1000) * perSecond) : burst;
  const waitFor = (tokens: number) => (tokens >= 1 ? 0 : Math.max(1, Math.ceil((1 - tokens) / perSecond)));
  return {
    look: (key) => (perSecond <= 0 ? 0 : waitFor(tokensOf(buckets.get(key), nowMs()))),
    take(key) {
      if (perSecond <= 0) return 0;
      const now = nowMs();
      if (now - sweptAt > 60_000) {
        // Only a full one: a slow limit takes longer than a minute to fill, and forgotten it would be full at once
        for (const [k, b] of buckets) if (tokensOf(b, now) >= burst) buckets.delete(k);
        sweptAt = now;
      }
      const tokens = tokensOf(buckets.get(key), now);
      const wait = waitFor(tokens);
      buckets.set(key, { tokens: wait > 0 ? tokens : tokens - 1, at: now });
      return wait;
    },
  };
}
