// Would an alert tell if the error came back? Only while nothing of it fires, its rule looks, and all that it tells arrives.
import { foldAlert } from '../intake/domain/fold-alert.ts'
import type { Ctx } from '../platform/context.ts'
import type { ChannelFacts } from './domain/channels.ts'
import { givenSecrets } from './fix-policy.ts'
import { findAlertGap } from './store/alert-gaps.ts'
import { type ErrorSource, listAlertEntries } from './store/channels.ts'

/** No rule while any alert behind the issue fires, its rule is gone, or something of the window was not told. */
export async function readAlertRule(
  ctx: Pick<Ctx, 'db' | 'workspaceId' | 'system'>,
  sources: readonly ErrorSource[],
  { from, until }: { from: Date; until: Date },
): Promise<Pick<ChannelFacts, 'alertRule' | 'alertGap'>> {
  const externalIds = sources.filter(({ source }) => source === 'loki').map((source) => source.external_id)
  if (externalIds.length === 0) return { alertRule: null }
  const span = { workspaceId: ctx.workspaceId, givenSecrets: givenSecrets(ctx), externalIds, until }
  const folded = foldAlert(await listAlertEntries(ctx.db, span))
  if (!folded?.isWatched || folded.resolvedAt === null) return { alertRule: null }
  const alertGap = await findAlertGap(ctx.db, { workspaceId: ctx.workspaceId, externalIds, from, until })
  return alertGap ? { alertRule: null, alertGap } : { alertRule: { resolvedAt: folded.resolvedAt } }
}
