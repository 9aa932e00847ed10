import { defineConfig } from 'vitest/config'

/** Journeys in a real browser on the built product (node scripts/test.mjs builds it and finds the browser). */
export default defineConfig({
  test: {
    include: ['e2e/**/*.e2e.ts'],
    globalSetup: 'e2e/start-server.ts',
    pool: 'forks',
    // One region is shared by all: journeys that change it must not meet.
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 60_000,
  },
})
