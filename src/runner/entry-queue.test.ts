// Nothing is lost between the reader and a slow store.
import { expect, test } from 'vitest'
import { EntryQueue } from './entry-queue.ts'

test('items come in order and the end comes last', async () => {
  const queue = new EntryQueue<number>(10)
  void queue.push(1)
  void queue.push(2)
  const taking = Array.fromAsync(queue)
  void queue.push(3)
  queue.close()
  expect(await taking).toEqual([1, 2, 3])
})

test('a full queue holds the pusher until something is taken', async () => {
  const queue = new EntryQueue<number>(2)
  await queue.push(1)
  let isThrough = false
  const pushed = queue.push(2).then(() => (isThrough = true))
  await Promise.resolve()
  expect(isThrough).toBe(false)
  const iterator = queue[Symbol.asyncIterator]()
  await iterator.next()
  await pushed
  expect(isThrough).toBe(true)
})

test('after the end nothing is taken in', async () => {
  const queue = new EntryQueue<number>(1)
  queue.close()
  await queue.push(1)
  expect(await Array.fromAsync(queue)).toEqual([])
})
