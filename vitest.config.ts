// How the tests run: beside the code, in processes that take file after file, so that what was loaded or compiled is there for the next.
import { defineConfig } from 'vitest/config'

/** These start processes by the hundred, which takes the longer the more memory the one that starts them has: each file gets a small one. */
const startsProcesses = ['src/runner/**/*.test.ts', 'src/platform/db/embedded/*.test.ts', 'src/platform/jobs/recovery.test.ts']

const common = {
  setupFiles: ['test/fixed-seed.ts'],
  pool: 'forks' as const,
  // The embedded database lives a few seconds in each file: optimising its code costs more than it saves.
  execArgv: ['--liftoff-only'],
  testTimeout: 30_000,
  hookTimeout: 60_000,
}

export default defineConfig({
  test: {
    // One more than two processors: much of a test is waiting.
    maxWorkers: 3,
    projects: [
      { test: { ...common, name: 'processes', include: startsProcesses } },
      {
        test: {
          ...common,
          name: 'modules',
          include: ['src/**/*.test.ts', 'src/**/*.test.tsx', 'test/**/*.test.ts', 'scripts/**/*.test.ts'],
          exclude: [...startsProcesses, 'test/e2e/**', 'node_modules/**'],
          isolate: false,
        },
      },
    ],
  },
})
