// Keys for idempotent requests. `crypto.randomUUID` exists only on secure origins; a LAN address over http is none.

export function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
