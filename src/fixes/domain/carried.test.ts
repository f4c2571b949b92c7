import { expect, test } from 'vitest'
import { decideCarried } from './carried.ts'
import type { PushEdge } from './containment.ts'

const push = (before: string, after: string, commits = [after]): PushEdge => ({
  ref: 'refs/heads/staging',
  before,
  after,
  forced: false,
  commits,
})
const pushes = [push('s0', 's1'), push('s1', 's2'), push('s2', 's3')]
const cargo = [
  { id: 'first', mergeSha: 's1' },
  { id: 'second', mergeSha: 's2' },
  { id: 'third', mergeSha: 's3' },
]

test('a release carries what its head contains, and nothing that came later', () => {
  expect(decideCarried({ headSha: 's2', pushes }, cargo)).toEqual({ carried: ['first', 'second'], unknown: [] })
})

test('what recorded pushes do not tell is unknown until somebody else does', () => {
  const release = { headSha: 's2', pushes: [] }
  expect(decideCarried(release, cargo)).toEqual({ carried: ['second'], unknown: ['first', 'third'] })
  const answers = new Map([
    ['first', 'yes' as const],
    ['third', 'no' as const],
  ])
  expect(decideCarried({ ...release, answers }, cargo)).toEqual({ carried: ['first', 'second'], unknown: [] })
})

test('what pushes tell is not overruled by an answer from outside', () => {
  const answers = new Map([['third', 'yes' as const]])
  expect(decideCarried({ headSha: 's2', pushes, answers }, cargo).carried).toEqual(['first', 'second'])
})
