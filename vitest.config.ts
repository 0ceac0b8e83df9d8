import { defineConfig } from 'vitest/config';

/** Unit, database and HTTP tests. Each test file gets its own clone of a migrated database. */
export default defineConfig({
  test: {
    include: ['packages/**/*.test.ts', 'packs/**/*.test.ts', 'demo/**/*.test.ts', 'scripts/**/*.test.ts'],
    setupFiles: ['packages/server/src/testing/seed.ts'],
    globalSetup: ['packages/server/src/platform/db/testing/global-setup.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
});
