// Would an alert tell if the error came back? Only while nothing of it fires, and its rule still looks.
import { foldAlert } from '../intake/domain/fold-alert.ts'
import type { Ctx } from '../platform/context.ts'
import type { ChannelFacts } from './domain/channels.ts'
import { givenSecrets } from './fix-policy.ts'
import { type ErrorSource, listAlertEntries } from './store/channels.ts'

/** Null while any alert behind the issue fires, or its rule is gone: then a recurrence would tell nothing. */
export async function readAlertRule(
  ctx: Pick<Ctx, 'db' | 'workspaceId' | 'system'>,
  sources: readonly ErrorSource[],
  until: Date,
): Promise<ChannelFacts['alertRule']> {
  const externalIds = sources.filter(({ source }) => source === 'loki').map((source) => source.external_id)
  if (externalIds.length === 0) return null
  const span = { workspaceId: ctx.workspaceId, givenSecrets: givenSecrets(ctx), externalIds, until }
  const folded = foldAlert(await listAlertEntries(ctx.db, span))
  return folded?.isWatched && folded.resolvedAt !== null ? { resolvedAt: folded.resolvedAt } : null
}
