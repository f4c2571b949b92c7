// What can be done with a notice; opened by its button, or by H for the chosen one.
'use client'
import { AlarmClock, AlarmClockOff, CircleCheck, Ellipsis, Mail, MailOpen, Undo2 } from 'lucide-react'
import { IconButton } from '../../ui/button.tsx'
import { Menu, MenuItem, MenuLabel, MenuSeparator } from '../../ui/menu.tsx'
import { businessNow } from '../../ui/now.ts'
import type { NoticeChange } from '../schemas.ts'
import type { Notice } from './inbox-queries.ts'
import { snoozeChoices } from './snooze.ts'

interface NoticeMenuProps {
  notice: Notice
  open: boolean
  onOpenChange(open: boolean): void
  onChange(change: NoticeChange): void
}

export function NoticeMenu({ notice, open, onOpenChange, onChange }: NoticeMenuProps) {
  return (
    <Menu
      align="end"
      open={open}
      onOpenChange={onOpenChange}
      trigger={<IconButton label={`Actions for ${notice.issue.identifier}`} icon={Ellipsis} />}
    >
      {notice.done_at ? (
        <MenuItem icon={Undo2} hint="E" onSelect={() => onChange({ done: false })}>
          Back to the inbox
        </MenuItem>
      ) : (
        <MenuItem icon={CircleCheck} hint="E" onSelect={() => onChange({ done: true })}>
          Done
        </MenuItem>
      )}
      <MenuItem icon={notice.is_unread ? MailOpen : Mail} hint="U" onSelect={() => onChange({ read: notice.is_unread })}>
        {notice.is_unread ? 'Mark as read' : 'Mark as unread'}
      </MenuItem>
      <MenuSeparator />
      {notice.snoozed_until && (
        <MenuItem icon={AlarmClockOff} onSelect={() => onChange({ snoozed_until: null })}>
          Show it again now
        </MenuItem>
      )}
      <MenuLabel>Remind me</MenuLabel>
      {snoozeChoices(businessNow()).map(({ label, until }) => (
        <MenuItem key={label} icon={AlarmClock} onSelect={() => onChange({ snoozed_until: until.toISOString() })}>
          {label}
        </MenuItem>
      ))}
    </Menu>
  )
}
