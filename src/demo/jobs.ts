// The demo's only job.
import { z } from 'zod'
import { defineJob } from '../platform/jobs.ts'
import { playStep } from './play-step.ts'
import { demoStepJob } from './prepare-demo.ts'

const step = defineJob({
  name: demoStepJob,
  schema: z.object({ workspace_id: z.string() }),
  retryLimit: 5,
  expireInSeconds: 60,
  handler: (runtime, payload) => playStep(runtime, payload.workspace_id),
})

export const jobs = [step]
