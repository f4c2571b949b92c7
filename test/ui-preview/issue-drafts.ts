// Hand-made issues, one for every situation that the interface has words for.
import type { Issue } from './types.ts'
import { ago, labels, startedAt } from './workspace-data.ts'

type Waiting = Issue['waiting_on']
export type IssueDraft = Partial<Issue> & { title: string; at: Issue['status']['category']; waits: Partial<Waiting> }

const claude = { type: 'agent', id: 'agt_claude', name: 'Claude' } as const
export const person = { type: 'person', id: 'usr_1', name: 'Robin Vale' } as const
const inMinutes = (amount: number) => new Date(startedAt + amount * 60_000).toISOString()
const label = (...names: string[]) => labels.filter((item) => names.includes(item.name))
const pull = (number: number, state: 'open' | 'draft' | 'closed' | 'merged', ci: 'pending' | 'success' | 'failure' | null) => ({
  number,
  url: `https://github.com/acme/shop/pull/${number}`,
  state,
  ci_state: ci,
})

const stack = `**TypeError**: Cannot read properties of undefined (reading 'total')

Culprit \`checkout/summary.ts in renderSummary\`

\`\`\`
TypeError: Cannot read properties of undefined (reading 'total')
    at renderSummary (src/checkout/summary.ts:48:31)
    at CheckoutPage (src/checkout/page.tsx:112:18)
    at renderWithHooks (react-dom.production.js:5529:26)
\`\`\`

| events | users | first seen | last seen |
|---|---|---|---|
| 214 | 91 | 12 h ago | 3 min ago |

Release \`shop@2026.11.4\` · environment \`production\``

