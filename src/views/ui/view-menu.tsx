// The views of a page: pick one, save what is filtered now, and change the one that is open.
'use client'
import { Bookmark, BookmarkPlus, Check, ChevronDown, Lock, Pencil, Save, Trash2, Users } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { useMemo, useRef, useState } from 'react'
import { useSession } from '../../access/ui/session.ts'
import { Button } from '../../ui/button.tsx'
import { Menu, MenuItem, MenuLabel, MenuSeparator } from '../../ui/menu.tsx'
import { toastDone, toastProblem } from '../../ui/toast.tsx'
import { type UrlFilters, useUrlFilters } from '../../ui/use-url-filters.ts'
import { isChanged, savedKeys, savedOf, viewParam, viewPath } from './view-address.ts'
import { DeleteViewDialog, SaveViewDialog } from './view-dialogs.tsx'
import { useSaveView, useViews, type View, type ViewBody } from './view-queries.ts'

type Asking = 'new' | 'rename' | 'delete' | null

export function ViewMenu({ layout }: { layout: View['layout'] }) {
  const router = useRouter()
  const address = useUrlFilters(addressKeys)
  const views = useViews().data ?? []
  const view = views.find((candidate) => candidate.id === address.text(viewParam))
  const now = useMemo(() => savedOf(toSearch(address)), [address])
  const changed = view !== undefined && isChanged(view, now)
  const [asking, setAsking] = useState<Asking>(null)
  // The dialog takes the focus, so the menu that closes may not give it back to its button.
  const isAsking = useRef(false)
  const ask = (question: Asking) => {
    isAsking.current = true
    setAsking(question)
  }
  // Here and not in the menu: what is closed hears no answer.
  const save = useSaveView()
  const write = (id: string, body: ViewBody, done: string) =>
    save.mutate({ id, body }, { onSuccess: () => toastDone(done), onError: (error) => toastProblem(error) })
  const open = (next: View) => {
    setAsking(null)
    router.push(viewPath(next))
  }
  return (
    <>
      <Menu
        align="end"
        onCloseAutoFocus={(event) => {
          if (isAsking.current) event.preventDefault()
          isAsking.current = false
        }}
        trigger={
          <Button look="ghost" icon={Bookmark} className="max-w-72">
            <span className="truncate">{view?.name ?? 'Views'}</span>
            {changed && <span className="text-ink-3 text-meta">changed</span>}
            <ChevronDown aria-hidden size={12} className="shrink-0 text-ink-3" />
          </Button>
        }
      >
        <PickView views={views} chosen={view} onPick={open} />
        <MenuItem icon={BookmarkPlus} onSelect={() => ask('new')}>
          Save as a new view…
        </MenuItem>
        {view && <ChangeView view={view} body={{ ...now, layout }} changed={changed} onAsk={ask} onWrite={write} />}
      </Menu>
      <AskAboutView
        asking={asking}
        view={view}
        body={{ ...now, layout }}
        onClose={() => setAsking(null)}
        onSaved={open}
        onDeleted={() => {
          setAsking(null)
          address.setText(viewParam, '')
        }}
      />
    </>
  )
}

/** The page may not know all of them; a view keeps them all the same. */
const addressKeys = [...savedKeys, viewParam]

function toSearch({ active }: UrlFilters): URLSearchParams {
  const search = new URLSearchParams()
  for (const [key, values] of Object.entries(active)) for (const value of values) search.append(key, value)
  return search
}

function PickView({ views, chosen, onPick }: { views: readonly View[]; chosen: View | undefined; onPick(view: View): void }) {
  if (views.length === 0) return <MenuLabel>No view is saved yet</MenuLabel>
  return (
    <>
      <MenuLabel>Views</MenuLabel>
      {views.map((view) => (
        <MenuItem
          key={view.id}
          onSelect={() => onPick(view)}
          glyph={<Check aria-hidden size={13} className={view.id === chosen?.id ? 'text-accent' : 'text-transparent'} />}
          hint={`${view.layout}${view.is_shared ? ', shared' : ''}`}
        >
          {view.name}
        </MenuItem>
      ))}
      <MenuSeparator />
    </>
  )
}

interface ChangeViewProps {
  view: View
  body: ViewBody
  changed: boolean
  onAsk(asking: Asking): void
  onWrite(id: string, body: ViewBody, done: string): void
}

/** A shared view is changed by whoever may write; who saved it may take it back. */
function ChangeView({ view, body, changed, onAsk, onWrite }: ChangeViewProps) {
  const canShare = useSession().data?.scopes.includes('write') ?? false
  if (view.is_shared && !canShare) return null
  const write = (changes: ViewBody, done: string) => onWrite(view.id, changes, done)
  return (
    <>
      <MenuSeparator />
      {changed && (
        <MenuItem icon={Save} onSelect={() => write(body, `“${view.name}” shows this now`)}>
          Save the changes to “{view.name}”
        </MenuItem>
      )}
      <MenuItem icon={Pencil} onSelect={() => onAsk('rename')}>
        Rename…
      </MenuItem>
      {!view.is_shared && canShare && (
        <MenuItem icon={Users} onSelect={() => write({ is_shared: true }, `Everyone sees “${view.name}” now`)}>
          Share with everyone
        </MenuItem>
      )}
      {view.is_shared && view.is_own && (
        <MenuItem icon={Lock} onSelect={() => write({ is_shared: false }, `Only you see “${view.name}” now`)}>
          Make private
        </MenuItem>
      )}
      <MenuItem icon={Trash2} danger onSelect={() => onAsk('delete')}>
        Delete…
      </MenuItem>
    </>
  )
}

interface AskAboutViewProps {
  asking: Asking
  view: View | undefined
  body: ViewBody
  onClose(): void
  onSaved(view: View): void
  onDeleted(): void
}

function AskAboutView({ asking, view, body, onClose, onSaved, onDeleted }: AskAboutViewProps) {
  const canShare = useSession().data?.scopes.includes('write') ?? false
  if (asking === 'new') {
    return (
      <SaveViewDialog
        title="Save these filters as a view"
        id={null}
        name=""
        isShared={canShare ? false : null}
        body={body}
        onClose={onClose}
        onSaved={onSaved}
      />
    )
  }
  if (!view || !asking) return null
  if (asking === 'delete') return <DeleteViewDialog view={view} onClose={onClose} onDeleted={onDeleted} />
  return (
    <SaveViewDialog
      title="Rename the view"
      id={view.id}
      name={view.name}
      isShared={null}
      body={{}}
      onClose={onClose}
      onSaved={onClose}
    />
  )
}
