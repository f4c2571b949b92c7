// Claude Code as an agent of Dispatch: writes the session's files, starts the CLI, reads its stream.
import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { AdapterCheck, AgentAdapter, AgentOutcome, AgentProcess, AgentSpec } from '../../runs/domain/agent-adapter.ts'
import { type AgentProtocol, type ProcessEnd, startAgentProcess } from '../agent-process.ts'
import { promptFor } from '../prompt.ts'
import { type BinaryOptions, probeBinary } from './binary.ts'
import { classify } from './classify.ts'
import { commandLine, type SessionFiles } from './command-line.ts'
import { agentEnvironment } from './environment.ts'
import { parseLine } from './lines.ts'
import { normalize, resultEntry } from './normalize.ts'
import { settingsFor } from './permissions.ts'
import { mcpServerName, noFacts, observe, type SessionFacts } from './session-facts.ts'

export interface ClaudeCodeOptions extends BinaryOptions {
  /** Gives a path to the binary that the agents' user can reach; the same path where that is not needed. */
  reach?(binary: string): Promise<string>
}

/** The adapter; the binary is looked for at the first check and then remembered. */
export function createClaudeCodeAdapter(options: ClaudeCodeOptions): AgentAdapter {
  let checked: Promise<AdapterCheck> | null = null
  let binary: string | null = null
  const check = async () => {
    const found = await probeBinary(options)
    if (found.ok) binary = (await options.reach?.(found.location)) ?? found.location
    return found
  }
  return {
    name: 'claude_code',
    simulated: false,
    check: () => (checked ??= check()),
    start: (spec) => start(spec, { binary: binary ?? 'claude', path: options.path }),
  }
}

function start(spec: AgentSpec, program: { binary: string; path: string }): AgentProcess {
  const files = writeSessionFiles(spec)
  const { checkout, home, control } = spec.directories
  const args = commandLine(spec, files, randomUUID())
  const environment = agentEnvironment(spec, program.path)
  return startAgentProcess(protocolFor(spec), {
    command: spec.confine({ file: program.binary, args, env: environment, cwd: checkout }),
    stdin: promptFor(spec.intent, spec.issueIdentifier),
    marks: { runId: spec.runId, directories: [checkout, home, control], uid: spec.uid },
    timeouts: spec.timeouts,
    cleanUp: async () => {
      await Promise.all(Object.values(files).map((file) => rm(file, { force: true })))
    },
  })
}

/** Both hold secrets or rules of the run, so they lie outside of the checkout and only the agent's user can read them. */
function writeSessionFiles(spec: AgentSpec): SessionFiles {
  const { control } = spec.directories
  const files = { mcp: join(control, 'mcp.json'), settings: join(control, 'settings.json') }
  const headers = { Authorization: `Bearer ${spec.mcp.token}` }
  const servers = { mcpServers: { [mcpServerName]: { type: 'http', url: spec.mcp.url, headers } } }
  writePrivately(files.mcp, servers)
  writePrivately(files.settings, settingsFor(spec))
  for (const file of Object.values(files)) spec.handOver(file)
  return files
}

function writePrivately(file: string, content: object): void {
  writeFileSync(file, JSON.stringify(content), { mode: 0o600 })
}

function protocolFor(spec: AgentSpec): AgentProtocol<SessionFacts> {
  return {
    initial: noFacts,
    read(facts, text) {
      const line = parseLine(text)
      return { facts: observe(facts, line), entries: normalize(line) }
    },
    state: (facts) => ({
      started: facts.sawInit,
      inTool: facts.openTools.size > 0,
      finished: facts.result !== null,
      fatal: fatalOf(facts),
    }),
    conclude: (end) => conclude(end, spec),
  }
}

/** What makes going on pointless, though the CLI itself would try for minutes, or spend money without its tools. */
function fatalOf(facts: SessionFacts): ReturnType<AgentProtocol<SessionFacts>['state']>['fatal'] {
  if (facts.authRejected) return { reason: 'auth_failed', detail: 'The model API rejected the credential.' }
  if (facts.sawInit && facts.mcpStatus !== 'connected') {
    return { reason: 'tools_unavailable', detail: `Dispatch's MCP server is ${facts.mcpStatus ?? 'missing'} for the agent.` }
  }
  return null
}

function conclude(
  end: ProcessEnd<SessionFacts>,
  spec: AgentSpec,
): Omit<AgentOutcome, 'exit' | 'signal' | 'stoppedBy' | 'leftoversKilled'> {
  const { facts } = end
  const result = facts.result ? resultEntry(facts.result) : null
  const total = result?.sessionCostMicroUsd ?? null
  return {
    ...classify(end),
    sessionId: facts.sessionId,
    turns: result?.turns ?? facts.turns,
    usage: result?.usage ?? facts.usage,
    // The CLI counts over the whole session, also over processes before this one.
    costMicroUsd: total === null ? null : Math.max(0, total - (spec.resume?.costBeforeMicroUsd ?? 0)),
    result,
    denials: (facts.result?.permission_denials ?? []).map((denial) => ({ tool: denial.tool_name, input: denial.tool_input })),
  }
}
