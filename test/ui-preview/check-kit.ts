// What the stories share: the shape of one, how to find and move things, and how to wait for what they say.
import assert from 'node:assert/strict'
import type { BrowserContextOptions, Locator, Page } from 'playwright-core'
import { findComplaints } from './accessible.ts'
import { settled } from './settled.ts'
import { becomes, until } from './until.ts'

export interface Check {
  name: string
  context?: BrowserContextOptions
  run(page: Page, kit: { open(): Promise<Page>; set(situation: object): Promise<void> }): Promise<void>
}

export const phone = { viewport: { width: 390, height: 844 }, hasTouch: true }

export const column = (page: Page, name: string): Locator => page.getByRole('region', { name: new RegExp(`^${name}, `) })
export const card = (page: Page, identifier: string): Locator => page.locator(`a[href="/issues/${identifier}"]`).first()

/** The issue whose card or row has the focus. */
export const isFocused = (page: Page, identifier: string) =>
  becomes(() => page.evaluate(() => document.activeElement?.getAttribute('href')), `/issues/${identifier}`, 'what has the focus')

/** Columns that show the card: one, but for the moment of a move. */
export const isIn = (page: Page, identifier: string, name: string) =>
  until(
    () =>
      page
        .locator(`section[aria-label$=" issues"]:has(a[href="/issues/${identifier}"])`)
        .evaluateAll((columns) => columns.map((element) => element.getAttribute('aria-label') ?? '')),
    `${identifier} in ${name}`,
    ([first = '', ...others]) => first.startsWith(`${name}, `) && others.length === 0,
  )

/** The server has it there too, so a reload shows the same. */
export const isKept = (page: Page, identifier: string, name: string) =>
  becomes(
    async () => (await (await page.request.get(`/api/issues/${identifier}`)).json()).status.name,
    name,
    `the column of ${identifier} on the server`,
  )

export const isAt = (page: Page, path: string) => becomes(() => new URL(page.url()).pathname, path, 'the address')
export const hasSearch = (page: Page, search: string) =>
  becomes(() => new URL(page.url()).search, search, 'the filters of the address')
export const hasNoHash = (page: Page) => becomes(() => new URL(page.url()).hash, '', 'what stands behind the # of the address')

export const hasCount = (found: Locator, count: number, what: string) => becomes(() => found.count(), count, `how many ${what}`)
/** Nothing of it is there any more, however many there were. */
export const isGone = (found: Locator) => becomes(() => found.allTextContents(), [], `what is left of ${found}`)
export const isDisabled = (control: Locator) => becomes(() => control.isDisabled(), true, `whether ${control} is disabled`)
export const hasValue = (field: Locator, value: string) => becomes(() => field.inputValue(), value, `the value of ${field}`)

/** Writes into the field and sends it off from there, wherever the focus went meanwhile. */
export async function enter(field: Locator, text: string): Promise<void> {
  await field.fill(text)
  await field.press('Enter')
}

/** A radio button that is drawn as a card or a tab: its label is what people press. */
export async function choose(radio: Locator): Promise<void> {
  await radio.locator('xpath=ancestor::label').click()
  await becomes(() => radio.isChecked(), true, `whether ${radio} is chosen`)
}

/** Messages go by themselves, so whoever waits for one begins before it can come. */
export async function says(page: Page, text: string, act: () => Promise<unknown>): Promise<void> {
  await Promise.all([page.getByText(text).waitFor(), act()])
}

/** By mouse, once both cards listen and nothing moves any more. */
export async function drag(page: Page, identifier: string, onto: string): Promise<void> {
  const draggable = (name: string) => page.locator(`[draggable="true"]:has(a[href="/issues/${name}"])`)
  const [from, to] = [draggable(identifier), draggable(onto)]
  await from.waitFor()
  await to.waitFor()
  await settled(page)
  const [a, b] = [await from.boundingBox(), await to.boundingBox()]
  assert(a && b)
  await page.mouse.move(a.x + a.width / 2, a.y + 12)
  await page.mouse.down()
  await page.mouse.move(a.x + a.width / 2 + 20, a.y + 20, { steps: 4 })
  await page.mouse.move(b.x + b.width / 2, b.y + b.height * 0.7, { steps: 14 })
  await page.mouse.up()
}

/** Everything has a name and stands out, in both themes. What is only on its way to that is waited for. */
export async function noComplaints(page: Page, where: string): Promise<void> {
  const own = await page.evaluate(() => document.documentElement.dataset.theme)
  for (const theme of ['light', 'dark', own ?? 'light']) {
    // As the theme's own switch does it: that it follows the system is a story of its own.
    await page.evaluate((name) => Object.assign(document.documentElement.dataset, { theme: name }), theme)
    const look = async () => (await page.evaluate(findComplaints)).map(({ rule, detail, where: at }) => `${rule} ${detail} ${at}`)
    if (theme !== own) await becomes(look, [], `complaints about ${where} (${theme})`)
  }
}

/** Nothing hangs over the edge. */
export async function fitsIn(page: Page, where: string): Promise<void> {
  const width = page.viewportSize()?.width ?? 0
  await until(
    () => page.evaluate(() => document.documentElement.scrollWidth),
    `${where} to be at most ${width} wide`,
    (seen) => seen <= width,
  )
}

export async function fitsAcross(page: Page, part: Locator): Promise<void> {
  const width = page.viewportSize()?.width ?? 0
  const fits = (box: Awaited<ReturnType<Locator['boundingBox']>>) => box !== null && box.x >= 0 && box.x + box.width <= width
  await until(() => part.boundingBox(), `${part} to fit between 0 and ${width}`, fits)
}
