import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: { include: ['{server,web,scripts}/**/*.test.ts'], environment: 'node' },
})
