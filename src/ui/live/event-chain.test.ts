import { expect, test } from 'vitest'
import { type ChainMessage, createEventChain, type LiveEvent } from './event-chain.ts'

const event = (seq: number): LiveEvent => ({
  seq,
  type: 'issue.updated',
  at: '',
  actor: { type: 'person', id: 'usr_1', name: 'A' },
  issue_id: null,
  run_id: null,
  issue: null,
  changes: {},
})
const after = (previous: number, seq: number): ChainMessage => ({ kind: 'event', previous, event: event(seq) })

test('events that follow each other are new, and repeated ones are known', () => {
  const chain = createEventChain()
  expect(chain.accept({ kind: 'start', position: 10 })).toBe('gap')
  expect(chain.accept(after(10, 11))).toBe('new')
  expect(chain.accept(after(11, 12))).toBe('new')
  expect(chain.accept(after(10, 11))).toBe('known')
  expect(chain.position()).toBe(12)
})

test('positions that the stream skips are no gap as long as the chain holds', () => {
  const chain = createEventChain()
  chain.accept({ kind: 'start', position: 10 })
  expect(chain.accept(after(10, 14))).toBe('new')
})

test('what is not for this caller moves the position and nothing else', () => {
  const chain = createEventChain()
  chain.accept({ kind: 'start', position: 10 })
  expect(chain.accept({ kind: 'skip', previous: 10, position: 11 })).toBe('known')
  expect(chain.accept(after(11, 12))).toBe('new')
  expect(chain.since(10)?.map((item) => item.seq)).toEqual([12])
  expect(chain.accept({ kind: 'skip', previous: 10, position: 11 })).toBe('known')
  expect(chain.position()).toBe(12)
  expect(chain.accept({ kind: 'skip', previous: 14, position: 15 })).toBe('gap')
  expect(chain.position()).toBe(15)
})

test('a message that follows one that never came is a gap', () => {
  const chain = createEventChain()
  chain.accept({ kind: 'start', position: 10 })
  expect(chain.accept(after(12, 13))).toBe('gap')
  expect(chain.since(10)).toBeNull()
  expect(chain.since(12)?.map((item) => item.seq)).toEqual([13])
})

test('a start behind the own position changes nothing: another tab became the leader', () => {
  const chain = createEventChain()
  chain.accept({ kind: 'start', position: 10 })
  chain.accept(after(10, 11))
  expect(chain.accept({ kind: 'start', position: 11 })).toBe('known')
  expect(chain.accept({ kind: 'start', position: 20 })).toBe('gap')
})

test('what a snapshot missed is replayed from memory while it is remembered', () => {
  const chain = createEventChain(3)
  chain.accept({ kind: 'start', position: 0 })
  for (let seq = 1; seq <= 5; seq += 1) chain.accept(after(seq - 1, seq))
  expect(chain.since(3)?.map((item) => item.seq)).toEqual([4, 5])
  expect(chain.since(2)?.map((item) => item.seq)).toEqual([3, 4, 5])
  expect(chain.since(1)).toBeNull()
  expect(chain.since(9)).toEqual([])
})
