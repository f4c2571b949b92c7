import { expect, test } from 'vitest'
import type { ModelName } from './models.ts'
import { decideServing } from './serving.ts'

const local: ModelName = 'energetic-512'
const remote: ModelName = 'text-embedding-3-small'

test.each<[string, ModelName[], [ModelName, number][], ModelName, ModelName | null]>([
  ['nothing is there yet', [local], [], remote, null],
  ['nobody can ask the former model', [], [[local, 1000]], remote, null],
  ['the switch has just begun', [local], [[local, 1000]], local, null],
  [
    'the new model has some',
    [local],
    [
      [local, 1000],
      [remote, 10],
    ],
    local,
    remote,
  ],
  [
    'the new model has nearly all',
    [local],
    [
      [local, 1000],
      [remote, 950],
    ],
    remote,
    local,
  ],
  [
    'the former vectors are removed',
    [local],
    [
      [local, 0],
      [remote, 1000],
    ],
    remote,
    null,
  ],
])('%s', (_, others, counts, main, rest) => {
  expect(decideServing(remote, others, new Map(counts))).toEqual({ main, rest })
})
