// What the environment of the server sets; what it sets always wins and is not changed here.
'use client'
import { useQuery } from '@tanstack/react-query'
import { Check, Minus } from 'lucide-react'
import { api } from '../../ui/api-client.ts'
import { Badge } from '../../ui/badge.tsx'
import { ErrorState } from '../../ui/error-state.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { accessKeys } from './session.ts'

interface SettingItem {
  name: string
  group: string
  description: string
  /** What holds while it is not set. */
  unset: string
  source: 'environment' | 'stored' | 'default'
  is_set: boolean
  secret: boolean
}

export function useSettings() {
  return useQuery({ queryKey: accessKeys.settings, queryFn: () => api<{ items: SettingItem[] }>('/api/settings') })
}

export function EnvironmentPanel() {
  const settings = useSettings()
  if (settings.error && !settings.data) return <ErrorState error={settings.error} onRetry={() => void settings.refetch()} />
  if (!settings.data) return <Skeleton className="h-40" />
  const groups = [...new Set(settings.data.items.map((item) => item.group))]
  return (
    <div className="flex flex-col gap-5">
      {groups.map((group) => (
        <section key={group} aria-label={group}>
          <h3 className="mb-1 font-medium text-ink-3 text-meta">{group}</h3>
          <ul className="flex flex-col divide-y">
            {settings.data.items
              .filter((item) => item.group === group)
              .map((item) => (
                <SettingRow key={item.name} item={item} />
              ))}
          </ul>
        </section>
      ))}
    </div>
  )
}

const sourceWords: Record<SettingItem['source'], string> = {
  environment: 'set by environment',
  stored: 'stored',
  default: 'not set',
}

function SettingRow({ item }: { item: SettingItem }) {
  const Icon = item.is_set ? Check : Minus
  return (
    <li className="flex flex-col gap-x-4 gap-y-0.5 py-1.5 sm:flex-row sm:items-start">
      <span className="flex w-64 shrink-0 items-center gap-1.5">
        <Icon aria-hidden size={13} className={item.is_set ? 'shrink-0 text-good' : 'shrink-0 text-ink-3'} />
        <code className="truncate font-mono text-meta">{item.name}</code>
      </span>
      <span className="min-w-0 flex-1 text-ink-2">
        {item.description}
        {!item.is_set && <span className="text-ink-3"> Now: {item.unset}.</span>}
      </span>
      <span className="shrink-0">
        <Badge tone={item.is_set ? 'good' : 'idle'}>{sourceWords[item.source]}</Badge>
      </span>
    </li>
  )
}
