import { expect, test } from 'vitest'
import { readDraft, wasSentElsewhere, writeDraft } from './draft-store.ts'

function memory() {
  const kept = new Map<string, string>()
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, text: string) => void kept.set(key, text),
    removeItem: (key: string) => void kept.delete(key),
  }
}

function twoTabs() {
  const browser = memory()
  return [
    { tab: memory(), browser },
    { tab: memory(), browser },
  ] as const
}

const sent = (text: string) => ({ key: 'dispatch.draft.comment', oldValue: JSON.stringify(text), newValue: null })

test('two tabs write apart, also over a reload, and a third takes up the newest', () => {
  const [one, two] = twoTabs()
  writeDraft(one, 'comment', 'from one')
  expect(readDraft(two, 'comment')).toBe('from one')
  writeDraft(two, 'comment', 'from two')
  expect(readDraft(one, 'comment')).toBe('from one')
  expect(readDraft(two, 'comment')).toBe('from two')
  expect(readDraft({ tab: memory(), browser: one.browser }, 'comment')).toBe('from two')
})

test('sending in one tab leaves what another one writes', () => {
  const [one, two] = twoTabs()
  writeDraft(one, 'comment', 'from one')
  writeDraft(two, 'comment', 'from two')
  writeDraft(one, 'comment', null)
  expect(readDraft(two, 'comment')).toBe('from two')
  expect(readDraft({ tab: memory(), browser: one.browser }, 'comment')).toBe('from two')
})

test('what was sent in one tab is not offered again in a tab that shows the same', () => {
  const [one, two] = twoTabs()
  writeDraft(one, 'comment', 'the same')
  readDraft(two, 'comment')
  writeDraft(one, 'comment', null)
  expect(wasSentElsewhere(two, 'comment', sent('another'))).toBe(false)
  expect(wasSentElsewhere(two, 'comment', sent('the same'))).toBe(true)
  expect(readDraft(two, 'comment')).toBeNull()
})

test('a browser that keeps nothing, and a draft that cannot be read, are no draft', () => {
  expect(readDraft({ tab: null, browser: null }, 'comment')).toBeNull()
  const [one] = twoTabs()
  one.tab.setItem('dispatch.draft.comment', '{')
  expect(readDraft(one, 'comment')).toBeNull()
})
