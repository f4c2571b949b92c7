// What stands where in a sender's bodies, and what is wrong with a setting, in the words of the form.
import { isProblem, problemText } from '../../ui/api-problem.ts'
import { type MappedField, mappedFields } from './connection-form.ts'

export const mappedWords: Record<MappedField, string> = {
  external_id: 'Id of the error',
  title: 'Title',
  error_type: 'Type of the error',
  message: 'Message',
  occurred_at: 'Time',
  event_id: 'Id of the event',
  release: 'Release',
  environment: 'Environment',
  url: 'Address',
  project: 'Project',
  state: 'State',
  priority: 'Priority',
}

/** `settings.mapping.external_id.0: is no path` as "Id of the error: is no path". */
export function settingsRefusal(error: unknown): string {
  if (!isProblem(error) || error.fields.length === 0) return problemText(error)
  return error.fields.map(({ path, message }) => `${placeText(path)}: ${message}`).join('; ')
}

function placeText(path: string): string {
  const place = path.split('.').filter((part) => !/^\d+$/.test(part) && part !== 'settings' && part !== 'mapping')
  const field = mappedFields.find((known) => known === place[0])
  if (field) return mappedWords[field]
  const words = place.join(' ').replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
