// A demo workspace says on every page that nothing in it is real, and how to leave or delete it.
'use client'
import { useQuery } from '@tanstack/react-query'
import { FlaskConical } from 'lucide-react'
import { accessKeys, leaveForBoard, switchWorkspace, useSession, type WorkspaceList } from '#src/access/ui/session.ts'
import { api } from '#src/ui/api-client.ts'
import { toastProblem } from '#src/ui/toast.tsx'

export function DemoBanner() {
  const workspace = useSession().data?.workspace
  return workspace?.is_demo ? <Banner /> : null
}

function Banner() {
  const workspaces = useQuery({ queryKey: accessKeys.workspaces, queryFn: () => api<WorkspaceList>('/api/workspaces') })
  const own = workspaces.data?.items.find((workspace) => workspace.is_default)
  const link = 'rounded-sm font-medium underline underline-offset-2 hover:text-ink'
  return (
    <div className="hatch flex flex-wrap items-center gap-x-3 gap-y-0.5 border-b bg-sim-soft px-4 py-1 text-meta text-sim">
      <FlaskConical aria-hidden size={13} />
      <span className="min-w-0 flex-1">
        Simulated: this workspace plays a demo. No model is asked, nothing leaves this machine.
      </span>
      {own && (
        <button type="button" className={link} onClick={() => void switchWorkspace(own.id).catch(toastProblem)}>
          Back to {own.name}
        </button>
      )}
      <button
        type="button"
        className={link}
        onClick={() => void api('/api/demo', { method: 'DELETE' }).then(leaveForBoard, toastProblem)}
      >
        Delete the demo
      </button>
    </div>
  )
}
