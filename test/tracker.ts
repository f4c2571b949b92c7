// A runtime and a workspace with columns, for tests of the tracker and of what stands on it.
import { z } from 'zod'
import { seedTracker } from '#src/issues/seed-tracker.ts'
import { defineJob } from '#src/platform/jobs.ts'
import { type TestRuntime, type TestRuntimeOptions, type TestWorkspace, testRuntime, testWorkspace } from '#test/runtime.ts'

const anyPayload = z.record(z.string(), z.unknown())

/** Queues of later features that the tracker enqueues to; nothing works on them. */
export const trackerQueues = ['runs.consider', 'runs.reconsider', 'search.embed'].map((name) =>
  defineJob({ name, schema: anyPayload, retryLimit: 0, expireInSeconds: 60, handler: async () => {} }),
)

export interface TestTracker {
  runtime: TestRuntime
  workspace: TestWorkspace
}

export async function testTracker(options: TestRuntimeOptions = {}): Promise<TestTracker> {
  const runtime = await testRuntime({ ...options, jobs: options.jobs ?? trackerQueues })
  return { runtime, workspace: await seededWorkspace(runtime) }
}

/** Another workspace of the same installation. */
export async function seededWorkspace(runtime: TestRuntime): Promise<TestWorkspace> {
  const workspace = await testWorkspace(runtime)
  await seedTracker(workspace.system())
  return workspace
}
