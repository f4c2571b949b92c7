// Would an alert tell if the error came back? Only while nothing of it fires, its rule looks, and all that it tells arrives.
import { type FoldedAlert, foldAlert } from '../intake/domain/fold-alert.ts'
import type { Ctx } from '../platform/context.ts'
import { type AlertGap, type ChannelFacts, gapOfAlerts } from './domain/channels.ts'
import { givenSecrets } from './fix-policy.ts'
import { findAlertGap } from './store/alert-gaps.ts'
import { type ErrorSource, listAlertEntries } from './store/channels.ts'

type Reading = Pick<Ctx, 'db' | 'workspaceId' | 'system'>
interface Window {
  from: Date
  until: Date
}

/** No rule while any alert behind the issue fires, its rule is gone, or something of the window was not told. */
export async function readAlertRule(
  ctx: Reading,
  sources: readonly ErrorSource[],
  window: Window,
): Promise<Pick<ChannelFacts, 'alertRule' | 'alertGap'>> {
  const folded = await foldAlerts(ctx, sources, window)
  if (!folded) return { alertRule: null }
  const alertGap = gapOfAlerts(folded, spanOf(window)) ?? (await findGap(ctx, sources, window))
  return alertGap
    ? { alertRule: null, alertGap }
    : { alertRule: folded.resolvedAt === null ? null : { resolvedAt: folded.resolvedAt } }
}

/** Why a window in which the rule was believed to look proves nothing after all; null where nothing speaks against it. */
export async function readAlertGap(ctx: Reading, sources: readonly ErrorSource[], window: Window): Promise<AlertGap | null> {
  const folded = await foldAlerts(ctx, sources, window)
  return (folded && gapOfAlerts(folded, spanOf(window))) ?? findGap(ctx, sources, window)
}

const spanOf = ({ from, until }: Window) => ({ startsAt: from.toISOString(), endsAt: until.toISOString() })

function alertsOf(sources: readonly ErrorSource[]): string[] {
  return sources.filter(({ source }) => source === 'loki').map((source) => source.external_id)
}

async function foldAlerts(ctx: Reading, sources: readonly ErrorSource[], { until }: Window): Promise<FoldedAlert | null> {
  const externalIds = alertsOf(sources)
  if (externalIds.length === 0) return null
  const span = { workspaceId: ctx.workspaceId, givenSecrets: givenSecrets(ctx), externalIds, until }
  return foldAlert(await listAlertEntries(ctx.db, span))
}

async function findGap(ctx: Reading, sources: readonly ErrorSource[], window: Window): Promise<AlertGap | null> {
  const externalIds = alertsOf(sources)
  return externalIds.length === 0 ? null : findAlertGap(ctx.db, { workspaceId: ctx.workspaceId, externalIds, ...window })
}
