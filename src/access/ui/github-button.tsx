// Goes on at GitHub, which sends the browser back here.
'use client'
import { useMutation } from '@tanstack/react-query'
import { ExternalLink } from 'lucide-react'
import { api } from '../../ui/api-client.ts'
import { isProblem, problemText } from '../../ui/api-problem.ts'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/error-state.tsx'
import { throttleText, useThrottle } from './use-throttle.ts'

interface GitHubButtonProps {
  /** What the journey is for; empty: a login. */
  purpose?: { invitation?: string; link?: true; next?: string }
  label?: string
}

export function GitHubButton({ purpose = {}, label = 'Continue with GitHub' }: GitHubButtonProps) {
  const begin = useMutation({
    mutationFn: () => api<{ url: string }>('/api/auth/github', { method: 'POST', body: purpose }),
    onSuccess: ({ url }) => window.location.assign(url),
  })
  const waitSeconds = useThrottle(begin.error, begin.submittedAt)
  const isThrottled = isProblem(begin.error) && begin.error.status === 429
  return (
    <div className="flex flex-col gap-2">
      <Button
        icon={ExternalLink}
        className="h-8 w-full"
        busy={begin.isPending || begin.isSuccess}
        disabled={waitSeconds > 0}
        onClick={() => begin.mutate()}
      >
        {label}
      </Button>
      {waitSeconds > 0 && <Notice tone="need">{throttleText(waitSeconds)}</Notice>}
      {begin.error && !isThrottled && <Notice>{problemText(begin.error)}</Notice>}
    </div>
  )
}
