// Search as it is typed: asked for when the typing rests, the last answer shown meanwhile.
'use client'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { api } from '../../ui/api-client.ts'
import type { Highlight } from '../../ui/highlight.ts'
import type { Card } from './issue-types.ts'

/** Search belongs to a later feature; this is the part of its answer that lists show. */
export interface SearchHit {
  issue: Card
  /** Plain text, as hostile as any. */
  snippet: string
  highlights: { title: Highlight[]; snippet: Highlight[] }
  matched_by: string[]
  similarity: number | null
  likely_duplicate: boolean
}
export interface SearchResult {
  items: SearchHit[]
  mode: string
}

export function useSearch(text: string, options: { limit: number; minLength?: number }) {
  const settled = useSettled(text.trim(), 200)
  const isAsked = settled.length >= (options.minLength ?? 2)
  const result = useQuery({
    queryKey: ['search', settled, options.limit],
    queryFn: ({ signal }) =>
      api<SearchResult>('/api/search', { query: { q: settled.slice(0, 500), limit: options.limit }, signal }),
    enabled: isAsked,
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  })
  return {
    hits: isAsked ? (result.data?.items ?? []) : [],
    isLoading: isAsked && result.isFetching,
    error: result.error,
    asked: settled,
  }
}

/** The value once it has not changed for a while. */
export function useSettled<T>(value: T, ms: number): T {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms)
    return () => clearTimeout(timer)
  }, [value, ms])
  return settled
}
