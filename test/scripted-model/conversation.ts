// What a request says about where its conversation stands. The turn depends on nothing else, so a resumed process goes on where it was.
import { z } from 'zod'
import type { Scenario, Turn } from './scenario.ts'

const block = z.looseObject({
  type: z.string(),
  text: z.string().optional(),
  id: z.string().optional(),
  content: z.unknown().optional(),
})
const message = z.object({ role: z.string(), content: z.union([z.string(), z.array(block)]) })

export const requestSchema = z.looseObject({
  model: z.string().default('unknown'),
  stream: z.boolean().default(false),
  system: z.union([z.string(), z.array(block)]).optional(),
  messages: z.array(message).default([]),
  tools: z.array(z.looseObject({ name: z.string() })).default([]),
})
export type ModelRequest = z.infer<typeof requestSchema>
type Block = z.infer<typeof block>

export interface Conversation {
  answers: number
  playedTurns: ReadonlySet<number>
  prompt: string
  lastUserText: string
  lastResult: string
  cwd: string
  tools: string[]
}

export function readConversation(request: ModelRequest): Conversation {
  const answers = request.messages.filter((m) => m.role === 'assistant')
  const users = request.messages.filter((m) => m.role === 'user')
  const last = blocksOf(users.at(-1)?.content)
  const everything = [...blocksOf(request.system), ...request.messages.flatMap((m) => blocksOf(m.content))]
    .map((b) => b.text ?? '')
    .join('\n')
  return {
    answers: answers.length,
    playedTurns: new Set(answers.flatMap((m) => blocksOf(m.content)).flatMap((b) => turnOf(b.id))),
    prompt: textOf(blocksOf(users[0]?.content)),
    lastUserText: textOf(last),
    lastResult: last
      .filter((b) => b.type === 'tool_result')
      .map((b) => resultText(b.content))
      .join('\n'),
    cwd: workingDirectoryOf(everything),
    tools: request.tools.map((t) => t.name),
  }
}

export interface PickedTurn {
  turn: Turn
  index: number
}

/** A fitting `when` turn that was not played yet, else the turn that belongs to the number of answers so far. */
export function pickTurn(scenario: Scenario, conversation: Conversation): PickedTurn {
  const chosen = scenario.byPrompt?.find((choice) => conversation.prompt.includes(choice.includes))
  const all = (chosen?.turns ?? scenario.turns).map((turn, index) => ({ turn, index }))
  const special = all.find(
    ({ turn, index }) => turn.when && !conversation.playedTurns.has(index) && fits(turn.when, conversation),
  )
  return special ?? all.filter(({ turn }) => !turn.when)[conversation.answers] ?? { turn: { text: 'Done.' }, index: 999 }
}

/** The id by which a tool call tells later requests which turn it came from. */
export function toolCallId(turnIndex: number, position: number, sequence: number): string {
  return `toolu_t${turnIndex}_${position}_${sequence}`
}

function turnOf(id: string | undefined): number[] {
  const index = /^toolu_t(\d+)_/.exec(id ?? '')?.[1]
  return index === undefined ? [] : [Number(index)]
}

function fits(when: NonNullable<Turn['when']>, conversation: Conversation): boolean {
  const { userIncludes = '', resultIncludes = '' } = when
  return conversation.lastUserText.includes(userIncludes) && conversation.lastResult.includes(resultIncludes)
}

/** The one that was said last: a resumed session is told its new one. */
function workingDirectoryOf(text: string): string {
  const last = [...text.matchAll(/[Ww]orking directory: (\/[^\n]*)/g)].at(-1)?.[1] ?? ''
  return last.replace(/ \(was .*$/, '').trim()
}

function blocksOf(content: string | Block[] | undefined): Block[] {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : (content ?? [])
}

function textOf(blocks: Block[]): string {
  return blocks
    .filter((b) => b.type === 'text')
    .map((b) => b.text ?? '')
    .join('\n')
}

function resultText(content: unknown): string {
  if (typeof content === 'string') return content
  const parsed = z.array(z.looseObject({ text: z.string().default('') })).safeParse(content)
  return parsed.success ? parsed.data.map((part) => part.text).join('\n') : ''
}
