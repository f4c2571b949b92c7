// A real browser that comes as an npm package, so that nothing has to be installed on the machine.
import chromiumPackage from '@sparticuz/chromium'
import { type Browser, chromium, type Page } from 'playwright-core'

/** What keeps it from talking to anyone but us. */
const quiet = [
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** The package means to run on tiny machines: one process, in which contexts share their cookies, and no same-origin rules. */
const unlikeABrowser = new Set([
  '--single-process',
  '--no-zygote',
  '--disable-web-security',
  '--disable-site-isolation-trials',
  '--allow-running-insecure-content',
])

export async function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: await chromiumPackage.executablePath(),
    args: [...chromiumPackage.args.filter((argument) => !unlikeABrowser.has(argument)), ...quiet],
    headless: true,
  })
}

/** A page with nothing stored, and what went wrong in it. */
export async function openPage(browser: Browser): Promise<{ page: Page; problems: string[] }> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  page.setDefaultTimeout(60_000)
  const problems: string[] = []
  page.on('pageerror', (error) => problems.push(`${error.name}: ${error.message}`))
  return { page, problems }
}

/** Through the login page, as a person does: password, then the name at the very first time. */
export async function logIn(page: Page, origin: string, password: string): Promise<void> {
  await page.goto(`${origin}/login`)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Log in' }).click()
  const name = page.getByLabel('Your name')
  await Promise.race([name.waitFor(), page.waitForURL((url) => !url.pathname.startsWith('/login'))])
  if (!(await name.isVisible())) return
  await name.fill('Tester')
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.waitForURL((url) => !url.pathname.startsWith('/login'))
}
