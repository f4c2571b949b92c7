// Where drafts are kept: each tab has its own, and the browser the newest one, for a tab that takes up what a closed one left.

type Store = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>

export interface DraftStores {
  /** Null where the browser forbids it. */
  tab: Store | null
  browser: Store | null
}

const prefix = 'dispatch.draft.'

/** What this tab wrote, else what the browser kept; anything unreadable counts as nothing. */
export function readDraft<T>({ tab, browser }: DraftStores, key: string): T | null {
  const text = get(tab, key) ?? get(browser, key)
  if (text === null) return null
  // From now on it is this tab's own, whatever is written in another one.
  put(tab, key, text)
  try {
    return JSON.parse(text) as T
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return null
  }
}

/** Null and the empty text end it: here, and in the browser unless another tab has written something else since. */
export function writeDraft({ tab, browser }: DraftStores, key: string, value: unknown): void {
  const own = get(tab, key)
  const text = value === null || value === '' ? null : JSON.stringify(value)
  put(tab, key, text)
  if (text !== null || get(browser, key) === own) put(browser, key, text)
}

/** Another tab ended exactly the draft that this one shows: it was sent there, so it is not offered for sending again. */
export function wasSentElsewhere(
  { tab }: DraftStores,
  key: string,
  event: Pick<StorageEvent, 'key' | 'oldValue' | 'newValue'>,
): boolean {
  if (event.key !== prefix + key || event.newValue !== null || event.oldValue !== get(tab, key)) return false
  put(tab, key, null)
  return true
}

function get(store: Store | null, key: string): string | null {
  return store?.getItem(prefix + key) ?? null
}

/** A full storage costs no more than that it is not kept. */
function put(store: Store | null, key: string, text: string | null): void {
  try {
    if (text === null) store?.removeItem(prefix + key)
    else store?.setItem(prefix + key, text)
  } catch (error) {
    if (!(error instanceof DOMException)) throw error
  }
}