export const issueDrafts: IssueDraft[] = [
  {
    title: "[shop] TypeError: Cannot read properties of undefined (reading 'total')",
    at: 'needs_review',
    priority: 'P1',
    source: 'sentry',
    labels: label('Sentry', 'payments'),
    assignee: claude,
    description: stack,
    cost_usd: 0.84,
    is_error_sourced: true,
    waits: { who: 'person', code: 'plan_review', text: 'plan waits for you', since: ago(184) },
  },
  {
    title: '[api] context deadline exceeded in GET /v2/orders',
    at: 'investigating',
    priority: 'P2',
    source: 'sentry',
    labels: label('Sentry', 'api', 'performance'),
    assignee: claude,
    agent_state: 'working',
    cost_usd: 0.31,
    is_error_sourced: true,
    waits: { who: 'agent', code: 'run_working', text: 'reading internal/orders/store.go', since: ago(2) },
  },
  {
    title: 'Invoices show the wrong currency for customers in Switzerland',
    at: 'in_progress',
    priority: 'P2',
    labels: label('payments'),
    assignee: claude,
    agent_state: 'working',
    cost_usd: 1.42,
    waits: { who: 'agent', code: 'run_working', text: 'running tests', since: ago(3) },
  },
  {
    title: '[shop] ChunkLoadError: Loading chunk 7 failed',
    at: 'in_review',
    priority: 'P2',
    source: 'sentry',
    labels: label('Sentry', 'frontend'),
    assignee: claude,
    fix_state: 'awaiting_deploy',
    pull_request: pull(412, 'merged', 'success'),
    cost_usd: 2.05,
    is_error_sourced: true,
    waits: { who: 'deploy', code: 'deploy', text: 'deploy not seen yet', since: ago(55) },
  },
  {
    title: '[shop] RangeError: Invalid time value in OrderHistory',
    at: 'in_review',
    priority: 'P3',
    source: 'sentry',
    labels: label('Sentry'),
    assignee: claude,
    fix_state: 'watching',
    pull_request: pull(405, 'merged', 'success'),
    cost_usd: 1.18,
    is_error_sourced: true,
    waits: { who: 'time', code: 'watching', text: 'watching for a recurrence', since: ago(1020), until: inMinutes(1860) },
  },
  {
    title: 'Rate limit login attempts per account, not per address',
    at: 'in_review',
    priority: 'P2',
    labels: label('api'),
    assignee: person,
    pull_request: pull(418, 'open', 'failure'),
    waits: { who: 'pull_request', code: 'ci_failed', text: 'checks of #418 failed', since: ago(24) },
  },
  {
    title: 'Export of large reports times out after 30 seconds',
    at: 'backlog',
    priority: 'P2',
    labels: label('performance', 'api'),
    waits: { who: 'person', code: 'start', text: 'nobody has started yet', since: ago(600) },
  },
  {
    title: '[worker] UnhandledPromiseRejection: ECONNRESET while fetching rates',
    at: 'backlog',
    priority: 'P1',
    source: 'sentry',
    labels: label('Sentry', 'Fix Failed'),
    assignee: claude,
    agent_state: 'failed',
    fix_state: 'failed',
    needs_attention: null,
    cost_usd: 3.6,
    is_error_sourced: true,
    waits: { who: 'person', code: 'run_failed', text: 'the last run ended: budget exceeded', since: ago(90) },
  },
  {
    title: 'Search field loses focus when results arrive',
    at: 'backlog',
    priority: 'P3',
    labels: label('frontend'),
    waits: { who: 'person', code: 'start', text: 'nobody has started yet', since: ago(1500) },
  },
  {
    title: 'Flaky test: cart.spec.ts “applies two vouchers”',
    at: 'investigating',
    priority: 'P3',
    labels: label('flaky'),
    assignee: claude,
    agent_state: 'blocked',
    cost_usd: 0.22,
    needs_attention: 'question',
    waits: { who: 'person', code: 'question', text: 'Should two percentage vouchers multiply or add?', since: ago(46) },
  },
  {
    title: 'Move session cookies to the __Host- prefix',
    at: 'needs_review',
    priority: 'P3',
    labels: label('api'),
    assignee: claude,
    cost_usd: 0.47,
    waits: { who: 'person', code: 'plan_review', text: 'plan waits for you', since: ago(35) },
  },
  {
    title: '[shop] Hydration failed because the server rendered text differs',
    at: 'in_progress',
    priority: 'P3',
    source: 'sentry',
    labels: label('Sentry', 'frontend'),
    assignee: claude,
    agent_state: 'queued',
    is_error_sourced: true,
    waits: { who: 'agent', code: 'run_queued', text: 'waits for a free worker', since: ago(1) },
  },
  {
    title: 'Simulated: divide by zero in the price calculator',
    at: 'in_progress',
    priority: 'P3',
    simulated: true,
    assignee: { type: 'agent', id: 'agt_sim', name: 'Simulator' },
    agent_state: 'working',
    waits: { who: 'agent', code: 'run_working', text: 'editing src/price.js', since: ago(1) },
  },
  {
    title: '[shop] DOMException: The quota has been exceeded',
    at: 'done',
    priority: 'P3',
    source: 'sentry',
    labels: label('Sentry'),
    assignee: claude,
    fix_state: 'verified',
    pull_request: pull(391, 'merged', 'success'),
    cost_usd: 1.61,
    is_error_sourced: true,
    closed_at: ago(300),
    waits: { who: 'nobody', code: 'closed', text: 'done', since: ago(300) },
  },
  {
    title: 'Upgrade the image pipeline to AVIF',
    at: 'done',
    priority: 'P4',
    assignee: person,
    closed_at: ago(2000),
    waits: { who: 'nobody', code: 'closed', text: 'done', since: ago(2000) },
  },
  {
    title: '[shop] NetworkError when attempting to fetch resource',
    at: 'in_review',
    priority: 'P4',
    source: 'sentry',
    labels: label('Sentry'),
    fix_state: 'inconclusive',
    pull_request: pull(377, 'merged', 'success'),
    is_error_sourced: true,
    waits: { who: 'person', code: 'inconclusive', text: 'nobody could have seen a recurrence: decide', since: ago(700) },
  },
  {
    title: 'Duplicate of the AVIF work',
    at: 'canceled',
    priority: 'P4',
    closed_at: ago(4000),
    waits: { who: 'nobody', code: 'closed', text: 'canceled', since: ago(4000) },
  },
]
