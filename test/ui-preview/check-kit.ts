// What the stories share: the shape of one, and how to find and move things on the board.
import assert from 'node:assert/strict'
import type { BrowserContextOptions, Locator, Page } from 'playwright-core'
import { until } from './until.ts'

export interface Check {
  name: string
  context?: BrowserContextOptions
  run(page: Page, kit: { open(): Promise<Page>; set(situation: object): Promise<void> }): Promise<void>
}

export const column = (page: Page, name: string): Locator => page.getByRole('region', { name: new RegExp(`^${name}, `) })
export const card = (page: Page, identifier: string): Locator => page.locator(`a[href="/issues/${identifier}"]`).first()

export const focusedCard = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute('href'))
export const isIn = (page: Page, identifier: string, name: string) =>
  until(
    async () => (await column(page, name).locator(`a[href="/issues/${identifier}"]`).count()) === 1,
    `${identifier} in ${name}`,
  )

export async function drag(page: Page, from: Locator, to: Locator): Promise<void> {
  const [a, b] = [await from.boundingBox(), await to.boundingBox()]
  assert(a && b)
  await page.mouse.move(a.x + a.width / 2, a.y + 12)
  await page.mouse.down()
  await page.mouse.move(a.x + a.width / 2 + 20, a.y + 20, { steps: 4 })
  await page.mouse.move(b.x + b.width / 2, b.y + b.height * 0.7, { steps: 14 })
  await page.mouse.up()
}
