// The options that choose deliveries, as the API takes them.

export interface FilterOptions {
  source?: string[]
  state?: string[]
  kind?: string[]
  result?: string[]
  reason?: string[]
  connection?: string
  issue?: string
  since?: string
  until?: string
  query?: string
}

export function toFilter({ query, ...options }: FilterOptions): Record<string, string | string[]> {
  const names = ['source', 'state', 'kind', 'result', 'reason', 'connection', 'issue', 'since', 'until'] as const
  const given = names.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]] as const]))
  return { ...Object.fromEntries(given), ...(query !== undefined && { q: query }) }
}
