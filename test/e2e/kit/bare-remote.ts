// A bare git repository with a small project in it: one function that fails on an order without a cart, and a test command.
import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { makeRemote, plainGit, type ScratchRemote } from '#test/git/scratch-repository.ts'

export const brokenFile = 'src/order-total.js'
export const brokenLine = 'return order.cart.total'
export const mendedLine = 'return order.cart?.total ?? 0'

const files = {
  'README.md': '# Shop\n\nConfirms orders.\n',
  'package.json': `${JSON.stringify({ name: 'shop', type: 'module', scripts: { test: 'node --test' } }, null, 2)}\n`,
  [brokenFile]: `export function orderTotal(order) {\n  ${brokenLine}\n}\n`,
  'test/order-total.test.js': [
    "import assert from 'node:assert/strict'",
    "import { test } from 'node:test'",
    "import { orderTotal } from '../src/order-total.js'",
    '',
    "test('a cart has a total', () => assert.equal(orderTotal({ cart: { total: 5 } }), 5))",
    '',
  ].join('\n'),
}

export interface BareRemote extends ScratchRemote {
  /** A file as a branch has it. */
  show(branch: string, path: string): string
  branches(): string[]
  /** What a host does at the merge button: a merge commit on main. Returns it. */
  merge(branch: string): string
  isAncestor(ancestor: string, descendant: string): boolean
}

export function bareRemote(): BareRemote {
  const remote = makeRemote(files)
  // A mirror is fetched by the server's user, never by an agent's; the default of mkdtemp is right for the rest.
  chmodSync(remote.root, 0o700)
  return {
    ...remote,
    show: (branch, path) => plainGit(remote.url, 'show', `refs/heads/${branch}:${path}`),
    branches: () => plainGit(remote.url, 'for-each-ref', '--format=%(refname:short)', 'refs/heads').split('\n'),
    merge: (branch) => mergeInto(remote, branch),
    isAncestor(ancestor, descendant) {
      try {
        plainGit(remote.url, 'merge-base', '--is-ancestor', ancestor, descendant)
        return true
      } catch {
        return false
      }
    },
  }
}

function mergeInto(remote: ScratchRemote, branch: string): string {
  const work = join(remote.root, 'work')
  plainGit(work, 'checkout', '-q', '-B', 'main')
  plainGit(work, 'fetch', '-q', remote.url, branch)
  plainGit(work, 'merge', '-q', '--no-ff', '-m', `Merge ${branch}`, 'FETCH_HEAD')
  plainGit(work, 'push', '-q', remote.url, 'HEAD:refs/heads/main')
  return plainGit(work, 'rev-parse', 'HEAD')
}
