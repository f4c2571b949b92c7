// Takes pictures of pages of a running preview: for looking at them, in both themes and at the width of a phone.
//
// usage: node test/ui-preview/shoot.ts <folder> <path[@name]>... [--port 4100] [--theme dark] [--phone] [--wide]
import { mkdirSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { openBrowser } from './browser.ts'
import { settled, watchRequests } from './settled.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    port: { type: 'string', default: '4100' },
    theme: { type: 'string', default: 'light' },
    phone: { type: 'boolean', default: false },
    wide: { type: 'boolean', default: false },
  },
})
const [folder = 'test-results', ...paths] = positionals
mkdirSync(folder, { recursive: true })

const browser = await openBrowser()
const viewport = values.phone
  ? { width: 390, height: 844 }
  : values.wide
    ? { width: 1920, height: 1080 }
    : { width: 1440, height: 900 }
const context = await browser.newContext({
  viewport,
  colorScheme: values.theme === 'dark' ? 'dark' : 'light',
  reducedMotion: 'reduce',
  isMobile: values.phone,
  hasTouch: values.phone,
})
const page = await context.newPage()
watchRequests(page)
page.on(
  'console',
  (message) => ['error', 'warning'].includes(message.type()) && console.log(`${message.type()}: ${message.text()}`),
)
page.on('pageerror', (error) => console.log(`page error: ${error.message}`))
for (const item of paths) {
  const [path = '/', name = path.replaceAll(/\W+/g, '-').replace(/^-/, '')] = item.split('@')
  await page.goto(`http://127.0.0.1:${values.port}${path}`)
  await settled(page)
  const file = `${folder}/${name}-${values.phone ? 'phone' : values.theme}.png`
  await page.screenshot({ path: file })
  console.log(file)
}
await browser.close()
