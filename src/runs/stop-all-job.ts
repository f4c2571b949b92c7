// Ends all runs of a workspace when the kill switch was thrown with that wish, in one transaction.
import { z } from 'zod'
import { stopAllJob } from '../access/update-workspace.ts'
import { systemContext } from '../platform/context.ts'
import { actorSchema } from '../platform/http/schemas.ts'
import { defineJob } from '../platform/jobs.ts'
import { cancelAllRuns } from './cancel-run.ts'

export const stopAll = defineJob({
  name: stopAllJob,
  schema: z.object({ workspace_id: z.string(), actor: actorSchema }),
  retryLimit: 8,
  expireInSeconds: 60,
  handler: async (runtime, { workspace_id, actor }) => {
    await cancelAllRuns(systemContext(runtime, workspace_id, actor))
  },
})
