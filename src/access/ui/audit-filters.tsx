// What narrows the audit log.
'use client'
import { Button } from '../../ui/button.tsx'
import { SelectField, TextField } from '../../ui/field.tsx'
import { auditNouns } from './audit-words.ts'
import { useMembers } from './member-queries.ts'

export interface AuditFilter {
  /** A noun such as `key`; empty: all. */
  type: string
  actor: string
  /** Days as date fields write them. */
  since: string
  until: string
}

export const noFilter: AuditFilter = { type: '', actor: '', since: '', until: '' }

export function AuditFilters({ filter, onChange }: { filter: AuditFilter; onChange(filter: AuditFilter): void }) {
  const { members } = useMembers()
  const people = members.map(({ id, name }) => ({ value: id, label: name }))
  const isOther = filter.actor !== '' && !people.some(({ value }) => value === filter.actor)
  const set = (change: Partial<AuditFilter>) => onChange({ ...filter, ...change })
  return (
    <fieldset className="grid grid-cols-2 items-end gap-2 sm:grid-cols-4">
      <legend className="sr-only">Narrow the log</legend>
      <SelectField
        label="What"
        value={filter.type}
        options={[{ value: '', label: 'Everything' }, ...auditNouns]}
        onChange={(event) => set({ type: event.target.value })}
      />
      <SelectField
        label="Who"
        value={filter.actor}
        options={[
          { value: '', label: 'Everybody' },
          ...people,
          ...(isOther ? [{ value: filter.actor, label: 'The chosen one' }] : []),
        ]}
        onChange={(event) => set({ actor: event.target.value })}
      />
      <TextField
        label="From"
        type="date"
        value={filter.since}
        max={filter.until || undefined}
        onChange={(event) => set({ since: event.target.value })}
      />
      <TextField
        label="To"
        type="date"
        value={filter.until}
        min={filter.since || undefined}
        onChange={(event) => set({ until: event.target.value })}
      />
      {Object.values(filter).some(Boolean) && (
        <Button look="ghost" className="justify-self-start" onClick={() => onChange(noFilter)}>
          Clear the filters
        </Button>
      )}
    </fieldset>
  )
}
