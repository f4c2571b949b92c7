import { expect, test } from 'vitest'
import { createStore } from './external-store.ts'

test('whoever listens hears of changes, and of nothing that stays', () => {
  const store = createStore(1)
  const heard: number[] = []
  const leave = store.subscribe(() => heard.push(store.get()))
  store.set(2)
  store.set(2)
  store.set((current) => current + 1)
  leave()
  store.set(9)
  expect(heard).toEqual([2, 3])
  expect(store.get()).toBe(9)
})
