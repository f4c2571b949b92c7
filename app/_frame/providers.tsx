// What every page stands on: the query cache, the messages, the theme.
'use client'
import { QueryClientProvider } from '@tanstack/react-query'
import { type ReactNode, useEffect, useState } from 'react'
import { createQueryClient } from '#src/ui/query-client.ts'
import { followTheme } from '#src/ui/theme.ts'
import { Toaster } from '#src/ui/toast.tsx'

export function Providers({ children }: { children: ReactNode }) {
  const [client] = useState(createQueryClient)
  useEffect(followTheme, [])
  return (
    <QueryClientProvider client={client}>
      {children}
      <Toaster />
    </QueryClientProvider>
  )
}
