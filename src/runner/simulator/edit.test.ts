// The simulated change is plausible, valid and always the same.
import { expect, test } from 'vitest'
import { planEdit } from './edit.ts'

const checkout = {
  path: 'src/checkout.js',
  content:
    "import { tax } from './tax.js'\n\nexport function total(order) {\n  const city = order.customer.address.city\n  return order.items.length + tax(city)\n}\n",
}

test('the line that the stack names is guarded', () => {
  const edit = planEdit(
    [checkout],
    "TypeError: Cannot read properties of undefined (reading 'length')\n  at total (src/checkout.js:5:10)",
  )
  expect(edit).toMatchObject({ path: 'src/checkout.js', line: 5 })
  expect(edit.content.split('\n')[4]).toBe('  return order?.items?.length + tax(city)')
})

test('without a line the first one that can fail is taken', () => {
  const edit = planEdit([checkout], 'Something in src/checkout.js is wrong')
  expect(edit.content.split('\n')[3]).toBe('  const city = order?.customer?.address?.city')
})

test('assignments to members, imports and globals are left alone', () => {
  const file = { path: 'a.ts', content: "import x from 'y.z'\nmodule.exports = 1\norder.total = 3\nconsole.log(1)\n" }
  expect(planEdit([file], 'a.ts:3').path).toBe('docs/simulated-change.md')
})

test('with nothing to go by a note is left, and another one the next time', () => {
  const first = planEdit([{ path: 'README.md', content: 'README.md' }], 'README.md')
  expect(first).toMatchObject({ path: 'docs/simulated-change.md', line: 0 })
  const second = planEdit([{ path: first.path, content: first.content }], '')
  expect(second.content.length).toBeGreaterThan(first.content.length)
})
