import { expect, test } from 'vitest'
import { amountText, moneyText } from './money.ts'

test('money has two decimals, and a third only below a cent', () => {
  expect([0, 0.42, 5, 12.345, 0.004, 0.0001].map(amountText)).toEqual(['0.00', '0.42', '5.00', '12.35', '0.004', '<0.001'])
  expect(moneyText(1.9)).toBe('1.90 USD')
})
