// An adapter without a model: the same process handling, tools and git as the real ones, for demos, tests and trials of policies.
import { fileURLToPath } from 'node:url'
import { nodeFlags } from '../../platform/node-flags.ts'
import type { AgentAdapter, AgentOutcome, AgentSpec, TranscriptEntry } from '../../runs/domain/agent-adapter.ts'
import { type AgentProtocol, type ProcessEnd, startAgentProcess } from '../agent-process.ts'
import { agentEnvironment } from '../claude-code/environment.ts'
import { withDeathSignal } from '../confinement/pid-namespace.ts'
import { type Line, lineSchema, orderSchema } from './protocol.ts'

const script = fileURLToPath(new URL('agent.ts', import.meta.url))
const noUsage = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 }

interface SimulatedFacts {
  started: boolean
  openTools: number
  end: Extract<Line, { kind: 'end' }> | null
}

/** The adapter; `path` is where the simulated agent finds git, `deathSignal` says whether `setpriv` works here. */
export function createSimulatorAdapter(options: { path: string; deathSignal: boolean }): AgentAdapter {
  return {
    name: 'simulator',
    simulated: true,
    check: () => Promise.resolve({ ok: true, version: '1', location: script, simulated: true }),
    start(spec) {
      const { checkout, home, control } = spec.directories
      const environment = agentEnvironment({ ...spec, modelAccess: { kind: 'none' } }, options.path)
      const command = { file: process.execPath, args: [...nodeFlags, script], env: environment, cwd: checkout }
      return startAgentProcess(protocolFor(spec), {
        command: spec.confine(options.deathSignal ? withDeathSignal(command) : command),
        stdin: JSON.stringify(orderFor(spec)),
        marks: { runId: spec.runId, directories: [checkout, home, control], uid: spec.uid },
        timeouts: spec.timeouts,
        cleanUp: async () => {},
      })
    },
  }
}

function orderFor(spec: AgentSpec): object {
  const { scenario = 'success', paceMs = 0 } = spec.simulation ?? {}
  return orderSchema.parse({
    scenario,
    paceMs,
    profile: spec.profile,
    intent: spec.intent,
    issueIdentifier: spec.issueIdentifier,
    mcp: spec.mcp,
  })
}

function protocolFor(spec: AgentSpec): AgentProtocol<SimulatedFacts> {
  return {
    initial: { started: false, openTools: 0, end: null },
    read: (facts, text) => read(spec, facts, text),
    state: (facts) => ({ started: facts.started, inTool: facts.openTools > 0, finished: facts.end !== null, fatal: null }),
    conclude: (end) => conclude(spec, end),
  }
}

function read(spec: AgentSpec, facts: SimulatedFacts, text: string): { facts: SimulatedFacts; entries: TranscriptEntry[] } {
  const line = lineSchema.safeParse(jsonOrNothing(text)).data
  const entries = line ? entriesOf(line) : [{ kind: 'system' as const, event: 'unreadable_output', text: text.slice(0, 2000) }]
  const change = line?.kind === 'tool_call' ? 1 : line?.kind === 'tool_result' ? -1 : 0
  const end = line?.kind === 'end' ? line : facts.end
  return {
    facts: { started: true, openTools: facts.openTools + change, end },
    entries: facts.started ? entries : [startedEntry(spec), ...entries],
  }
}

function startedEntry(spec: AgentSpec): TranscriptEntry {
  return {
    kind: 'system',
    event: 'started',
    text: 'The simulator started.',
    data: { simulated: true, session_id: sessionOf(spec) },
  }
}

function entriesOf(line: Line): TranscriptEntry[] {
  if (line.kind !== 'end') return [line]
  const { ok, text, turns } = line
  return [
    { kind: 'result', ok, text, subtype: ok ? 'success' : 'error', turns, durationMs: 0, usage: noUsage, sessionCostMicroUsd: 0 },
  ]
}

function conclude(
  spec: AgentSpec,
  { facts, stopped, exit, signal, stderr }: ProcessEnd<SimulatedFacts>,
): Omit<AgentOutcome, 'exit' | 'signal' | 'stoppedBy' | 'leftoversKilled'> {
  const { end } = facts
  const failure = end ? end.failure : facts.started ? 'crashed' : 'start_failed'
  const failureCode = stopped?.reason ?? failure
  const ending = `The simulated agent ended (${signal ?? `exit code ${exit}`}). ${stderr.slice(-500)}`.trim()
  const result = end ? entriesOf(end)[0] : undefined
  return {
    failureCode,
    detail: stopped?.detail ?? end?.text ?? ending,
    retryable: failureCode === 'rate_limited' || failureCode === 'crashed' || failureCode === 'stalled',
    resumable: facts.started,
    sessionId: facts.started ? sessionOf(spec) : null,
    turns: end?.turns ?? 0,
    usage: noUsage,
    costMicroUsd: 0,
    result: result?.kind === 'result' ? result : null,
    denials: [],
  }
}

function sessionOf(spec: AgentSpec): string {
  return spec.resume?.sessionId ?? `simulated-${spec.runId}`
}

function jsonOrNothing(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
