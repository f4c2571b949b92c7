import { expect, test } from 'vitest'
import { parseWeek, weekOf, weeksBetween } from './weeks.ts'

const names = (from: string, to: string) => weeksBetween(new Date(from), new Date(to)).map(({ name }) => name)

// Examples of ISO 8601, as in https://en.wikipedia.org/wiki/ISO_week_date
test.each([
  ['2005-01-01', '2004-W53'],
  ['2005-01-02', '2004-W53'],
  ['2005-12-31', '2005-W52'],
  ['2006-01-01', '2005-W52'],
  ['2006-01-02', '2006-W01'],
  ['2007-01-01', '2007-W01'],
  ['2007-12-30', '2007-W52'],
  ['2007-12-31', '2008-W01'],
  ['2008-12-29', '2009-W01'],
  ['2009-12-31', '2009-W53'],
  ['2010-01-03', '2009-W53'],
  ['2010-01-04', '2010-W01'],
])('%s is in %s', (date, week) => {
  expect(weekOf(new Date(`${date}T23:59:59.999Z`)).name).toBe(week)
})

test('a week is found by its name, and begins on a Monday', () => {
  expect(parseWeek('2026-W10')).toEqual({
    name: '2026-W10',
    from: new Date('2026-03-02T00:00:00.000Z'),
    until: new Date('2026-03-09T00:00:00.000Z'),
  })
  expect(parseWeek('2009-W53')?.from).toEqual(new Date('2009-12-28T00:00:00.000Z'))
})

test.each(['2026-W54', '2025-W53', '2026-W00', '2026-10', '', 'W10'])('%j is no week', (name) => {
  expect(parseWeek(name)).toBeUndefined()
})

test('the weeks of a period are all that it touches', () => {
  expect(names('2026-03-04T00:00:00Z', '2026-03-04T00:00:00Z')).toEqual(['2026-W10'])
  expect(names('2026-03-08T23:00:00Z', '2026-03-09T00:00:00Z')).toEqual(['2026-W10', '2026-W11'])
  expect(names('2025-12-27T00:00:00Z', '2026-01-06T00:00:00Z')).toEqual(['2025-W52', '2026-W01', '2026-W02'])
})
