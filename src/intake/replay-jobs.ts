// Replaying many deliveries, outside requests.
import { z } from 'zod'
import { type AnyJob, defineJob, type SweepDefinition } from '../platform/jobs.ts'
import { replayJob } from './job-names.ts'
import type { Vendor } from './vendor.ts'
import { resumeReplays, workOffReplays } from './work-off-replays.ts'

/** @param vendors whose deliveries can be replayed */
export function replayJobs(vendors: readonly Vendor[]): AnyJob[] {
  return [
    defineJob({
      name: replayJob,
      schema: z.object({ workspace_id: z.string(), batch_id: z.string() }),
      retryLimit: 10,
      expireInSeconds: 120,
      singleton: true,
      handler: (runtime, { workspace_id, batch_id }, { signal }) =>
        workOffReplays(runtime, vendors, { workspaceId: workspace_id, batchId: batch_id, signal }),
    }),
  ]
}

export const replaySweep: SweepDefinition = { name: 'intake.replays', everySeconds: 60, run: (runtime) => resumeReplays(runtime) }
