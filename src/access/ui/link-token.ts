// Tokens that links carry behind the #.

/** The token of `#token=…`; taken out of the address at once, so that it stays in no history and no screenshot. */
export function takeLinkToken(): string | null {
  const token = new URLSearchParams(window.location.hash.slice(1)).get('token')
  if (token) window.history.replaceState(null, '', window.location.pathname + window.location.search)
  return token
}
