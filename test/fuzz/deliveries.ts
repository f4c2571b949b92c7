// What a vendor's own key could sign: real deliveries with one place spoiled, and bodies that are none at all.
import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { sign } from '#src/mcp/domain/standard-webhooks.ts'
import {
  deploymentStatusPayload,
  pullRequestPayload,
  pushPayload,
  sha,
  workflowRunPayload,
} from '#test/fixtures/github/payloads.ts'
import { grafanaFixture } from '#test/fixtures/grafana/payloads.ts'
import { sentryFixture } from '#test/fixtures/sentry/payloads.ts'
import { withOneReplaced } from './cases.ts'
import { hostileBodies, hostileValues } from './hostile.ts'

export interface SignedDelivery {
  path: string
  body: string
  headers: Record<string, string>
}

/** Somebody who delivers to an address with a secret. */
export interface Sender {
  path: string
  secret: string
}

type Signer = (sender: Sender, kind: string, body: string) => SignedDelivery

let sent = 0
const hmac = (secret: string, body: string) => createHmac('sha256', secret).update(body).digest('hex')

const fromSentry: Signer = ({ path, secret }, kind, body) => ({
  path,
  body,
  headers: {
    'content-type': 'application/json',
    'request-id': `fuzz-${++sent}`,
    'sentry-hook-resource': kind,
    'sentry-hook-signature': hmac(secret, body),
  },
})

const fromGitHub: Signer = ({ path, secret }, kind, body) => ({
  path,
  body,
  headers: {
    'content-type': 'application/json',
    'x-github-delivery': `fuzz-${++sent}`,
    'x-github-event': kind,
    'x-hub-signature-256': `sha256=${hmac(secret, body)}`,
  },
})

const fromGrafana: Signer = ({ path, secret }, _kind, body) => ({
  path,
  body,
  headers: { 'content-type': 'application/json', 'x-grafana-alerting-signature': hmac(secret, body) },
})

const fromAnybody: Signer = ({ path, secret }, _kind, body) => ({
  path,
  body,
  headers: { 'content-type': 'application/json', 'x-signature-256': `sha256=${hmac(secret, body)}` },
})

const fromAgent: Signer = ({ path, secret }, _kind, body) => {
  const id = `msg_${++sent}`
  const timestamp = String(Math.floor(Date.now() / 1000))
  const signature = sign({ id, timestamp, body: Buffer.from(body) }, secret)
  const headers = { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature }
  return { path, body, headers: { 'content-type': 'application/json', ...headers } }
}

interface Told {
  kind: string
  payload: object
}

const sentryTells: Told[] = [
  ['issue', 'issue-created'],
  ['issue', 'issue-regressed'],
  ['issue', 'issue-resolved'],
  ['error', 'error-created'],
  ['event_alert', 'event-alert'],
  ['metric_alert', 'metric-alert-critical'],
  ['comment', 'comment-created'],
].map(([kind = '', name = '']) => ({ kind, payload: sentryFixture(name) }))

const githubTells: Told[] = [
  { kind: 'pull_request', payload: pullRequestPayload({ action: 'opened' }) },
  { kind: 'push', payload: pushPayload({ before: sha('a'), after: sha('b') }) },
  { kind: 'deployment_status', payload: deploymentStatusPayload({ sha: sha('b') }) },
  { kind: 'workflow_run', payload: workflowRunPayload({ sha: sha('b') }) },
]

const grafanaTells: Told[] = ['firing', 'resolved', 'two-alerts', 'datasource-error', 'alertmanager'].map((name) => ({
  kind: 'alerts',
  payload: grafanaFixture(name),
}))

const anybodyTells: Told[] = [
  { external_id: 'fuzz', title: 'It fails', state: 'firing', priority: 'high', occurred_at: '2026-03-02T09:00:00Z' },
  { external_id: 'fuzz', title: 'It fails', message: 'Twice', event_id: 2, release: 'a@1', url: 'https://example.com' },
  { external_id: 'fuzz', title: 'It fails', state: 'resolved' },
].map((payload) => ({ kind: 'signal', payload }))

const agentTells = (issue: string): Told[] => [
  { kind: 'event', payload: agentEvent(issue, 'heartbeat', { status: 'reading' }) },
  { kind: 'event', payload: agentEvent(issue, 'activity', { kind: 'progress', summary: 'One step.' }) },
]

function agentEvent(issue: string, type: string, data: object) {
  return { event_id: 'evt_fuzz', type, occurred_at: '2026-03-02T09:00:00Z', issue, data }
}

export interface Senders {
  sentry: Sender
  github: Sender
  loki: Sender
  signal: Sender
  agent: Sender & { issue: string }
}

/** All of them, the same ones for the same seed. */
export function signedDeliveries(senders: Senders, sample: { seed: number; runs: number }): SignedDelivery[] {
  const { sentry, github, loki, signal, agent } = senders
  return [
    ...deliveriesOf(sentryTells, (kind, body) => fromSentry(sentry, kind, body), sample),
    ...deliveriesOf(githubTells, (kind, body) => fromGitHub(github, kind, body), sample),
    ...deliveriesOf(grafanaTells, (kind, body) => fromGrafana(loki, kind, body), sample),
    ...deliveriesOf(anybodyTells, (kind, body) => fromAnybody(signal, kind, body), sample),
    ...deliveriesOf(agentTells(agent.issue), (kind, body) => fromAgent(agent, kind, body), sample),
  ]
}

function deliveriesOf(
  told: Told[],
  signed: (kind: string, body: string) => SignedDelivery,
  { seed, runs }: { seed: number; runs: number },
): SignedDelivery[] {
  const spoiled = fc
    .tuple(fc.constantFrom(...told), fc.nat(), fc.constantFrom(...hostileValues))
    .map(([{ kind, payload }, place, value]) => ({ kind, body: JSON.stringify(withOneReplaced(payload, place, value)) }))
  return [
    ...hostileBodies.map((body) => signed(told[0]?.kind ?? '', body)),
    ...fc.sample(spoiled, { seed, numRuns: runs }).map(({ kind, body }) => signed(kind, body)),
    signed('no such kind', JSON.stringify(told[0]?.payload)),
  ]
}
