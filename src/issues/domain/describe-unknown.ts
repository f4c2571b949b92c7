// The refusal of a name that nothing has: it says which names there are.

const namesShown = 10
/** One more than is shown tells whether there are more. */
export const namesAsked = namesShown + 1

/** `there is no label "x"; there are: API, Docs` */
export function describeUnknown(kind: string, text: string, names: readonly string[]): string {
  const missing = `there is no ${kind} ${JSON.stringify(text)}`
  if (names.length === 0) return `${missing}; there is none yet`
  const more = names.length > namesShown ? ' and others' : ''
  return `${missing}; there are: ${names.slice(0, namesShown).join(', ')}${more}`
}
