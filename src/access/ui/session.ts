// Who is logged in, and in which workspace this browser looks around.
'use client'
import { useQuery } from '@tanstack/react-query'
import type { z } from 'zod'
import { api } from '../../ui/api-client.ts'
import { isProblem } from '../../ui/api-problem.ts'
import { sessionState } from '../../ui/session-state.ts'
import type { Session, workspaceSchema, workspacesSchema } from '../schemas.ts'

export type { ApiKey, Session } from '../schemas.ts'
export type Workspace = z.infer<typeof workspaceSchema>
export type WorkspaceList = z.infer<typeof workspacesSchema>

export const accessKeys = {
  session: ['session'] as const,
  methods: ['login-methods'] as const,
  workspace: ['workspace'] as const,
  workspaces: ['workspaces'] as const,
  keys: ['keys'] as const,
  members: ['members'] as const,
  invitations: ['invitations'] as const,
  audit: ['audit'] as const,
  sessions: ['sessions'] as const,
  settings: ['settings'] as const,
}

export function useSession() {
  return useQuery({
    queryKey: accessKeys.session,
    queryFn: loadSession,
    staleTime: 5 * 60_000,
    retry: (count, error) => count < 3 && isProblem(error) && error.status !== 401,
  })
}

async function loadSession(): Promise<Session> {
  const session = await api<Session>('/api/auth/session')
  sessionState.set('open')
  return session
}

export function useWorkspace() {
  return useQuery({ queryKey: accessKeys.workspace, queryFn: () => api<Workspace>('/api/workspaces/current') })
}

/** Takes the session to another workspace. Everything on the screen, in all tabs, belongs to the old one, so pages start anew. */
export async function switchWorkspace(id: string): Promise<void> {
  await api('/api/auth/session', { method: 'PATCH', body: { workspace_id: id } })
  leaveForBoard()
}

/** Sends every open tab of this browser to the board. */
export function leaveForBoard(): void {
  new BroadcastChannel(workspaceChannel).postMessage('changed')
  window.location.assign('/board')
}

const workspaceChannel = 'dispatch.workspace'

/** Follows when another tab changed the workspace; returns how to stop. */
export function followWorkspace(): () => void {
  const channel = new BroadcastChannel(workspaceChannel)
  channel.addEventListener('message', () => window.location.assign('/board'))
  return () => channel.close()
}
