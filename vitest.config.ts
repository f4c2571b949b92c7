// How the tests run: beside the code, in forked processes so that native handles and workers end with their file.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'src/**/*.test.tsx', 'test/**/*.test.ts', 'scripts/**/*.test.ts'],
    exclude: ['test/e2e/**', 'node_modules/**'],
    setupFiles: ['test/fixed-seed.ts'],
    pool: 'forks',
    maxWorkers: 2,
    // Each file compiles the embedded database for a few seconds of work: optimising it costs more than it saves.
    execArgv: ['--liftoff-only'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
