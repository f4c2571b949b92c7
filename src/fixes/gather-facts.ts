// All that is known about a deployed attempt: each occurrence since, whether it counts, and who could have told of more.
import { z } from 'zod'
import type { Ctx, Tx } from '../platform/context.ts'
import type { ApiAnswer, ChannelFacts } from './domain/channels.ts'
import { type Exposure, exposureBefore } from './domain/confidence.ts'
import { isClientPlatform } from './domain/platform.ts'
import { decideRecurrence, type RecurrenceDecision, type WatchedFix } from './domain/recurrence.ts'
import { type AttemptEvidence, readEvidence } from './evidence.ts'
import { canAskSentry, type FixPolicy, givenSecrets } from './fix-policy.ts'
import { judgeDeployments } from './judge-deployments.ts'
import { readAlertRule } from './read-alert-rule.ts'
import type { AttemptRow } from './store/attempts.ts'
import {
  countProjectSignals,
  countUnreadDeliveries,
  type ErrorSource,
  findEventHook,
  hasLastingSignal,
  listErrorSources,
  readResolvedChannel,
} from './store/channels.ts'
import { findDeafConnection } from './store/hearing.ts'
import { listOccurrences, listReleasesBefore, type OccurrenceRow, wasSeenBefore } from './store/occurrences.ts'

/** An attempt whose window is known. */
export type DeployedAttempt = AttemptRow & { deployed_at: Date; window_starts_at: Date; window_ends_at: Date }

export function isDeployed(attempt: AttemptRow): attempt is DeployedAttempt {
  return attempt.deployed_at !== null && attempt.window_starts_at !== null && attempt.window_ends_at !== null
}

export interface Assessed {
  occurrence: OccurrenceRow
  decision: RecurrenceDecision
}

const nothingKnown = { release: null, environment: null, releaseCreatedAt: null }

/** Each occurrence since the deployment, or since another time, with the decision about it. */
export async function assessOccurrences(
  ctx: Ctx,
  attempt: DeployedAttempt,
  { policy, since = attempt.deployed_at }: { policy: FixPolicy; since?: Date },
): Promise<Assessed[]> {
  const occurrences = await listOccurrences(ctx.db, attempt.issue_id, { since, until: attempt.window_ends_at })
  if (occurrences.length === 0) return []
  const releases = await listReleasesBefore(ctx.db, attempt.issue_id, attempt.merged_at)
  const decide = await decider(ctx, attempt, { policy, releases })
  return occurrences.map(decide)
}

/** A new occurrence alone: what an error storm costs must not grow with the storm. */
export async function assessOccurrence(
  tx: Tx,
  attempt: DeployedAttempt,
  { occurrence, policy }: { occurrence: OccurrenceRow; policy: FixPolicy },
): Promise<Assessed> {
  const { release } = occurrence
  const isOld = release !== null && (await wasSeenBefore(tx.db, attempt.issue_id, { release, before: attempt.merged_at }))
  const decide = await decider(tx, attempt, { policy, releases: isOld ? [release] : [] })
  return decide(occurrence)
}

interface Known {
  policy: FixPolicy
  /** Those of the releases in question that were seen before the merge. */
  releases: readonly string[]
}

async function decider(
  ctx: Ctx,
  attempt: DeployedAttempt,
  { policy, releases }: Known,
): Promise<(each: OccurrenceRow) => Assessed> {
  const evidence = readEvidence(attempt.evidence)
  const fix = await watchedFix(ctx, attempt, { policy, releases, evidence })
  // Without an API there is nobody to ask: what cannot be told is decided without.
  const unasked = canAskSentry(ctx, policy) ? null : nothingKnown
  return (occurrence) => {
    const { release, environment, occurred_at } = occurrence
    const lookUp = evidence.look_ups[occurrence.id] ?? unasked
    return {
      occurrence,
      decision: decideRecurrence({ occurredAt: occurred_at.toISOString(), release, environment, lookUp }, fix),
    }
  }
}

const externalMetadata = z.object({ resolved_in_release: z.string().nullable().default(null) })

async function watchedFix(
  ctx: Ctx,
  attempt: DeployedAttempt,
  { policy, releases, evidence }: Known & { evidence: AttemptEvidence },
): Promise<WatchedFix> {
  const sources = await listErrorSources(ctx.db, attempt.issue_id)
  const deployments = await judgeDeployments(ctx, attempt, evidence)
  return {
    mergedAt: attempt.merged_at.toISOString(),
    commits: [{ sha: attempt.merge_sha, contains: 'yes' }, ...deployments.map(({ sha, contains }) => ({ sha, contains }))],
    releasesBeforeMerge: new Set(releases),
    resolvedInRelease: sources.map((source) => externalMetadata.parse(source.metadata).resolved_in_release).find(Boolean) ?? null,
    deployedAt: attempt.deployed_at.toISOString(),
    startsAt: attempt.window_starts_at.toISOString(),
    endsAt: attempt.window_ends_at.toISOString(),
    isClient: isClientPlatform(evidence.platform),
    environments: [...policy.production.environments, ...(attempt.environment ? [attempt.environment] : [])],
  }
}

export interface Surroundings {
  source: ErrorSource['source']
  channels: ChannelFacts
  deliveriesSinceDeploy: number
  undecidedDeliveries: number
  before: Exposure | null
}

/** Hooks older than this say nothing about what is connected today. */
const hookMemoryMs = 90 * 86_400_000

