// What this feature does outside requests.
import { z } from 'zod'
import { type AnyJob, defineJob, type SweepDefinition } from '../platform/jobs.ts'
import { askForLost } from './ask-for-lost.ts'
import { enrichIssue } from './enrich-issue.ts'
import { forgetDeliveries } from './forget-deliveries.ts'
import { enrichJob, processJob, resolveReleaseJob, retryJob } from './job-names.ts'
import type { IntakePorts } from './ports.ts'
import { processDelivery } from './process-delivery.ts'
import { processOverdue, processWaiting } from './process-waiting.ts'
import { reconcile } from './reconcile.ts'
import { replayJobs, replaySweep } from './replay-jobs.ts'
import { askForReleases, resolveRelease } from './resolve-release.ts'

/** The ports are chosen by whoever puts the system together. */
export function intakeJobs({ vendors, tracker, codeHost }: IntakePorts): AnyJob[] {
  return [
    ...replayJobs(vendors),
    defineJob({
      name: processJob,
      schema: z.object({}),
      retryLimit: 3,
      expireInSeconds: 300,
      singleton: true,
      handler: (runtime, _, { signal }) => processWaiting(runtime, vendors, signal),
    }),
    defineJob({
      name: retryJob,
      schema: z.object({ delivery_id: z.string() }),
      retryLimit: 3,
      expireInSeconds: 60,
      handler: (runtime, { delivery_id }) => processDelivery(runtime, vendors, delivery_id),
    }),
    defineJob({
      name: enrichJob,
      schema: z.object({ workspace_id: z.string(), external_issue_id: z.string() }),
      // With pauses of 1, 2, 4 … 300 seconds that is more than an hour: a Sentry that rests or is ill comes back.
      retryLimit: 20,
      expireInSeconds: 60,
      handler: (runtime, { workspace_id, external_issue_id }, { signal, isLastAttempt }) =>
        enrichIssue(runtime, tracker, {
          workspaceId: workspace_id,
          externalIssueId: external_issue_id,
          isLastTry: isLastAttempt,
          signal,
        }),
    }),
    defineJob({
      name: resolveReleaseJob,
      schema: z.object({ workspace_id: z.string(), object_key: z.string(), occurrence_key: z.string() }),
      retryLimit: 12,
      expireInSeconds: 60,
      handler: (runtime, { workspace_id, object_key, occurrence_key }) =>
        resolveRelease(runtime, codeHost, { workspaceId: workspace_id, objectKey: object_key, occurrenceKey: occurrence_key }),
    }),
  ]
}

/** Finds what was received while nobody was awake, and asks the vendors for what they did not deliver. */
export function intakeSweeps(ports: IntakePorts): SweepDefinition[] {
  return [
    replaySweep,
    { name: 'intake.waiting', everySeconds: 1, run: (runtime, { signal }) => processWaiting(runtime, ports.vendors, signal) },
    { name: 'intake.overdue', everySeconds: 300, run: (runtime, { signal }) => processOverdue(runtime, ports.vendors, signal) },
    { name: 'intake.forget', everySeconds: 3600, run: (runtime, { signal }) => forgetDeliveries(runtime, signal) },
    { name: 'intake.ask_for_lost', everySeconds: 600, run: (runtime, { signal }) => askForLost(runtime, ports, signal) },
    { name: 'intake.ask_for_releases', everySeconds: 600, run: (runtime) => askForReleases(runtime, ports.codeHost) },
    { name: 'intake.reconcile', everySeconds: 60, run: (runtime, { signal }) => reconcile(runtime, ports, signal) },
  ]
}
