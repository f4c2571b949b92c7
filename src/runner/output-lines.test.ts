// Lines come whole, however the chunks fall.
import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { outputLines } from './output-lines.ts'

async function linesOf(chunks: string[], max?: number): Promise<string[]> {
  return Array.fromAsync(outputLines(Readable.from(chunks.map((chunk) => Buffer.from(chunk))), max))
}

test('lines are put together from chunks, blank ones left out', async () => {
  expect(await linesOf(['a', 'b\n\ncd', '\n', 'last'])).toEqual(['ab', 'cd', 'last'])
})

test('a line without end is dropped and said', async () => {
  expect(await linesOf(['x'.repeat(8), 'x'.repeat(8), 'x\nnext\n'], 10)).toEqual([
    'A line of more than 10 characters was dropped.',
    'next',
  ])
})

test('characters cut by a chunk are whole again', async () => {
  const euro = Buffer.from('€\n')
  const lines = await Array.fromAsync(outputLines(Readable.from([euro.subarray(0, 1), euro.subarray(1)])))
  expect(lines).toEqual(['€'])
})
