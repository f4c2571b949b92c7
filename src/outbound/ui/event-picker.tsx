// What a subscriber is told: everything, whole groups, or single events; for people, the notices.
'use client'
import { ChevronRight } from 'lucide-react'
import { useState } from 'react'
import { IconButton } from '../../ui/button.tsx'
import { cx } from '../../ui/class-names.ts'
import { CheckField } from '../../ui/field.tsx'
import { accessGroups, type EventGroup, eventGroups, matchesEvent } from '../domain/event-types.ts'
import { noticeTypes } from '../domain/notice.ts'
import { noticeWords } from './webhook-words.ts'

interface PickerProps {
  value: readonly string[]
  onChange(value: string[]): void
  problem?: string | undefined
}

const allNouns = eventGroups.map(({ noun }) => `${noun}.*`)

export function EventPicker({ value, onChange, problem }: PickerProps) {
  const isAll = value.includes('*')
  const ofAccess = value.filter((pattern) => accessGroups.some(({ noun }) => pattern.startsWith(`${noun}.`)))
  return (
    <fieldset className="flex flex-col gap-1.5">
      <legend className="mb-1 font-medium text-ink-2 text-meta">What it is told</legend>
      <CheckField
        label="Everything"
        hint="Also what later versions will tell. Logins, people and keys only when they are chosen."
        checked={isAll}
        onChange={(on) => onChange([...(on ? ['*'] : allNouns), ...ofAccess])}
      />
      <ul aria-label="Events" className="max-h-60 overflow-y-auto rounded-md border px-2.5 py-1.5">
        {[...(isAll ? [] : eventGroups), ...accessGroups].map((group) => (
          <GroupLine key={group.noun} group={group} value={value} onChange={onChange} />
        ))}
      </ul>
      {problem && <p className="text-fail text-meta">{problem}</p>}
    </fieldset>
  )
}

function GroupLine({ group, value, onChange }: { group: EventGroup } & Pick<PickerProps, 'value' | 'onChange'>) {
  const whole = `${group.noun}.*`
  const isWhole = value.includes(whole)
  const chosen = group.types.filter((type) => value.includes(type))
  const [open, setOpen] = useState(chosen.length > 0)
  const others = value.filter((pattern) => !pattern.startsWith(`${group.noun}.`))
  const toggle = (type: string, on: boolean) => {
    const before = isWhole ? group.types : chosen
    onChange([...others, ...(on ? [...before, type] : before.filter((each) => each !== type))])
  }
  return (
    <li className="py-0.5">
      <div className="flex items-center">
        <div className="min-w-0 flex-1">
          <CheckField
            label={
              <>
                {group.title}
                {chosen.length > 0 && <span className="text-ink-3 text-meta"> · {chosen.length} chosen</span>}
              </>
            }
            checked={isWhole}
            onChange={(on) => onChange(on ? [...others, whole] : others)}
          />
        </div>
        <IconButton
          label={`Single events of ${group.title.toLowerCase()}`}
          icon={ChevronRight}
          size={13}
          aria-expanded={open}
          className={cx('size-5 transition-transform duration-100', open && 'rotate-90')}
          onClick={() => setOpen(!open)}
        />
      </div>
      {open && (
        <div className="grid gap-1 py-1 pl-6 font-mono sm:grid-cols-2">
          {group.types.map((type) => (
            <CheckField
              key={type}
              label={<span className="text-meta">{type}</span>}
              checked={isWhole || chosen.includes(type)}
              onChange={(on) => toggle(type, on)}
            />
          ))}
        </div>
      )}
    </li>
  )
}

export function NoticePicker({ value, onChange, problem }: PickerProps) {
  return (
    <fieldset className="flex flex-col gap-1.5">
      <legend className="mb-1 font-medium text-ink-2 text-meta">When people are told</legend>
      {noticeTypes.map((type) => (
        <CheckField
          key={type}
          label={noticeWords[type]}
          checked={matchesEvent(type, value)}
          onChange={(on) => onChange(noticeTypes.filter((each) => (each === type ? on : matchesEvent(each, value))))}
        />
      ))}
      {problem && <p className="text-fail text-meta">{problem}</p>}
    </fieldset>
  )
}
