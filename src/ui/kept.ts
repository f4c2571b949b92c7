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
