// How many there may be of what callers make: far above what a large team needs, and few enough that no caller fills every list
// and every memory. Checked where things are made; docs/api.md has the table of them.
import { Conflict, LimitExceeded } from './errors.ts'

export interface Limit {
  most: number
  /** The first half of the sentence that refuses: "A workspace". */
  whose: string
  /** The second half: "agents". */
  things: string
  remedy: string
}

const workspace = 'A workspace'
const deleteOne = 'Delete one that nobody needs any more, then try again.'

/** Every number of things that is limited, and what to do about it. */
export const limits = {
  agents: { most: 200, whose: workspace, things: 'agents', remedy: deleteOne },
  repositories: {
    most: 500,
    whose: workspace,
    things: 'repositories',
    remedy: 'Disconnect one that nobody needs any more, then try again.',
  },
  api_keys: {
    most: 500,
    whose: workspace,
    things: 'API keys that are not revoked',
    remedy: 'Revoke one that nobody uses any more: the list says when each was last used.',
  },
  invitations: {
    most: 500,
    whose: workspace,
    things: 'open invitations',
    remedy: 'Revoke one, or wait until it is accepted or a week old.',
  },
  connections: { most: 100, whose: workspace, things: 'connections', remedy: deleteOne },
  webhooks: { most: 100, whose: workspace, things: 'webhooks', remedy: deleteOne },
  shared_views: { most: 100, whose: workspace, things: 'shared views', remedy: deleteOne },
  own_views: { most: 50, whose: 'A person', things: 'views of their own', remedy: deleteOne },
  labels: { most: 2_000, whose: workspace, things: 'labels', remedy: deleteOne },
  statuses: { most: 100, whose: workspace, things: 'columns', remedy: deleteOne },
  relations: { most: 500, whose: 'An issue', things: 'relations', remedy: 'Take one away first.' },
  session_streams: {
    most: 50,
    whose: 'A session',
    things: 'open event streams',
    remedy: 'Close one: all tabs of a browser need only one.',
  },
  key_streams: {
    most: 1_000,
    whose: 'An API key',
    things: 'open event streams',
    remedy: 'Close one, or share one between readers: it has every event of the workspace.',
  },
  workspace_streams: {
    most: 2_000,
    whose: workspace,
    things: 'open event streams at one server process',
    remedy: 'Close some, or let further processes share the work.',
  },
} as const satisfies Record<string, Limit>

export type Limited = keyof typeof limits

/** Before one more is made. Whoever counts holds a lock until the commit, or two at once are both let in. @throws Conflict `limit_exceeded` */
export function refuseOneMore(limited: Limited, present: number): void {
  const { most } = limits[limited]
  if (present >= most) throw new Conflict('limit_exceeded', sentenceOf(limited), { limited, limit: most })
}

/** Of what ends by itself, so that it is worth trying again. */
export function tooManyAtOnce(limited: Limited, retryAfterSeconds: number): LimitExceeded {
  return new LimitExceeded('limit_exceeded', sentenceOf(limited), retryAfterSeconds)
}

function sentenceOf(limited: Limited): string {
  const { most, whose, things, remedy } = limits[limited]
  return `${whose} can have ${most.toLocaleString('en-US')} ${things}. ${remedy}`
}
