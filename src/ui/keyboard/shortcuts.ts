// Every key that does something, registered where it acts, listed by the help, and silent while somebody types.
'use client'
import { useLayoutEffect, useRef } from 'react'
import { createStore } from '../external-store.ts'

export interface Shortcut {
  /** `c`, `/`, `?`, `mod+k`, or two keys after each other: `g b`. */
  keys: string
  label: string
  group: 'Everywhere' | 'Go to' | 'Inbox' | 'Board' | 'Issue' | 'Run'
}

interface Registered extends Shortcut {
  /** Null: listed in the help; what has the focus listens itself. */
  run: (() => void) | null
}

export const shortcuts = createStore<readonly Registered[]>([])

/** Binds the key while the component is mounted, from the moment that it is drawn. A later binding of the same key wins. */
export function useShortcut(shortcut: Shortcut, run: () => void, enabled = true): void {
  const latest = useRef(run)
  latest.current = run
  const { keys, label, group } = shortcut
  useLayoutEffect(() => {
    if (!enabled) return undefined
    const registered: Registered = { keys, label, group, run: () => latest.current() }
    shortcuts.set((current) => [...current, registered])
    return () => shortcuts.set((current) => current.filter((item) => item !== registered))
  }, [keys, label, group, enabled])
}

/** Lists a key in the help that some part of the view handles by itself. */
export function useKeyHint(shortcut: Shortcut): void {
  const { keys, label, group } = shortcut
  useLayoutEffect(() => {
    const registered: Registered = { keys, label, group, run: null }
    shortcuts.set((current) => [...current, registered])
    return () => shortcuts.set((current) => current.filter((item) => item !== registered))
  }, [keys, label, group])
}

/** The key as shortcuts name it: `mod+` for ⌘ or Ctrl. */
export function keyName(event: Pick<KeyboardEvent, 'key' | 'metaKey' | 'ctrlKey' | 'altKey'>): string {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
  if (event.altKey) return `alt+${key}`
  return event.metaKey || event.ctrlKey ? `mod+${key}` : key
}

const sequenceMs = 900

/** Follows the keys of the document, including sequences of two; returns the binding that the last key completed. */
export function createKeyFollower(now: () => number = Date.now) {
  let first: { key: string; at: number } | null = null
  return (key: string, registered: readonly Registered[]): Registered | undefined => {
    const bindings = registered.filter((item) => item.run !== null)
    const pair = first && now() - first.at < sequenceMs ? `${first.key} ${key}` : null
    first = bindings.some((item) => item.keys.startsWith(`${key} `)) ? { key, at: now() } : null
    const wanted = pair && bindings.some((item) => item.keys === pair) ? pair : key
    const found = bindings.findLast((item) => item.keys === wanted)
    if (found) first = null
    return found
  }
}

/** Whether keys belong to what has the focus: a text field, or anything inside a dialog or menu. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target instanceof HTMLInputElement && target.type === 'checkbox') return false
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName)
}

/** Listens on the document; mounted once, by the frame. */
export function useShortcutListener(): void {
  useLayoutEffect(() => {
    const follow = createKeyFollower()
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return
      const key = keyName(event)
      if (isTyping(event.target) && !key.startsWith('mod+')) return
      if (
        document.querySelector('[role="dialog"][data-state="open"],[role="menu"][data-state="open"]') &&
        !key.startsWith('mod+')
      )
        return
      const found = follow(key, shortcuts.get())
      if (!found?.run) return
      event.preventDefault()
      found.run()
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [])
}
