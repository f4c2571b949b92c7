import { expect, test } from 'vitest'
import { verifyGitHub } from './verify.ts'

// The example of GitHub's own documentation ("Testing the webhook payload validation").
const secret = "It's a Secret to Everybody"
const body = Buffer.from('Hello, World!')
const signature = 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17'

test("GitHub's published example verifies", () => {
  expect(verifyGitHub(body, signature, [secret])).toEqual({ ok: true })
})

test('the same digest without its prefix is refused', () => {
  expect(verifyGitHub(body, signature.slice('sha256='.length), [secret])).toEqual({ ok: false, reason: 'malformed_signature' })
})
