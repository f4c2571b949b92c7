// The command line of one Claude Code process. Each flag is there because the CLI does something unwanted without it.
import type { AgentSpec } from '../../runs/domain/agent-adapter.ts'
import { systemTextFor } from '../prompt.ts'
import { allowedToolRules, permissionMode, toolsOf } from './permissions.ts'

export interface SessionFiles {
  mcp: string
  settings: string
}

/** Flags that a binary must know, as far as its help lists them (it hides `--max-turns`). */
export const neededFlags = [
  '--output-format',
  '--include-partial-messages',
  '--permission-mode',
  '--permission-prompts',
  '--setting-sources',
  '--strict-mcp-config',
  '--disable-slash-commands',
  '--tools',
  '--append-system-prompt',
  '--system-prompt-snapshot',
  '--max-budget-usd',
  '--session-id',
  '--resume',
]

/** One response may overshoot the CLI's own limit, so it gets less than the run has. */
const budgetShare = 0.8
/** It refuses to start with nothing; the proxy still stops a run that has less. */
const budgetUsdMin = 0.01

/** Arguments for a new or a continued session; the prompt itself goes over stdin, where `@file` and length limits do no harm. */
export function commandLine(spec: AgentSpec, files: SessionFiles, sessionId: string): string[] {
  return [
    ...['-p', '--output-format', 'stream-json', '--verbose', '--include-partial-messages'],
    ...(spec.model === null ? [] : ['--model', checkedModel(spec.model)]),
    ...['--permission-mode', permissionMode(spec.profile), '--permission-prompts', 'none'],
    // No settings, hooks, servers or commands from the repository or this machine.
    ...['--setting-sources', '', '--settings', files.settings, '--strict-mcp-config', '--mcp-config', files.mcp],
    ...['--disable-slash-commands', '--tools', toolsOf(spec.profile).join(',')],
    // Without the snapshot flag a resumed session keeps the text of its first process.
    ...['--append-system-prompt', systemTextFor(spec.profile), '--system-prompt-snapshot', 'off'],
    ...['--max-budget-usd', Math.max((spec.budgetMicroUsd * budgetShare) / 1_000_000, budgetUsdMin).toFixed(4)],
    ...(spec.turnsMax === null ? [] : ['--max-turns', String(spec.turnsMax)]),
    ...(spec.resume ? ['--resume', spec.resume.sessionId] : ['--session-id', sessionId]),
    // Takes all that follows, so it stands last.
    ...['--allowedTools', ...allowedToolRules(spec.profile, spec.commands)],
  ]
}

function checkedModel(model: string): string {
  if (!/^[A-Za-z0-9][\w.:@/[\]-]*$/.test(model)) throw new Error(`not a model name: ${JSON.stringify(model)}`)
  return model
}
