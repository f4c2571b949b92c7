// How PostgreSQL's values become JavaScript's, the same on both engines.
import pg from 'pg'

const { INT8, DATE } = pg.types.builtins
const INT8_ARRAY = 1016

/**
 * int8 is a number while that is exact (counts, sequences, micro-dollars), else its decimal string; a date is its ISO
 * string, because a JavaScript Date would shift it by the time zone; timestamptz is a Date; numeric stays a string.
 */
export const valueTypes = createValueTypes()

function createValueTypes(): pg.TypeOverrides {
  const types = new pg.TypeOverrides()
  types.setTypeParser(INT8, parseInt8)
  types.setTypeParser(INT8_ARRAY, (text: string) => text.slice(1, -1).split(',').filter(Boolean).map(parseArrayItem))
  types.setTypeParser(DATE, (text: string) => text)
  return types
}

/** A one-dimensional int8[] prints as `{1,NULL,2}`: nothing in it is ever quoted. */
function parseArrayItem(item: string): number | string | null {
  return item === 'NULL' ? null : parseInt8(item)
}

function parseInt8(text: string): number | string {
  const number = Number(text)
  return Number.isSafeInteger(number) ? number : text
}
