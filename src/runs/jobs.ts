// The jobs and sweeps of runs.
import { z } from 'zod'
import { considerJob } from '../issues/ask-agent.ts'
import { systemContext } from '../platform/context.ts'
import { AppError } from '../platform/errors.ts'
import { actorSchema } from '../platform/http/schemas.ts'
import { type AnyJob, defineJob, type SweepDefinition } from '../platform/jobs.ts'
import { considerRun } from './consider-run.ts'
import { decideAgain, unlessDeleted } from './decide-again.ts'
import { forgetTranscripts } from './forget-transcripts.ts'
import { publishJob, reconsiderJob, retryJob } from './job-names.ts'
import { announceCredential } from './judge-credential.ts'
import { giveUpPublishing, publishRun } from './publish-run.ts'
import { retryRun } from './retry-run.ts'
import { stopAll } from './stop-all-job.ts'
import { announceNewDay, noticeChanges, startDueRuns } from './sweep-starts.ts'
import { publishLeftOver } from './sweep-unpublished.ts'

const runPayload = z.object({ workspace_id: z.string(), run_id: z.string() })

export const jobs: AnyJob[] = [
  stopAll,
  defineJob({
    name: considerJob,
    schema: z.object({ workspace_id: z.string(), issue_id: z.string(), cause: z.string(), actor: actorSchema }),
    retryLimit: 5,
    expireInSeconds: 60,
    handler: async (runtime, { workspace_id, issue_id, cause, actor }) => {
      await unlessDeleted(
        considerRun(systemContext(runtime, workspace_id, actor), { issueId: issue_id, cause, requestedBy: actor }),
      )
    },
  }),
  defineJob({
    name: reconsiderJob,
    schema: z.object({ workspace_id: z.string(), cause: z.string() }),
    retryLimit: 5,
    expireInSeconds: 300,
    singleton: true,
    handler: (runtime, { workspace_id }) => decideAgain(runtime, workspace_id),
  }),
  defineJob({
    name: retryJob,
    schema: runPayload,
    retryLimit: 5,
    expireInSeconds: 60,
    handler: async (runtime, { workspace_id, run_id }) => {
      await unlessDeleted(retryRun(systemContext(runtime, workspace_id), run_id))
    },
  }),
  defineJob({
    name: publishJob,
    schema: runPayload,
    retryLimit: 8,
    expireInSeconds: 600,
    handler: async (runtime, { workspace_id, run_id }, { isLastAttempt }) => {
      try {
        await publishRun(runtime, workspace_id, run_id)
      } catch (error) {
        if (isLastAttempt)
          await giveUpPublishing(runtime, workspace_id, run_id, error instanceof AppError ? error.detail : 'an internal failure')
        throw error
      }
    },
  }),
]

export const sweeps: SweepDefinition[] = [
  { name: 'runs.due', everySeconds: 2, run: startDueRuns },
  { name: 'runs.budget_day', everySeconds: 30, run: announceNewDay },
  { name: 'runs.credential', everySeconds: 15, run: announceCredential },
  { name: 'runs.forget', everySeconds: 3600, run: (runtime, { signal }) => forgetTranscripts(runtime, signal) },
  { name: 'runs.changes', everySeconds: 1, run: noticeChanges },
  { name: 'runs.unpublished', everySeconds: 300, run: publishLeftOver },
]
