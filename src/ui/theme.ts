// Light, dark, or what the system says; the choice is kept in this browser.

import { createStore } from './external-store.ts'
import { keep } from './kept.ts'
import { themeStorageKey as storageKey } from './theme-script.ts'

export type ThemeChoice = 'system' | 'light' | 'dark'

export const themeChoice = createStore<ThemeChoice>('system')

function apply(choice: ThemeChoice): void {
  const isDark = choice === 'dark' || (choice === 'system' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.dataset.theme = isDark ? 'dark' : 'light'
}

export function chooseTheme(choice: ThemeChoice): void {
  themeChoice.set(choice)
  keep(storageKey, choice) // where the browser keeps nothing, it lasts until the reload
  apply(choice)
}

/** Reads the kept choice and follows the system from now on; returns how to stop. */
export function followTheme(): () => void {
  const stored = localStorage.getItem(storageKey)
  if (stored === 'light' || stored === 'dark') themeChoice.set(stored)
  const system = matchMedia('(prefers-color-scheme: dark)')
  const onChange = () => apply(themeChoice.get())
  system.addEventListener('change', onChange)
  onChange() // it may have changed since the first paint
  return () => system.removeEventListener('change', onChange)
}
