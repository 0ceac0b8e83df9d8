import { defineConfig } from 'vitest/config';

/** Journeys in a real browser against a real server, one at a time: `npm test -- e2e [filter]`. */
export default defineConfig({
  test: {
    include: ['e2e/**/*.e2e.ts'],
    testTimeout: 120_000,
    hookTimeout: 180_000,
    maxWorkers: 1,
    fileParallelism: false,
  },
});
