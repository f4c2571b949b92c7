// What the simulated agent plays. Everything it says names itself as simulated; nothing depends on time or chance.
import { planEdit } from './edit.ts'
import type { Order } from './protocol.ts'
import type { Hands } from './tools.ts'

type Ending = { ok: boolean; text: string; failure: 'rate_limited' | null }
const well = (text: string): Ending => ({ ok: true, text, failure: null })

/** Plays the order's scenario to its end; some have none. */
export async function play(order: Order, hands: Hands): Promise<Ending> {
  await hands.say('Simulated agent: no model is involved, the steps are played from a script.')
  const context = await hands.call('get_run_context')
  const issue = await hands.call('get_issue')
  switch (order.scenario) {
    case 'success':
      return order.profile === 'investigate' ? investigate(hands, issue) : implement(order, hands, { issue, context })
    case 'blocked':
      await hands.call('report_blocker', { reason: 'Simulated: the repository needs a credential that this run does not have.' })
      return well('Blocked, as the scenario says.')
    case 'question':
      await hands.call('ask_question', {
        question: 'Simulated: should a missing customer be an error for the caller, or an empty result?',
      })
      return well('A question is open, as the scenario says.')
    case 'rate_limit':
      hands.print({ kind: 'error', code: 'rate_limit', text: 'Simulated: the model API answered 429 and asks to wait.' })
      return { ok: false, text: 'Simulated rate limit.', failure: 'rate_limited' }
    case 'garbage':
      process.stdout.write('\u0000\u0001 not a line of JSON {"kind":\n{"kind":"hologram"}\n[1,2,3]\n')
      return well('Said nothing that could be understood.')
    case 'stall':
      return new Promise<never>(() => setInterval(() => {}, 60_000))
    case 'crash':
      return crash()
  }
}

async function investigate(hands: Hands, issue: string): Promise<Ending> {
  await hands.call('post_activity', { kind: 'progress', summary: 'Simulated: reading the code around the failing line' })
  const edit = planEdit(await hands.readFiles(), issue)
  await hands.think(`The place to look at is ${edit.path}${edit.line ? `, line ${edit.line}` : ''}.`)
  await hands.call('post_plan', { content: planText(edit) })
  await hands.call('complete_run', {
    outcome: 'investigation_complete',
    summary: 'Simulated: the cause is found and a plan is posted.',
  })
  return well('The plan is posted.')
}

async function implement(order: Order, hands: Hands, read: { issue: string; context: string }): Promise<Ending> {
  const plan = await hands.call('get_approved_plan')
  await hands.call('post_activity', { kind: 'progress', summary: 'Simulated: making the planned change' })
  const hint = order.intent === 'feedback' ? '' : `${plan}\n${read.issue}`
  const edit = planEdit(await hands.readFiles(), hint)
  await hands.say(`${edit.summary}.`)
  await hands.write(edit)
  await hands.commit(`${edit.summary}\n\n${order.issueIdentifier}, simulated run.`)
  await hands.call('post_activity', { kind: 'tests', summary: 'Simulated: the tests pass' })
  await hands.call('complete_run', { outcome: 'completed', summary: `Simulated: ${edit.summary}.` })
  return well('The change is committed.')
}

function planText(edit: { path: string; line: number; summary: string }): string {
  const place = edit.line ? `${edit.path}:${edit.line}` : edit.path
  return [
    '*This plan was made by the simulated agent; no model was involved.*',
    '',
    '## Cause',
    `\`${place}\` uses a value that can be missing.`,
    '',
    '## Change',
    `1. ${edit.summary}.`,
    '',
    '## Test',
    '1. Call it with an input that lacks the value; it no longer throws.',
    '',
    '## Risk',
    'Callers that relied on the exception see an empty value instead.',
  ].join('\n')
}

function crash(): Promise<never> {
  process.kill(process.pid, 'SIGKILL')
  return new Promise(() => {})
}
