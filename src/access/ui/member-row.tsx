// One member: name, way in, role, and what may be done about them.
'use client'
import { Ellipsis, KeySquare, LogOut, UserMinus } from 'lucide-react'
import { useState } from 'react'
import type { Role } from '../../platform/context.ts'
import { problemText } from '../../ui/api-problem.ts'
import { Badge } from '../../ui/badge.tsx'
import { IconButton } from '../../ui/button.tsx'
import { cx } from '../../ui/class-names.ts'
import { inputClasses } from '../../ui/field.tsx'
import { Menu, MenuItem } from '../../ui/menu.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { toastDone } from '../../ui/toast.tsx'
import { PasswordLinkDialog, RemoveMemberDialog } from './member-dialogs.tsx'
import { type Member, useChangeRole } from './member-queries.ts'
import { usePermission } from './permission.ts'
import { roleLabel, roleWords } from './role-words.ts'

export function MemberRow({ member, isLastOwner }: { member: Member; isLastOwner: boolean }) {
  const [open, setOpen] = useState<'remove' | 'link' | null>(null)
  const change = useChangeRole(member.id)
  const manage = usePermission('member.manage').allowed
  const aboutOwners = usePermission('owner.manage').allowed
  const mayChange = manage && (member.role !== 'owner' || aboutOwners)
  const choose = (role: Role) =>
    change.mutate(role, { onSuccess: () => toastDone(`${member.name} is ${roleLabel(role).toLowerCase()} now.`) })
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 py-2">
      <div className="min-w-0 flex-1 basis-48">
        <p className="flex min-w-0 items-center gap-2">
          <span className="truncate font-medium">{member.name}</span>
          {member.is_you && <Badge tone="accent">you</Badge>}
        </p>
        <p className="break-words text-ink-3 text-meta">
          {member.email ?? 'no e-mail address'} · {wayIn(member)}
        </p>
      </div>
      <div className="flex items-center gap-3 max-sm:basis-full">
        <span className="text-ink-3 text-meta max-sm:mr-auto">
          {member.last_seen_at ? (
            <>
              seen <RelativeTime at={member.last_seen_at} />
            </>
          ) : (
            'never seen'
          )}
        </span>
        {mayChange && !isLastOwner ? (
          <span className="w-28 shrink-0">
            <select
              aria-label={`Role of ${member.name}`}
              value={change.isPending ? change.variables : member.role}
              disabled={change.isPending}
              onChange={(event) => choose(toRole(event.target.value))}
              className={cx(inputClasses, 'h-7 pr-1')}
            >
              {roleWords.map(({ value, label }) => (
                <option key={value} value={value} disabled={value === 'owner' && !aboutOwners}>
                  {label}
                </option>
              ))}
            </select>
          </span>
        ) : (
          <Badge>{roleLabel(member.role)}</Badge>
        )}
        {(mayChange || member.is_you) && (
          <Menu align="end" trigger={<IconButton label={`More about ${member.name}`} icon={Ellipsis} />}>
            {mayChange && !member.is_you && member.email !== null && (
              <MenuItem icon={KeySquare} onSelect={() => setOpen('link')}>
                Make a password link
              </MenuItem>
            )}
            <MenuItem
              icon={member.is_you ? LogOut : UserMinus}
              danger
              disabled={isLastOwner}
              hint={isLastOwner ? 'the last owner' : undefined}
              onSelect={() => setOpen('remove')}
            >
              {member.is_you ? 'Leave the workspace' : 'Remove'}
            </MenuItem>
          </Menu>
        )}
      </div>
      {isLastOwner && (mayChange || member.is_you) && (
        <p className="basis-full text-ink-3 text-meta">
          The last owner stays owner: a workspace is never without one. Make someone else an owner first.
        </p>
      )}
      {change.error && (
        <p role="alert" className="basis-full text-fail text-meta">
          {problemText(change.error)}
        </p>
      )}
      {open === 'remove' && <RemoveMemberDialog member={member} onClose={() => setOpen(null)} />}
      {open === 'link' && <PasswordLinkDialog member={member} onClose={() => setOpen(null)} />}
    </li>
  )
}

function wayIn({ github, has_password: hasPassword }: Member): string {
  const ways = [hasPassword && 'password', github && `GitHub as ${github}`].filter(Boolean)
  return ways.length > 0 ? ways.join(', ') : 'shared password'
}

/** The options are the roles: anything else is no option of ours. */
function toRole(value: string): Role {
  return roleWords.find((role) => role.value === value)?.value ?? 'viewer'
}
