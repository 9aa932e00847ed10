import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{server,web,scripts}/**/*.test.ts'],
    environment: 'node',
    // A run's databases live on one server, started by the first file that asks for one.
    globalSetup: './server/test/global-setup.ts',
    // Real files, servers and killed processes: forks, and no more of them than a small machine has cores.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 20_000,
    // On a machine shared with others a killed process or a browser may be late once.
    retry: process.env.CI ? 1 : 0,
    hookTimeout: 60_000,
  },
})
