// What this feature does outside requests.
import { z } from 'zod'
import { systemContext } from '../platform/context.ts'
import { type AnyJob, defineJob, type SweepDefinition } from '../platform/jobs.ts'
import { checkDeployments } from './check-deployments.ts'
import { findSuspects } from './find-suspects.ts'
import { forgetOccurrences } from './forget-occurrences.ts'
import {
  checkDeploymentJob,
  findSuspectsJob,
  hearOfDeliveryJob,
  lookUpJob,
  readReleaseJob,
  rematchJob,
  resolveAtDeployJob,
  resolveVendorIssueJob,
  suggestLinksJob,
} from './job-names.ts'
import { hearOfDelivery } from './late-news.ts'
import { lookUpOccurrence } from './look-up-occurrence.ts'
import type { FixPorts } from './ports.ts'
import { readRelease } from './read-release.ts'
import { rematchIssues } from './rematch-issue.ts'
import { resolveAtDeploy, resolveDeployed } from './resolve-at-deploy.ts'
import { resolveVendorIssue } from './resolve-vendor-issue.ts'
import { suggestLinks } from './suggest-links.ts'
import { sweepLooks } from './sweep-looks.ts'
import { sweepWindows } from './sweep-windows.ts'
import { weighEvidence } from './weigh-evidence.ts'

const aboutFix = z.object({ workspace_id: z.string(), fix_id: z.string() })

/** The ports are chosen by whoever puts the system together. */
export function fixJobs({ containment, history, tracker }: FixPorts): AnyJob[] {
  return [
    defineJob({
      name: checkDeploymentJob,
      schema: aboutFix,
      retryLimit: 5,
      expireInSeconds: 120,
      handler: (runtime, { workspace_id, fix_id }) =>
        checkDeployments(runtime, containment, { workspaceId: workspace_id, fixId: fix_id }),
    }),
    defineJob({
      name: lookUpJob,
      schema: aboutFix.extend({ occurrence_id: z.string() }),
      // With pauses of 1, 2, 4 … seconds that is four minutes of patience.
      retryLimit: 7,
      expireInSeconds: 60,
      handler: (runtime, { workspace_id, fix_id, occurrence_id }, { signal, isLastAttempt }) =>
        lookUpOccurrence(runtime, tracker, {
          workspaceId: workspace_id,
          fixId: fix_id,
          occurrenceId: occurrence_id,
          isLastTry: isLastAttempt,
          signal,
        }),
    }),
    defineJob({
      name: resolveVendorIssueJob,
      schema: aboutFix,
      retryLimit: 8,
      expireInSeconds: 60,
      handler: (runtime, { workspace_id, fix_id }, { signal }) =>
        resolveVendorIssue(runtime, tracker, { workspaceId: workspace_id, fixId: fix_id, signal }),
    }),
    defineJob({
      name: resolveAtDeployJob,
      schema: aboutFix,
      retryLimit: 8,
      expireInSeconds: 60,
      handler: (runtime, { workspace_id, fix_id }, { signal }) =>
        resolveAtDeploy(runtime, tracker, { workspaceId: workspace_id, fixId: fix_id, signal }),
    }),
    defineJob({
      name: hearOfDeliveryJob,
      schema: z.object({ workspace_id: z.string(), source: z.string(), received_at: z.iso.datetime() }),
      retryLimit: 5,
      expireInSeconds: 120,
      handler: (runtime, { workspace_id, source, received_at }) =>
        weighEvidence(systemContext(runtime, workspace_id), (tx) =>
          hearOfDelivery(tx, { source, receivedAt: new Date(received_at) }),
        ),
    }),
    defineJob({
      name: readReleaseJob,
      schema: z.object({ workspace_id: z.string(), pull_id: z.string() }),
      retryLimit: 5,
      expireInSeconds: 120,
      handler: (runtime, { workspace_id, pull_id }) =>
        readRelease(runtime, containment, { workspaceId: workspace_id, pullId: pull_id }),
    }),
    defineJob({
      name: findSuspectsJob,
      schema: z.object({ workspace_id: z.string(), issue_id: z.string() }),
      retryLimit: 2,
      expireInSeconds: 60,
      handler: (runtime, { workspace_id, issue_id }, { signal }) =>
        findSuspects(runtime, history, { workspaceId: workspace_id, issueId: issue_id, signal }),
    }),
    defineJob({
      name: suggestLinksJob,
      schema: z.object({ workspace_id: z.string(), pull_id: z.string() }),
      retryLimit: 3,
      expireInSeconds: 120,
      handler: (runtime, { workspace_id, pull_id }, { signal }) =>
        suggestLinks(runtime, { workspaceId: workspace_id, pullId: pull_id, signal }),
    }),
    defineJob({
      name: rematchJob,
      // One issue: as older versions asked.
      schema: z.object({ workspace_id: z.string(), issue_id: z.string().optional(), issue_ids: z.array(z.string()).default([]) }),
      retryLimit: 5,
      expireInSeconds: 120,
      handler: (runtime, { workspace_id, issue_id, issue_ids }) =>
        rematchIssues(runtime, {
          workspaceId: workspace_id,
          issueIds: issue_id === undefined ? issue_ids : [issue_id, ...issue_ids],
        }),
    }),
  ]
}

export function fixSweeps({ tracker }: Pick<FixPorts, 'tracker'>): SweepDefinition[] {
  return [
    { name: 'fixes.forget', everySeconds: 3600, run: (runtime, { signal }) => forgetOccurrences(runtime, signal) },
    { name: 'fixes.resolve_deployed', everySeconds: 5, run: resolveDeployed },
    { name: 'fixes.look', everySeconds: 5, run: (runtime, { signal }) => sweepLooks(runtime, { tracker }, signal) },
    { name: 'fixes.close_windows', everySeconds: 5, run: (runtime, { signal }) => sweepWindows(runtime, { tracker }, signal) },
  ]
}
