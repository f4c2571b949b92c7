import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toggleParam } from './use-url-filters.ts'

function toggled(before: string, key: string, value: string): string {
  const params = new URLSearchParams(before)
  toggleParam(params, key, value)
  return params.toString()
}

test.each([
  ['', 'label', 'bug', 'label=bug'],
  ['label=bug', 'label', 'bug', ''],
  ['label=bug', 'label', 'ui', 'label=bug&label=ui'],
  ['label=a&label=b&label=c', 'label', 'b', 'label=a&label=c'],
  ['label=a&q=x', 'label', 'a', 'q=x'],
  ['label=a&label=a', 'label', 'a', ''],
  ['', 'label', 'a & b=ü', 'label=a+%26+b%3D%C3%BC'],
  ['label=bug', 'label', 'Bug', 'label=bug&label=Bug'],
])('%j with %s=%s is %j', (before, key, value, after) => expect(toggled(before, key, value)).toBe(after))

test('twice is as before, and other keys stay what they are', () => {
  const values = fc.uniqueArray(fc.string({ maxLength: 5 }), { maxLength: 4 })
  fc.assert(
    fc.property(values, values, fc.string({ maxLength: 5 }), (labels, others, value) => {
      const params = new URLSearchParams([
        ...labels.map((label) => ['label', label]),
        ...others.map((other) => ['source', other]),
      ])
      toggleParam(params, 'label', value)
      expect(params.has('label', value)).toBe(!labels.includes(value))
      expect(params.getAll('source')).toEqual(others)
      toggleParam(params, 'label', value)
      expect(new Set(params.getAll('label'))).toEqual(new Set(labels))
    }),
  )
})
