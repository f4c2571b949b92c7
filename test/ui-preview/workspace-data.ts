// What stands still in the preview: statuses, labels, agents, repositories, policy.
import type { Agent, Label, Repository, Status } from './types.ts'

export const startedAt = Date.now()
const minutes = 60_000

/** ISO time that many minutes before the start of the preview (negative: after). */
export const ago = (amount: number): string => new Date(startedAt - amount * minutes).toISOString()

export const statuses: Status[] = (
  [
    ['Backlog', 'backlog', 'grey'],
    ['Investigating', 'investigating', 'blue'],
    ['Needs Review', 'needs_review', 'amber'],
    ['In Progress', 'in_progress', 'blue'],
    ['In Review', 'in_review', 'blue'],
    ['Done', 'done', 'green'],
    ['Canceled', 'canceled', 'grey'],
  ] as const
).map(([name, category, color], position) => ({ id: `sta_${category}`, name, category, color, position }))

export const labels: Label[] = ['Sentry', 'payments', 'Fix Failed', 'frontend', 'flaky', 'api', 'performance'].map(
  (name, index) => ({
    id: `lbl_${index}`,
    name,
    color: 'grey',
  }),
)

const agent = (id: string, name: string, adapter: Agent['adapter'], model: string | null, isDefault: boolean): Agent => ({
  id,
  name,
  adapter,
  model,
  enabled: true,
  is_default: isDefault,
  max_concurrent_runs: null,
  turns_max: null,
  simulation: adapter === 'simulator' ? { scenario: 'success', pace_ms: 400 } : null,
  webhook_url: null,
  created_at: ago(90_000),
})
export const agents: Agent[] = [
  agent('agt_claude', 'Claude', 'claude_code', 'claude-sonnet-4-5', true),
  agent('agt_opus', 'Claude Opus', 'claude_code', 'claude-opus-4-5', false),
  agent('agt_sim', 'Simulator', 'simulator', null, false),
]

export const repositories: Repository[] = [
  {
    id: 'rep_shop',
    name: 'shop',
    provider: 'github',
    full_name: 'acme/shop',
    git_url: 'https://github.com/acme/shop.git',
    default_branch: 'main',
    setup_command: 'npm ci',
    test_command: 'npm test',
    guarded_paths: ['.github/**', 'package-lock.json'],
    staging_branches: [],
    is_default: true,
    created_at: ago(90_000),
  },
  {
    id: 'rep_api',
    name: 'api',
    provider: 'git',
    full_name: null,
    git_url: 'ssh://git@git.acme.dev/api.git',
    default_branch: 'main',
    setup_command: null,
    test_command: 'go test ./...',
    guarded_paths: [],
    staging_branches: [],
    is_default: false,
    created_at: ago(80_000),
  },
]

export const policy: Record<string, unknown> = {
  runs_enabled: true,
  max_concurrent_runs: 2,
  runs_per_day_error_fix: 10,
  runs_per_day_other: 20,
  day_budget_usd: 25,
  run_budget_usd: 5,
  issue_budget_usd: 15,
  cooldown_seconds: 3600,
  keep_deliveries_days: 30,
  keep_dead_deliveries_days: 90,
  min_occurrences: 1,
  start_delay_seconds: 0,
  start_on_assign: true,
  auto_investigate: false,
  fix_errors_directly: false,
  retry_failed_fixes: false,
  accept_unconfined_agents: false,
  push_requires_review: null,
  verification_window_seconds: 172_800,
  grace_seconds: 600,
  recurrences_to_fail: 1,
  min_confidence: 0,
  early_verification: false,
  production_environments: ['production', 'prod'],
  production_branches: [],
  deploy_workflow_pattern: 'production|deploy-prod',
  releases_deploy: false,
  github_issue_label: 'dispatch',
  reopen_canceled_on_regression: false,
  resolve_in_sentry: true,
  resolve_at_deploy: false,
}
