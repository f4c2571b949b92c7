// How to mend a refusal from the command line, by its code. What has no line here says it in its own sentence.
import type { AppError } from '../../platform/errors.ts'

type Remedy = string | ((extra: Record<string, unknown>) => string | undefined)

const remedies = new Map<string, Remedy>(
  Object.entries({
    unauthorized: 'Set DISPATCH_API_KEY to a key of that server: dispatch key create makes one.',
    invalid_token: 'Set DISPATCH_API_KEY to a key that is valid there; dispatch key list shows which are revoked.',
    missing_scope: 'Use a key with that scope: dispatch key create NAME --scope …',
    password_required: 'Use an API key, or the command on the machine of the server.',
    unknown_host: 'Set DISPATCH_PUBLIC_URL at the server to the address that you use.',
    not_dispatch: 'Check DISPATCH_URL: it is the address of the board, without a path.',
    not_running: 'Start it: npx dispatch start. Or set DISPATCH_URL and DISPATCH_API_KEY for a server elsewhere.',
    unreachable: 'Check the address, the network and that the server runs there.',
    close_gate: 'Give the reason: dispatch issue move ISSUE done --reason "…"',
    run_active: ({ run_id }: Record<string, unknown>) =>
      typeof run_id === 'string' ? `Look at it: dispatch run watch ${run_id}` : undefined,
    gate_refused: 'dispatch issue view ISSUE says more. Past some limits an administrator may go: --force --reason "…"',
    plan_changed: 'Read it again, then approve: dispatch plan show ISSUE',
    plan_not_approved: 'Approve it first: dispatch plan approve ISSUE',
    no_repository: 'Connect a repository at /settings, or set GITHUB_REPO=owner/name and restart.',
    no_model_credential: 'Set ANTHROPIC_API_KEY at the server; dispatch doctor checks it.',
    data_directory_in_use: 'Stop the server, then repeat the command.',
    database_unreachable: 'Check PG_DATABASE_URL; dispatch doctor says more.',
  }),
)

export function remedyFor({ code, extra }: AppError): string | undefined {
  const remedy = remedies.get(code)
  return typeof remedy === 'function' ? remedy(extra) : remedy
}
