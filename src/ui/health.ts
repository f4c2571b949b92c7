// What the server says about itself: above all whether its clock is a test's.
'use client'
import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { api } from './api-client.ts'
import { clockOffsetMs } from './now.ts'

interface Health {
  status: string
  test_clock?: boolean
  /** Business time of the server. */
  now?: string
}

/** Also sets the clock that relative times are told by. */
export function useHealth(): Health | undefined {
  const { data, dataUpdatedAt } = useQuery({
    queryKey: ['health'],
    queryFn: () => api<Health>('/api/health'),
    refetchInterval: (query) => (query.state.data?.test_clock ? 3000 : 5 * 60_000),
  })
  useEffect(() => {
    if (!data?.now) return
    const offset = Date.parse(data.now) - dataUpdatedAt
    // Small differences are the network's, not the clock's.
    clockOffsetMs.set(Math.abs(offset) > 5000 ? offset : 0)
  }, [data?.now, dataUpdatedAt])
  return data
}
