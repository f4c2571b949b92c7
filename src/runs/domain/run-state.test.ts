import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type RunEvent, type runStates, statesBefore, transition } from './run-state.ts'

const events: RunEvent[] = ['claim', 'prepare', 'start', 'ask_person', 'hear_person', 'give_back', 'finish']

test('the way of a run that goes well', () => {
  const way: RunEvent[] = ['claim', 'prepare', 'start', 'ask_person', 'hear_person', 'finish']
  expect(way.reduce((state, event) => transition(state, event) ?? state, 'queued' as (typeof runStates)[number])).toBe('finished')
})

test('a run that lost its worker goes back to the queue only before its agent started', () => {
  expect(statesBefore('give_back')).toEqual(['claimed', 'preparing'])
})

test('whatever happens, a finished run stays finished and every other run can be finished', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...events), { maxLength: 30 }), (happenings) => {
      let state: (typeof runStates)[number] = 'queued'
      let finished = false
      for (const event of happenings) {
        const next = transition(state, event)
        if (finished) expect(next).toBeNull()
        if (next) state = next
        finished = state === 'finished'
      }
      if (!finished) expect(transition(state, 'finish')).toBe('finished')
    }),
  )
})

test('the agent runs only after a claim and a preparation', () => {
  expect(statesBefore('start')).toEqual(['preparing'])
  expect(statesBefore('prepare')).toEqual(['claimed'])
  expect(statesBefore('claim')).toEqual(['queued'])
})
