// Which workspace is on the screen, and the way to the others.
'use client'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Check, ChevronsUpDown, LogOut, Monitor, Moon, Plus, Settings2, Sun, Trash2 } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { api } from '../../ui/api-client.ts'
import { cx } from '../../ui/class-names.ts'
import { useStore } from '../../ui/external-store.ts'
import { Logo } from '../../ui/logo.tsx'
import { Menu, MenuItem, MenuLabel, MenuSeparator } from '../../ui/menu.tsx'
import { chooseTheme, type ThemeChoice, themeChoice } from '../../ui/theme.ts'
import { toastProblem } from '../../ui/toast.tsx'
import { usePermission } from './permission.ts'
import { roleLabel } from './role-words.ts'
import { accessKeys, leaveForBoard, switchWorkspace, useSession, type WorkspaceList } from './session.ts'
import { CreateWorkspaceDialog } from './workspace-dialogs.tsx'

const themes: [ThemeChoice, string, typeof Sun][] = [
  ['system', 'As the system', Monitor],
  ['light', 'Light', Sun],
  ['dark', 'Dark', Moon],
]

export function WorkspaceSwitch({ compact }: { compact: boolean }) {
  const session = useSession().data
  const client = useQueryClient()
  const chosen = useStore(themeChoice, 'system')
  const workspaces = useQuery({ queryKey: accessKeys.workspaces, queryFn: () => api<WorkspaceList>('/api/workspaces') })
  const current = session?.workspace
  const router = useRouter()
  const [creating, setCreating] = useState(false)
  const create = usePermission('workspace.create')
  const manage = usePermission('workspace.manage')
  const logOut = () =>
    api('/api/auth/logout', { method: 'POST' })
      .then(() => {
        client.clear()
        window.location.assign('/login')
      })
      .catch(toastProblem)
  return (
    <>
      <Menu
        trigger={
          <button
            type="button"
            aria-label={`Workspace ${current?.name ?? ''}`}
            className={cx(
              'flex h-9 w-full min-w-0 items-center gap-2 rounded-md px-2 hover:bg-hover',
              compact && 'justify-center px-0',
            )}
          >
            <Logo size={18} />
            {!compact && (
              <>
                <span className="min-w-0 flex-1 truncate text-left font-semibold text-ink">{current?.name ?? 'Dispatch'}</span>
                <ChevronsUpDown aria-hidden size={13} className="text-ink-3" />
              </>
            )}
          </button>
        }
      >
        <MenuLabel>Workspaces</MenuLabel>
        {(workspaces.data?.items ?? []).map((workspace) => (
          <MenuItem
            key={workspace.id}
            onSelect={() => workspace.id !== current?.id && void switchWorkspace(workspace.id).catch(toastProblem)}
            glyph={<Check aria-hidden size={14} className={workspace.id === current?.id ? 'text-accent' : 'text-transparent'} />}
            hint={workspace.is_demo ? 'simulated' : workspace.prefix}
          >
            {workspace.name}
          </MenuItem>
        ))}
        {workspaces.error && <MenuLabel>The others could not be loaded.</MenuLabel>}
        {create.allowed && (
          <MenuItem icon={Plus} onSelect={() => setCreating(true)}>
            New workspace
          </MenuItem>
        )}
        <MenuItem icon={Settings2} onSelect={() => router.push('/settings#workspace')}>
          {manage.allowed ? 'Settings of this workspace' : 'About this workspace'}
        </MenuItem>
        {manage.allowed && workspaces.data?.items.some((workspace) => workspace.is_demo) && (
          <MenuItem
            icon={Trash2}
            danger
            onSelect={() => void api('/api/demo', { method: 'DELETE' }).then(leaveForBoard, toastProblem)}
          >
            Delete the demo
          </MenuItem>
        )}
        <MenuSeparator />
        <MenuLabel>Theme</MenuLabel>
        {themes.map(([value, label, icon]) => (
          <MenuItem key={value} icon={icon} onSelect={() => chooseTheme(value)} hint={chosen === value ? 'on' : undefined}>
            {label}
          </MenuItem>
        ))}
        <MenuSeparator />
        <MenuLabel>
          {session?.actor.name}
          {session?.role && ` · ${roleLabel(session.role).toLowerCase()}`}
        </MenuLabel>
        <MenuItem icon={LogOut} onSelect={() => void logOut()}>
          Log out
        </MenuItem>
      </Menu>
      {creating && <CreateWorkspaceDialog onClose={() => setCreating(false)} />}
    </>
  )
}
