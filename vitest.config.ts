// How the tests run: beside the code, in two processes that take file after file, so that what was loaded or compiled is there for the next.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'src/**/*.test.tsx', 'test/**/*.test.ts', 'scripts/**/*.test.ts'],
    exclude: ['test/e2e/**', 'node_modules/**'],
    setupFiles: ['test/fixed-seed.ts'],
    pool: 'forks',
    isolate: false,
    maxWorkers: 2,
    // The embedded database lives a few seconds in each file: optimising its code costs more than it saves.
    execArgv: ['--liftoff-only'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
