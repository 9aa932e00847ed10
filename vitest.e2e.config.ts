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
    // On a machine shared with others a browser may be late once.
    retry: process.env.CI ? 1 : 0,
    hookTimeout: 60_000,
  },
})
