// Whether the server still knows us, and whether it wants the password again. Written by the API client alone.
import { createStore } from './external-store.ts'

export type SessionState = 'unknown' | 'open' | 'expired'

export const sessionState = createStore<SessionState>('unknown')

interface PasswordRequest {
  detail: string
  answer(confirmed: boolean): void
}

/** A dangerous action waits for the password; the dialog answers. */
export const passwordRequest = createStore<PasswordRequest | null>(null)

let pending: Promise<boolean> | null = null

/** Asks once, however many requests wait; true after the password was confirmed. */
export function askForPassword(detail: string): Promise<boolean> {
  pending ??= new Promise<boolean>((resolve) => {
    passwordRequest.set({
      detail,
      answer: (confirmed) => {
        pending = null
        passwordRequest.set(null)
        resolve(confirmed)
      },
    })
  })
  return pending
}
