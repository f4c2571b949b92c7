// The labelled set: issues as people and machines file them, and queries of which it is known what they should find.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface SetIssue {
  key: string
  title: string
  description: string
}

export interface SetQuery {
  /** The name of its file. */
  kind: string
  text: string
  relevant: string[]
  /** Weights and constants were chosen on one half only; the other tells whether they hold elsewhere. */
  half: 'tuned' | 'held out'
}

const folder = join(import.meta.dirname, '..', 'search-set')

/** `== key title`, then the description until the next one. */
export function readIssues(): SetIssue[] {
  return readdirSync(join(folder, 'issues'))
    .sort()
    .flatMap((file) => {
      const parts = readFileSync(join(folder, 'issues', file), 'utf8')
        .split(/^== /m)
        .slice(1)
      return parts.map((part) => {
        const [head = '', ...body] = part.split('\n')
        const [key = '', ...title] = head.split(' ')
        return { key, title: title.join(' '), description: body.join('\n').trim() }
      })
    })
}

/** `key key … | query`, one a line; every second line of a file is held out. */
export function readQueries(): SetQuery[] {
  return readdirSync(join(folder, 'queries'))
    .sort()
    .flatMap((file) => {
      const lines = readFileSync(join(folder, 'queries', file), 'utf8')
        .split('\n')
        .filter((line) => line.includes('|'))
      return lines.map((line, index): SetQuery => {
        const bar = line.indexOf('|')
        return {
          kind: file.replace('.txt', ''),
          text: line.slice(bar + 1).trim(),
          relevant: line.slice(0, bar).trim().split(' '),
          half: index % 2 === 0 ? 'tuned' : 'held out',
        }
      })
    })
}
