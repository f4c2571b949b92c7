// The end-to-end ways: the real server, the real agent CLI, a real browser. Two at a time, for most of it is waiting; each is a whole installation.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/e2e/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
})
