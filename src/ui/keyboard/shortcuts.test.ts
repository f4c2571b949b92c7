import { expect, test } from 'vitest'
import { createKeyFollower, keyName } from './shortcuts.ts'

const bind = (keys: string) => ({ keys, label: keys, group: 'Everywhere' as const, run: () => undefined })

test('a key finds its binding, and the latest one wins', () => {
  const follow = createKeyFollower()
  const older = bind('c')
  const newer = bind('c')
  expect(follow('c', [older, newer])).toBe(newer)
  expect(follow('x', [older, newer])).toBeUndefined()
})

test('two keys after each other make a sequence, unless the pause was too long', () => {
  let time = 0
  const follow = createKeyFollower(() => time)
  const board = bind('g b')
  const plain = bind('b')
  expect(follow('g', [board, plain])).toBeUndefined()
  expect(follow('b', [board, plain])).toBe(board)
  expect(follow('g', [board, plain])).toBeUndefined()
  time = 2000
  expect(follow('b', [board, plain])).toBe(plain)
})

test('a sequence that leads nowhere leaves the second key its own meaning', () => {
  const follow = createKeyFollower()
  const create = bind('c')
  expect(follow('g', [bind('g b'), create])).toBeUndefined()
  expect(follow('c', [bind('g b'), create])).toBe(create)
})

test('modifier keys are named alike on every system', () => {
  const press = (key: string, more = {}) => keyName({ key, metaKey: false, ctrlKey: false, altKey: false, ...more })
  expect(press('K', { ctrlKey: true })).toBe('mod+k')
  expect(press('k', { metaKey: true })).toBe('mod+k')
  expect(press('C')).toBe('c')
  expect(press('Escape')).toBe('Escape')
})
