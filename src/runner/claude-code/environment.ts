// The whole environment of an agent: a list of what it gets, so that nothing of the server's can leak.
import { join } from 'node:path'
import type { AgentSpec } from '../../runs/domain/agent-adapter.ts'
import { runMarker } from '../process-tree.ts'

/** Variables for one process; `path` is where it finds programs. */
export function agentEnvironment(spec: AgentSpec, path: string): Record<string, string> {
  const { home } = spec.directories
  return {
    PATH: path,
    LANG: 'C.UTF-8',
    TERM: 'dumb',
    HOME: home,
    CLAUDE_CONFIG_DIR: join(home, '.claude'),
    TMPDIR: join(home, 'tmp'),
    [runMarker]: spec.runId,
    ...modelVariables(spec.modelAccess),
    ...quiet,
    ...limits,
    ...gitIdentity,
  }
}

function modelVariables(access: AgentSpec['modelAccess']): Record<string, string> {
  switch (access.kind) {
    case 'proxy':
      return { ANTHROPIC_BASE_URL: access.baseUrl, ANTHROPIC_API_KEY: access.token }
    case 'oauth':
      return { CLAUDE_CODE_OAUTH_TOKEN: access.token }
    case 'none':
      return {}
  }
}

// With these the CLI talks to the model address and the MCP server and to nobody else.
const quiet = {
  CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
  DISABLE_AUTOUPDATER: '1',
  DISABLE_TELEMETRY: '1',
  DISABLE_ERROR_REPORTING: '1',
  CLAUDE_CODE_DISABLE_BACKGROUND_TASKS: '1',
  CLAUDE_CODE_DISABLE_AUTO_MEMORY: '1',
  // Otherwise `@path` in a prompt attaches any file, without a permission check.
  CLAUDE_CODE_DISABLE_FILE_MENTIONS: '1',
  // Otherwise MCP tools hide behind a search tool.
  ENABLE_TOOL_SEARCH: 'false',
}

// The CLI's own defaults wait 6 minutes for each of 11 attempts.
const limits = {
  CLAUDE_ENABLE_BYTE_WATCHDOG: '1',
  CLAUDE_BYTE_STREAM_IDLE_TIMEOUT_MS: '90000',
  API_TIMEOUT_MS: '180000',
  CLAUDE_CODE_MAX_RETRIES: '6',
}

const gitIdentity = {
  GIT_TERMINAL_PROMPT: '0',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_LFS_SKIP_SMUDGE: '1',
  GIT_AUTHOR_NAME: 'Dispatch Agent',
  GIT_AUTHOR_EMAIL: 'agent@dispatch.invalid',
  GIT_COMMITTER_NAME: 'Dispatch Agent',
  GIT_COMMITTER_EMAIL: 'agent@dispatch.invalid',
}
