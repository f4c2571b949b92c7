// Members and invitations as the pages ask for them and change them.
'use client'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import type { z } from 'zod'
import type { Role } from '../../platform/context.ts'
import { api } from '../../ui/api-client.ts'
import { itemsOf, type Page } from '../../ui/page.ts'
import type {
  createdInvitationSchema,
  Invitation,
  memberPageSchema,
  memberSchema,
  passwordLinkSchema,
} from '../member-schemas.ts'
import { accessKeys } from './session.ts'

export type { Invitation } from '../member-schemas.ts'
export type Member = z.infer<typeof memberSchema>
export type CreatedInvitation = z.infer<typeof createdInvitationSchema>
type MemberPage = z.infer<typeof memberPageSchema>

export function useMembers() {
  const query = useInfiniteQuery({
    queryKey: accessKeys.members,
    queryFn: ({ pageParam }) => api<MemberPage>('/api/members', { query: { limit: 100, cursor: pageParam } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  })
  const members = itemsOf(query.data?.pages, ({ id }) => id)
  return { query, members, sharedPassword: query.data?.pages[0]?.shared_password ?? false }
}

/** Newest first; those that ended are listed too. */
export function useInvitations(enabled: boolean) {
  const query = useInfiniteQuery({
    queryKey: accessKeys.invitations,
    queryFn: ({ pageParam }) => api<Page<Invitation>>('/api/invitations', { query: { limit: 50, cursor: pageParam } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    enabled,
  })
  return { query, invitations: itemsOf(query.data?.pages, ({ id }) => id) }
}

export function useChangeRole(memberId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (role: Role) => api<Member>(`/api/members/${memberId}`, { method: 'PATCH', body: { role } }),
    onSettled: () => client.invalidateQueries({ queryKey: accessKeys.members }),
  })
}

export function useRemoveMember(memberId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => api<void>(`/api/members/${memberId}`, { method: 'DELETE' }),
    onSuccess: () => client.invalidateQueries({ queryKey: accessKeys.members }),
  })
}

export function useMakePasswordLink(memberId: string) {
  return useMutation({
    mutationFn: () => api<z.infer<typeof passwordLinkSchema>>(`/api/members/${memberId}/password-link`, { method: 'POST' }),
    gcTime: 0,
  })
}

export function useInvite() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: { email: string; role: Role }) => api<CreatedInvitation>('/api/invitations', { method: 'POST', body }),
    onSuccess: () => client.invalidateQueries({ queryKey: accessKeys.invitations }),
    gcTime: 0,
  })
}

export function useRevokeInvitation() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => api<void>(`/api/invitations/${id}`, { method: 'DELETE' }),
    onSettled: () => client.invalidateQueries({ queryKey: accessKeys.invitations }),
  })
}

export function useSwitchSharedPassword() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (enabled: boolean) => api<void>('/api/auth/shared-password', { method: 'PUT', body: { enabled } }),
    onSettled: () => client.invalidateQueries({ queryKey: accessKeys.members }),
  })
}