/** Who could have told, and how often the error came before. */
export async function gatherSurroundings(ctx: Ctx, attempt: DeployedAttempt, api: ApiAnswer | null): Promise<Surroundings> {
  const sources = await listErrorSources(ctx.db, attempt.issue_id)
  const resolvedAtDeploy = await resolvedChannel(ctx, attempt, sources)
  const alerts = await readAlertRule(ctx, sources, { from: attempt.window_starts_at, until: attempt.window_ends_at })
  const { undecided, unreadable } = await countUnread(ctx, attempt, sources)
  const channels: ChannelFacts = { eventHooks: null, api, resolvedAtDeploy, ...alerts, unreadable, cutOff: null }
  const isLasting = await hasLastingSignal(ctx.db, { workspaceId: ctx.workspaceId, sources, until: attempt.window_ends_at })
  if (isLasting) channels.alertGap ??= 'lasting'
  let deliveriesSinceDeploy = 0
  const projects = projectsOf(sources)
  const heard = new Set<string>()
  for (const project of projects) {
    const span = { workspaceId: ctx.workspaceId, givenSecrets: givenSecrets(ctx), ...project, to: attempt.window_ends_at }
    const from = new Date(attempt.window_ends_at.getTime() - hookMemoryMs)
    const hook = await findEventHook(ctx.db, { ...span, from, kinds: ['error', 'event_alert', 'signal'] })
    // Who tells of states tells of no recurrence while one lasts.
    const isMute = hook?.via === 'signal' && isLasting
    if (hook && !isMute) {
      heard.add(project.project)
      channels.eventHooks = { kind: hook.via, seenAt: hook.occurred_at.toISOString() }
    } else if (!hook) channels.cutOff ??= (await findDeafConnection(ctx.db, { ...span, from })) ?? null
    deliveriesSinceDeploy += await countProjectSignals(ctx.db, { ...span, from: attempt.deployed_at })
  }
  if (projects.length > 1) channels.uncovered = findUncovered(projects, { channels, heard })
  return {
    source: sources[0]?.source ?? 'sentry',
    channels,
    deliveriesSinceDeploy,
    undecidedDeliveries: undecided,
    before: exposure(attempt, sources),
  }
}

/** One project's channel says nothing about another's. */
function findUncovered(
  projects: readonly Project[],
  { channels, heard }: { channels: ChannelFacts; heard: ReadonlySet<string> },
) {
  const isCovered = ({ source, project }: Project) => {
    if (source === 'loki') return channels.alertRule !== null
    if (heard.has(project)) return true
    return source === 'sentry' && (channels.api !== null || channels.resolvedAtDeploy !== null)
  }
  return projects.find((project) => !isCovered(project))?.project ?? null
}

/** What comes longer after the window than this tells of other times; vendors never cease to deliver. */
export const lateDeliverySeconds = 86_400

export function countUnread(ctx: Ctx, attempt: DeployedAttempt, sources: readonly ErrorSource[]) {
  const to = new Date(attempt.window_ends_at.getTime() + lateDeliverySeconds * 1_000)
  const vendors = [...new Set(sources.map(({ source }) => source))]
  return countUnreadDeliveries(ctx.db, { workspaceId: ctx.workspaceId, sources: vendors, from: attempt.deployed_at, to })
}

/** Whether deliveries that may tell of the window still wait to be read. */
export async function isUnread(ctx: Ctx, attempt: DeployedAttempt): Promise<boolean> {
  return (await countUnread(ctx, attempt, await listErrorSources(ctx.db, attempt.issue_id))).undecided > 0
}

/** Whether an event of any of its projects has come by itself since the window began. */
export async function isHeardLive(tx: Tx, attempt: DeployedAttempt): Promise<boolean> {
  const since = { givenSecrets: givenSecrets(tx), from: attempt.window_starts_at, to: tx.now, kinds: ['error' as const] }
  const span = { workspaceId: tx.workspaceId, ...since }
  for (const project of projectsOf(await listErrorSources(tx.db, attempt.issue_id))) {
    if (await findEventHook(tx.db, { ...span, ...project })) return true
  }
  return false
}

interface Project {
  source: ErrorSource['source']
  project: string
}

/** Each project once, with the kind of vendor that tells of it. */
function projectsOf(sources: readonly ErrorSource[]): Project[] {
  const named = sources.flatMap(({ source, project }) => (project === null ? [] : [{ source, project }]))
  return [...new Map(named.map((each) => [`${each.source} ${each.project}`, each])).values()]
}

/** Null unless the error was resolved for this window, stayed so, and would be heard of. */
async function resolvedChannel(
  ctx: Ctx,
  attempt: DeployedAttempt,
  sources: readonly ErrorSource[],
): Promise<ChannelFacts['resolvedAtDeploy']> {
  const at = readEvidence(attempt.evidence).resolution?.resolved_at
  if (!at) return null
  const span = { from: new Date(at), to: attempt.window_ends_at }
  const listening = { workspaceId: ctx.workspaceId, givenSecrets: givenSecrets(ctx) }
  const { is_heard, is_reopened, alive_at } = await readResolvedChannel(ctx.db, { ...listening, sources, ...span })
  return !is_heard || is_reopened ? null : { at, pipeAliveAt: alive_at?.toISOString() ?? null }
}

function exposure(attempt: DeployedAttempt, sources: readonly ErrorSource[]): Exposure | null {
  const firstSeen = sources
    .map((source) => source.first_seen?.toISOString())
    .filter((time) => time !== undefined)
    .sort()[0]
  const events = attempt.events_before ?? 0
  if (!firstSeen || events === 0) return null
  return exposureBefore({ firstSeen, deployedAt: attempt.deployed_at.toISOString(), events })
}
