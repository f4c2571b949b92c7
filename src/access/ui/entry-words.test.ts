import { expect, test } from 'vitest'
import { entryProblemText } from './entry-words.ts'

test('a code of the address becomes a sentence, and a stranger one is not repeated', () => {
  expect(entryProblemText(null)).toBeNull()
  expect(entryProblemText('no_account')).toContain('Ask an admin for an invitation')
  expect(entryProblemText('call this number')).not.toContain('number')
  expect(entryProblemText('toString')).toContain('Try again')
})
