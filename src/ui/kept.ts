// What this browser keeps between visits. A full or forbidden storage costs no more than that.

/** Null removes it. False when the browser would not keep it. */
export function keep(key: string, text: string | null): boolean {
  try {
    if (text === null) localStorage.removeItem(key)
    else localStorage.setItem(key, text)
    return true
  } catch (error) {
    if (!(error instanceof DOMException)) throw error
    return false
  }
}

/** Null when nothing is kept, or the browser will not say. */
export function kept(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch (error) {
    if (!(error instanceof DOMException)) throw error
    return null
  }
}
