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
    hookTimeout: 60_000,
  },
})
