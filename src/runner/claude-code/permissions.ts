// What each profile may do. A hint to the CLI and not a wall: an agent that may run tests runs any code that it wrote.
import type { AgentSpec, PermissionProfile } from '../../runs/domain/agent-adapter.ts'
import { mcpServerName } from './session-facts.ts'

const toolsByProfile: Record<PermissionProfile, string[]> = {
  investigate: ['Read', 'Glob', 'Grep'],
  implement: ['Bash', 'Edit', 'Read', 'Write', 'Glob', 'Grep'],
}

/** Built-in tools that exist at all for the profile. */
export function toolsOf(profile: PermissionProfile): string[] {
  return toolsByProfile[profile]
}

/** `plan` would refuse every MCP tool that is not marked read-only; without writing tools `default` changes nothing either. */
export function permissionMode(profile: PermissionProfile): string {
  return profile === 'investigate' ? 'default' : 'acceptEdits'
}

/** Rules for what runs without asking. Not `Bash(git *)`: that includes `git config` and `git -c`, which run anything. */
export function allowedToolRules(profile: PermissionProfile, commands: AgentSpec['commands']): string[] {
  const own = [`mcp__${mcpServerName}`]
  if (profile === 'investigate') return own
  const ofRepository = [commands.setup, commands.test].flatMap((command) => (command === null ? [] : commandRules(command)))
  return [...own, 'Bash(git add *)', 'Bash(git commit *)', ...ofRepository]
}

/** The CLI checks compound commands part by part, so each plain part becomes a rule of its own; the others stay refused. */
export function commandRules(command: string): string[] {
  return command
    .split(/&&|\|\||;|\n/)
    .map((part) => part.trim())
    .filter((part) => /^[\w./:=@+-]+( [\w./:=@+-]+)*$/.test(part))
    .flatMap((part) => [`Bash(${part})`, `Bash(${part} *)`])
}

/** Settings file of a session: no network tools, no pushing, no look at the session's own files and tokens. */
export function settingsFor(spec: Pick<AgentSpec, 'directories'>): object {
  const { home, control } = spec.directories
  const own = [home, control].flatMap((path) => ['Read', 'Edit', 'Write'].map((tool) => `${tool}(/${path}/**)`))
  return {
    attribution: { commit: '', pr: '' },
    permissions: { deny: ['WebFetch', 'WebSearch', 'Bash(git push *)', 'Bash(git remote *)', 'Bash(git config *)', ...own] },
  }
}
