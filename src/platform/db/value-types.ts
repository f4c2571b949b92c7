// How PostgreSQL's values become JavaScript's, the same on both engines.
import pg from 'pg'

const { INT8, DATE } = pg.types.builtins
const INT8_ARRAY = 1016
const TEXT_ARRAY = 1009

/**
 * int8 is a number while that is exact (counts, sequences, micro-dollars), else its decimal string; a date is its ISO
 * string, because a JavaScript Date would shift it by the time zone; timestamptz is a Date; numeric stays a string.
 */
export const valueTypes = createValueTypes()

function createValueTypes(): pg.TypeOverrides {
  const types = new pg.TypeOverrides()
  const parseTextArray: (text: string) => (string | null)[] = pg.types.getTypeParser(TEXT_ARRAY, 'text')
  types.setTypeParser(INT8, parseInt8)
  types.setTypeParser(INT8_ARRAY, (text: string) => parseTextArray(text).map((item) => (item === null ? null : parseInt8(item))))
  types.setTypeParser(DATE, (text: string) => text)
  return types
}

function parseInt8(text: string): number | string {
  const number = Number(text)
  return Number.isSafeInteger(number) ? number : text
}
