import { expect, test } from 'vitest'
import { markText } from '../../runs/domain/marked-text.ts'
import { markPart, newBoundary, partOf } from './excerpt.ts'

const from = (text: string) => ({ source: 'comment', author: 'someone', text })

test('a long text is read in parts, each inside the boundary', () => {
  expect(markPart(from('abcdefgh'), 'data-1', { maxChars: 5 })).toEqual({
    source: 'comment',
    author: 'someone',
    text: '<data-1>\nabcde\n</data-1>',
    total_chars: 8,
    next_offset: 5,
  })
  expect(markPart(from('abcdefgh'), 'data-1', { offset: 5, maxChars: 5 })).toMatchObject({
    text: '<data-1>\nfgh\n</data-1>',
    next_offset: null,
  })
})

test('offsets count what is visible, so that parts join without gaps', () => {
  const text = `ab<!-- hidden -->cd\u200bef`
  const parts = [0, 3].map((offset) => markPart(from(text), 'data-1', { offset, maxChars: 3 }))
  expect(parts.map((part) => part.text.split('\n')[1]).join('')).toBe('abcdef')
})

test('a marked text can be read in parts too', () => {
  const whole = markText(from('line one\nline two'), 'data-0a', 1000)
  expect(partOf(whole, { maxChars: 8 })).toMatchObject({
    text: '<data-0a>\nline one\n</data-0a>',
    next_offset: 8,
    total_chars: 17,
  })
  expect(partOf(whole, { offset: 9, maxChars: 8 })).toMatchObject({ text: '<data-0a>\nline two\n</data-0a>', next_offset: null })
})

test('no two boundaries are alike', () => {
  expect(newBoundary()).not.toBe(newBoundary())
})
