// Who calls in the access test: people of each role, keys of each scope, a run at work, and nobody.
import type { Role, Scope } from '#src/platform/context.ts'

export type Caller =
  | { kind: 'person'; role: Role; cookie(): Promise<string> }
  | { kind: 'key'; scope: Scope; token: string }
  | { kind: 'run'; token: string }
  | { kind: 'nobody' }

export function nameOf(caller: Caller): string {
  if (caller.kind === 'person') return caller.role
  return caller.kind === 'key' ? `key with ${caller.scope}` : caller.kind
}

/** How the caller proves who it is: a new session each time, since some requests end theirs. */
export async function credentialsOf(caller: Caller): Promise<{ cookie?: string; key?: string }> {
  if (caller.kind === 'nobody') return {}
  return caller.kind === 'person' ? { cookie: await caller.cookie() } : { key: caller.token }
}
