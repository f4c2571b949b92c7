// One tab of the browser leads: it holds the lock for as long as it lives. Browsers allow six connections to one host.

/** Calls `lead` once this tab leads; at once where locks do not exist (plain http to another machine). */
export function whenLeader(name: string, signal: AbortSignal, lead: () => void): void {
  const locks = typeof navigator === 'undefined' ? undefined : navigator.locks
  if (!locks) {
    lead()
    return
  }
  const held = locks.request(name, { signal }, () => {
    lead()
    return new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
  })
  // Closing the tab aborts a waiting request; that is no failure.
  held.catch(() => undefined)
}

/** Takes one of a few numbered places shared by all tabs; null when all are taken. `release` gives it back. */
export async function takePlace(name: string, places: number): Promise<{ release(): void } | null> {
  const locks = navigator.locks
  if (!locks) return { release: () => undefined }
  for (let place = 0; place < places; place += 1) {
    const taken = await tryLock(locks, `${name}:${place}`)
    if (taken) return taken
  }
  return null
}

function tryLock(locks: LockManager, name: string): Promise<{ release(): void } | null> {
  return new Promise((resolve) => {
    void locks.request(name, { ifAvailable: true }, (lock) => {
      if (!lock) {
        resolve(null)
        return undefined
      }
      return new Promise<void>((release) => resolve({ release: () => release() }))
    })
  })
}
