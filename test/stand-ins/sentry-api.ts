// A Sentry that answers issue, event and statistics requests from data that a test sets.
import { sentryFixture } from '#test/fixtures/sentry/payloads.ts'
import { type Asked, type Reply, type StandIn, startStandIn } from './http.ts'

type Json = Record<string, unknown>

export interface StandInEvent {
  eventID: string
  dateCreated: string
  release?: string
  environment?: string
}

export interface StandInIssue {
  /** Fields of the issue as the API writes them (`lastSeen`, `count`, `status` …). */
  fields: Json
  events: StandInEvent[]
}

export interface SentryStandIn extends StandIn {
  organization: string
  token: string
  issues: Map<string, StandInIssue>
  /** Events that a project received, by its slug; any span of time counts them all. */
  projectEvents: Map<string, number>
  /** How many events stand on one page. */
  pageSize: number
}

/** Starts it with one organisation, one token, and the issue of the fixtures, which nothing has happened to since. */
export async function startSentryApi({ organization = 'acme', token = 'sntryu_stand_in' } = {}): Promise<SentryStandIn> {
  const issue = sentryFixture('api-issue')
  const state = {
    organization,
    token,
    issues: new Map<string, StandInIssue>([[String(issue.id), { fields: issue, events: [] }]]),
    projectEvents: new Map<string, number>([['checkout-api', 320]]),
    pageSize: 100,
  }
  const standIn: SentryStandIn = Object.assign(await startStandIn((asked) => answer(standIn, asked)), state)
  return standIn
}

type State = Pick<SentryStandIn, 'organization' | 'token' | 'issues' | 'projectEvents' | 'pageSize'>

const notFound: Reply = { status: 404, json: { detail: 'The requested resource does not exist' } }

function answer(state: State, asked: Asked): Reply {
  if (asked.headers.authorization !== `Bearer ${state.token}`) return { status: 401, json: { detail: 'Invalid token' } }
  const [, api, version, kind, organization, ...rest] = asked.path.split('/')
  if (api !== 'api' || version !== '0') return notFound
  if (kind === 'organizations' && organization === '')
    return { status: 200, json: [{ id: '1', slug: state.organization, name: 'Acme' }] }
  if (organization !== state.organization) return notFound
  if (kind === 'projects') return projectStats(state, rest)
  if (kind === 'organizations' && rest[0] === 'issues' && rest[1] === '') return listIssues(state, asked)
  const issue = rest[0] === 'issues' ? state.issues.get(rest[1] ?? '') : undefined
  if (kind !== 'organizations' || !issue) return notFound
  if (rest[2] === 'events') return rest[3] ? oneEvent(issue, rest[3]) : listEvents(state, issue, asked)
  if (asked.method === 'PUT') Object.assign(issue.fields, asked.body, { substatus: null })
  return { status: 200, json: { ...issue.fields, id: rest[1] } }
}

/** Understands `firstSeen:>=`; all that it holds is unresolved. */
function listIssues({ issues }: State, { query }: Asked): Reply {
  const since = Date.parse(`${/firstSeen:>=(\S+)/.exec(query.get('query') ?? '')?.[1]}Z`)
  const found = [...issues].filter(([, { fields }]) => Date.parse(String(fields.firstSeen)) >= since)
  return { status: 200, json: found.map(([id, { fields }]) => ({ ...fields, id })) }
}

function projectStats({ projectEvents }: State, [slug = '', stats]: string[]): Reply {
  const events = projectEvents.get(slug)
  return stats === 'stats' && events !== undefined
    ? {
        status: 200,
        json: [
          [1_772_442_000, 0],
          [1_772_445_600, events],
        ],
      }
    : notFound
}

function listEvents(state: State, issue: StandInIssue, { query, path }: Asked): Reply {
  const [start, end] = [query.get('start'), query.get('end')].map((time) => (time ? Date.parse(`${time}Z`) : null))
  const found = issue.events
    .filter(
      ({ dateCreated }) =>
        Date.parse(dateCreated) >= (start ?? 0) && Date.parse(dateCreated) <= (end ?? Number.POSITIVE_INFINITY),
    )
    .toSorted((a, b) => Date.parse(b.dateCreated) - Date.parse(a.dateCreated))
  const offset = Number(query.get('cursor')?.split(':')[1] ?? 0)
  const next = offset + state.pageSize
  const link = `<http://stand-in${path}>; rel="previous"; results="false"; cursor="0:0:1", <http://stand-in${path}>; rel="next"; results="${next < found.length}"; cursor="0:${next}:0"`
  return { status: 200, json: found.slice(offset, next).map(simpleEvent), headers: { link } }
}

function oneEvent(issue: StandInIssue, id: string): Reply {
  const newest = issue.events.toSorted((a, b) => Date.parse(b.dateCreated) - Date.parse(a.dateCreated))
  const event = id === 'latest' ? newest[0] : newest.find(({ eventID }) => eventID === id)
  const full = sentryFixture('api-latest-event')
  if (!event) return id === 'latest' && issue.events.length === 0 ? { status: 200, json: full } : notFound
  const release = event.release === undefined ? null : { ...(full.release as Json), version: event.release }
  return { status: 200, json: { ...full, ...simpleEvent(event), release } }
}

function simpleEvent({ eventID, dateCreated, release, environment }: StandInEvent): Json {
  const tags = [
    { key: 'level', value: 'error' },
    ...(release ? [{ key: 'release', value: release }] : []),
    ...(environment ? [{ key: 'environment', value: environment }] : []),
  ]
  return { id: eventID, eventID, 'event.type': 'error', dateCreated, tags, message: '', title: 'An error', user: null }
}
