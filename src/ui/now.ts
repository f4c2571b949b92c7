// The present, as the server counts it. Business time may be moved in tests; the interface must agree with it.
'use client'
import { useSyncExternalStore } from 'react'
import { createStore } from './external-store.ts'

/** Server's business time minus this browser's clock. */
export const clockOffsetMs = createStore(0)

const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined
let tick = 0

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(beat, 5000)
  const unsubscribe = clockOffsetMs.subscribe(listener)
  return () => {
    unsubscribe()
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

function beat(): void {
  tick += 1
  for (const listener of listeners) listener()
}

/** Business time now, renewed every five seconds. */
export function useNow(): Date {
  useSyncExternalStore(
    subscribe,
    () => `${tick}:${clockOffsetMs.get()}`,
    () => '0',
  )
  return businessNow()
}

export function businessNow(): Date {
  return new Date(Date.now() + clockOffsetMs.get())
}
