// Subscribers and their messages from the server.
'use client'
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api } from '../../ui/api-client.ts'
import type { Page } from '../../ui/page.ts'
import type {
  CreatedWebhook,
  CreateWebhook,
  OutboundDelivery,
  OutboundDeliveryDetail,
  UpdateWebhook,
  Webhook,
  WebhookSecret,
} from '../schemas.ts'

export type { CreatedWebhook, OutboundDelivery, OutboundDeliveryDetail, Webhook } from '../schemas.ts'

const listKey = ['webhooks'] as const
const deliveriesKey = ['webhook-deliveries'] as const
const path = (id: string, rest = '') => `/api/webhooks/${encodeURIComponent(id)}${rest}`

/** What is delivered makes no event, so an open list asks again by itself. */
export const useWebhooks = () =>
  useQuery({
    queryKey: listKey,
    queryFn: () => api<Page<Webhook>>('/api/webhooks', { query: { limit: 200 } }),
    refetchInterval: 15_000,
  })

const onItsWayMs = 1500
const quietMs = 15_000

export const useWebhookDeliveries = (id: string, state: string) =>
  useInfiniteQuery({
    queryKey: [...deliveriesKey, id, state],
    queryFn: ({ pageParam }) =>
      api<Page<OutboundDelivery>>(path(id, '/deliveries'), { query: { state, cursor: pageParam, limit: 25 } }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: ({ state: { data } }) => {
      if ((data?.pages.length ?? 1) > 1) return false
      return data?.pages[0]?.items.some((delivery) => isSoon(delivery)) ? onItsWayMs : quietMs
    },
  })

function isSoon({ state, next_attempt_at, is_sending }: OutboundDelivery): boolean {
  return state === 'pending' && (is_sending || new Date(next_attempt_at ?? 0).getTime() < Date.now() + 5000)
}

export const useWebhookDelivery = (webhookId: string, id: string) =>
  useQuery({
    queryKey: [...deliveriesKey, webhookId, 'one', id],
    queryFn: () => api<OutboundDeliveryDetail>(path(webhookId, `/deliveries/${encodeURIComponent(id)}`)),
    refetchInterval: ({ state: { data } }) => (data && isSoon(data) ? onItsWayMs : false),
  })

export function useCreateWebhook() {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: (body: Partial<CreateWebhook>) => api<CreatedWebhook>('/api/webhooks', { method: 'POST', body }),
    onSuccess: refresh,
  })
}

export function useChangeWebhook(id: string) {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: (body: UpdateWebhook) => api<Webhook>(path(id), { method: 'PATCH', body }),
    onSuccess: refresh,
  })
}

export function useDeleteWebhook(id: string) {
  const refresh = useRefresh()
  return useMutation({ mutationFn: () => api<void>(path(id), { method: 'DELETE' }), onSuccess: refresh })
}

export function useRotateSecret(id: string) {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: () => api<WebhookSecret>(path(id, '/rotate-secret'), { method: 'POST' }),
    onSuccess: refresh,
  })
}

/** The secret of an agent: what it reports is signed with it, too. */
export function useMakeAgentSecret(agentId: string) {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: () => api<{ secret: string }>(`/api/agents/${encodeURIComponent(agentId)}/secret`, { method: 'POST' }),
    onSuccess: refresh,
  })
}

export function useTestWebhook(id: string) {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: () => api<{ delivery_id: string }>(path(id, '/test'), { method: 'POST' }),
    onSuccess: refresh,
  })
}

export function useReplayOutbound(webhookId: string, id: string) {
  const refresh = useRefresh()
  return useMutation({
    mutationFn: () => api<unknown>(path(webhookId, `/deliveries/${encodeURIComponent(id)}/replay`), { method: 'POST' }),
    onSuccess: refresh,
  })
}

function useRefresh() {
  const client = useQueryClient()
  return () => Promise.all([listKey, deliveriesKey].map((queryKey) => client.invalidateQueries({ queryKey })))
}
