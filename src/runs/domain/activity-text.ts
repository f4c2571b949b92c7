// What an agent does at this moment, in a few words for the card; coarse, so that it changes seldom.
import type { TranscriptEntry } from './agent-adapter.ts'
import type { RunPhase } from './executor.ts'

const phases: Record<RunPhase, string | null> = {
  checkout: 'preparing the checkout',
  starting: 'starting the agent',
  running: 'thinking',
  stopping: 'stopping',
  collecting: 'collecting the result',
}

/** The words for a phase of the run. */
export function activityOfPhase(phase: RunPhase): string | null {
  return phases[phase]
}

const commands: [RegExp, string][] = [
  [/\b(test|vitest|jest|pytest|rspec|mocha|phpunit|go test|cargo test|ctest|tox)\b/, 'running tests'],
  [/\bgit\s+(add|commit)\b/, 'committing'],
  [/\b(npm|pnpm|yarn|pip|bundle|cargo|go|composer)\s+(ci|install|i|add|fetch|get|mod)\b/, 'installing dependencies'],
  [/\b(build|tsc|make|compile|lint|check)\b/, 'building and checking'],
  [/^\s*(git\s+(log|show|diff|status|blame|grep)|ls|cat|head|tail|grep|rg|find|sed -n)\b/, 'reading the code'],
]

const tools: Record<string, string> = {
  Read: 'reading the code',
  Glob: 'reading the code',
  Grep: 'reading the code',
  LS: 'reading the code',
  Edit: 'editing files',
  MultiEdit: 'editing files',
  Write: 'editing files',
  NotebookEdit: 'editing files',
  post_plan: 'posting the plan',
  complete_run: 'reporting the result',
  get_issue: 'reading the issue',
  get_run_context: 'reading the issue',
  get_approved_plan: 'reading the plan',
}

/** The words for a transcript entry; null when it does not change what the agent is doing. */
export function activityOfEntry(entry: TranscriptEntry): string | null {
  if (entry.kind !== 'tool_call') return null
  const name = entry.name.replace(/^mcp__\w+?__/, '')
  if (name === 'Bash') return activityOfCommand(commandOf(entry.input))
  return tools[name] ?? null
}

function activityOfCommand(command: string): string {
  return commands.find(([pattern]) => pattern.test(command))?.[1] ?? 'running commands'
}

function commandOf(input: unknown): string {
  return typeof input === 'object' && input !== null && 'command' in input && typeof input.command === 'string'
    ? input.command
    : ''
}
