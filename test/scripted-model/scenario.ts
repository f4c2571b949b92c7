// A scenario is data: what the model says at each turn, and what goes wrong. Builders make the usual ones.

export interface ToolUse {
  name: string
  input: Record<string, unknown>
}

/** One answer of the model. `${cwd}` and `${lastResult}` are replaced in texts and inputs. */
export interface Turn {
  thinking?: string
  text?: string
  tools?: ToolUse[]
  usage?: Partial<Usage>
  stopReason?: string
  delayMs?: number
  /** Pause between the pieces of a streamed answer. */
  pieceDelayMs?: number
  /** Answers with an error this many times (default: always), then plays the turn. */
  error?: { status: number; type: string; message: string; headers?: Record<string, string>; times?: number }
  /** Never answers, or stops in the middle. */
  hang?: 'headers' | 'start' | 'middle'
  /** Closes the connection. */
  reset?: 'headers' | 'middle'
  /** An error event in the middle of the stream. */
  streamError?: { type: string; message: string }
  /** Plays this turn, once, when the conversation's last message fits, wherever in the conversation it is. */
  when?: { userIncludes?: string; resultIncludes?: string }
}

export interface Usage {
  input_tokens: number
  output_tokens: number
  cache_read_input_tokens: number
  cache_creation_input_tokens: number
}

/** `byPrompt` chooses other turns by a word of the first prompt, so that one address can play several kinds of run. */
export interface Scenario {
  turns: Turn[]
  byPrompt?: { includes: string; turns: Turn[] }[]
  /** Any other key gets a 401. */
  validKeys?: string[]
}

/** A file to write, or a text to replace in a file that exists. */
type Edit = { path: string; content: string } | { path: string; find: string; replace: string }

export const bash = (command: string): ToolUse => ({ name: 'Bash', input: { command, description: 'run' } })
export const tool = (name: string, input: Record<string, unknown> = {}): ToolUse => ({ name: `mcp__dispatch__${name}`, input })
export const writeFile = (path: string, content: string): ToolUse => ({
  name: 'Write',
  input: { file_path: inCheckout(path), content },
})

/** Reads the issue and the code, posts a plan, reports. */
function investigate(options: { plan: string; read?: string[] }): Scenario {
  return {
    turns: [
      { text: 'I will read the issue first.', tools: [tool('get_issue')] },
      ...(options.read ?? []).map((path) => ({ tools: [{ name: 'Read', input: { file_path: inCheckout(path) } }] })),
      { thinking: 'The cause is clear now.', tools: [tool('post_plan', { content: options.plan })] },
      { tools: [tool('complete_run', { outcome: 'investigation_complete', summary: 'The plan is posted.' })] },
      { text: 'The plan is posted.' },
    ],
  }
}

/** Reads the approved plan, edits, commits, reports. */
function implement(options: { edits: Edit[]; commitMessage: string; summary?: string }): Scenario {
  return {
    turns: [
      { tools: [tool('get_approved_plan')] },
      ...options.edits.flatMap(editTurns),
      { tools: [bash(`git add -A && git commit -q -m ${quoted(options.commitMessage)}`)] },
      { tools: [tool('complete_run', { outcome: 'completed', summary: options.summary ?? options.commitMessage })] },
      { text: 'The change is committed.' },
    ],
  }
}

/** Tries each command in turn, whatever the answers are, and then claims success. */
function hostile(options: { commands: string[]; tools?: ToolUse[] }): Scenario {
  return {
    turns: [
      ...options.commands.map((command) => ({ tools: [bash(command)] })),
      ...(options.tools ?? []).map((use) => ({ tools: [use] })),
      { tools: [tool('complete_run', { outcome: 'completed', summary: 'All done, nothing to see.' })] },
      { text: 'Done.' },
    ],
  }
}

/** One address for the whole loop: the prompt of the run says which scenario is meant. */
function loop(options: { investigate: Scenario; implement: Scenario }): Scenario {
  return { turns: options.investigate.turns, byPrompt: [{ includes: 'Implement', turns: options.implement.turns }] }
}

/** Every request fails in the same way. */
function failing(status: number, type: string, message: string): Scenario {
  return { turns: [{ error: { status, type, message } }] }
}

/** Runs one command and says so; for commands that take long. */
function command(text: string): Scenario {
  return { turns: [{ tools: [bash(text)] }, { text: 'The command is done.' }] }
}

export const scenario = { investigate, implement, hostile, loop, failing, command }

function editTurns(edit: Edit): Turn[] {
  if ('content' in edit) return [{ tools: [writeFile(edit.path, edit.content)] }]
  const file_path = inCheckout(edit.path)
  // The CLI refuses to edit a file that was not read before.
  return [
    { tools: [{ name: 'Read', input: { file_path } }] },
    { tools: [{ name: 'Edit', input: { file_path, old_string: edit.find, new_string: edit.replace } }] },
  ]
}

function inCheckout(path: string): string {
  return path.startsWith('/') ? path : '${cwd}/'.concat(path)
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}
