// A push as GitHub tells it, by webhook or as what lies between two looks at a branch.
import { refKey } from '#src/intake/domain/object-key.ts'
import type { PushRecorded } from '#src/intake/domain/signal.ts'
import { cleanText } from '#src/intake/domain/text.ts'
import { vendorTime } from '#src/intake/domain/vendor-time.ts'
import type { pushEvent } from './payload.ts'

const NO_COMMIT = /^0+$/
const MAX_COMMITS = 2_048 // What one push event carries at most.

export type PushEvent = Pick<ReturnType<typeof pushEvent.parse>, 'ref' | 'before' | 'after' | 'forced' | 'commits'> & {
  repository: Pick<ReturnType<typeof pushEvent.parse>['repository'], 'id' | 'full_name' | 'default_branch' | 'pushed_at'>
}

export function fromPush(event: PushEvent, receivedAt: string): PushRecorded {
  const { repository, ref } = event
  const [before, after] = [commitOrNull(event.before), commitOrNull(event.after)]
  const pushedAt = vendorTime(repository.pushed_at)
  return {
    kind: 'push_recorded',
    source: 'github',
    objectKey: refKey(repository.full_name, ref),
    occurredAt: pushedAt !== null && pushedAt < receivedAt ? pushedAt : receivedAt,
    vendorVersion: after,
    occurrenceKey: `${before ?? 'created'}..${after ?? 'deleted'}`,
    repository: { id: repository.id, fullName: repository.full_name, defaultBranch: repository.default_branch },
    ref,
    before,
    after,
    forced: event.forced ?? false,
    commits: (event.commits ?? [])
      .slice(0, MAX_COMMITS)
      .map(({ id, message }) => ({ sha: id, message: cleanText(message, 5_000) })),
    toDefaultBranch: ref === `refs/heads/${repository.default_branch}`,
  }
}

function commitOrNull(sha: string): string | null {
  return NO_COMMIT.test(sha) ? null : sha
}
