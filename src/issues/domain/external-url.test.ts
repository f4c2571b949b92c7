import { expect, test } from 'vitest'
import { recogniseLink } from './external-url.ts'

const hosts = { sentry: ['errors.example.com'], github: ['git.example.com'] }

test.each([
  ['https://acme.sentry.io/issues/4820175533/?project=1#x', 'sentry', '4820175533', 'https://acme.sentry.io/issues/4820175533/'],
  ['https://sentry.io/organizations/acme/issues/77/events/', 'sentry', '77', 'https://sentry.io/organizations/acme/issues/77/'],
  [
    'https://errors.example.com/organizations/acme/issues/5',
    'sentry',
    '5',
    'https://errors.example.com/organizations/acme/issues/5/',
  ],
  ['https://github.com/Acme/Shop/issues/12#issuecomment-1', 'github', 'acme/shop#12', 'https://github.com/Acme/Shop/issues/12'],
  ['https://git.example.com/acme/shop/issues/12', 'github', 'acme/shop#12', 'https://git.example.com/acme/shop/issues/12'],
  ['https://linear.app/acme/issue/eng-42/a-slug', 'linear', 'acme/ENG-42', 'https://linear.app/acme/issue/ENG-42'],
])('%s', (text, source, externalId, url) => {
  expect(recogniseLink(text, hosts)).toMatchObject({ source, externalId, url, isErrorSource: source === 'sentry' })
})

test.each([
  'https://github.com/acme/shop/pull/12',
  'https://github.com/acme/shop',
  'https://acme.sentry.io/issues/SHOP-2F/',
  'https://example.com/issues/1',
  'https://sentry.io.example.com/issues/1/',
  'javascript:alert(1)',
  'https://someone:secret@github.com/acme/shop/issues/1',
  'shop-12',
])('%s is refused', (text) => {
  expect(recogniseLink(text, hosts)).toHaveProperty('problem')
})
