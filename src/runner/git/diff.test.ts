import { posix } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { leavesTree } from './diff.ts'

test.each([
  ['link', 'src/main.ts'],
  ['docs/link', '../README.md'],
  ['a/b/link', '../../top.txt'],
  ['link', './x/../y'],
  ['link', '..hidden'],
  ['link', '.gitignore'],
  ['docs/link', '../.github/workflows'],
  ['link', ''],
])('%s -> %s stays', (path, target) => expect(leavesTree(path, target)).toBe(false))

test.each([
  ['link', '/etc/passwd'],
  ['link', '..'],
  ['link', '../outside'],
  ['docs/link', '../..'],
  ['docs/link', '../../outside'],
  ['a/b/link', '../../../outside'],
  ['link', 'x/../../outside'],
  ['link', '.git'],
  ['link', '.git/config'],
  ['docs/link', '../.git/hooks'],
  ['link', '.GIT/config'],
  ['link', 'x/../.git/config'],
])('%s -> %s leaves it, or reaches into the repository itself', (path, target) => expect(leavesTree(path, target)).toBe(true))

test('whatever the link says, what stays is found below the root', () => {
  const part = fc.constantFrom('..', '.', 'a', 'b', '', '.git', '.Git')
  const paths = fc.array(fc.constantFrom('a', 'b'), { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(paths, fc.array(part, { maxLength: 8 }), (path, target) => {
      const [link, goal] = [path.join('/'), target.join('/')]
      const found = posix.resolve('/tree', posix.dirname(link), goal)
      const isInside = (found === '/tree' || found.startsWith('/tree/')) && !/^\/tree\/\.git(\/|$)/i.test(found)
      // From a root that ends anywhere else `..` shows, as a path cannot climb over the root of the machine.
      const deep = posix.resolve('/w/x/y/z/tree', posix.dirname(link), goal)
      const stays = isInside && (deep === '/w/x/y/z/tree' || deep.startsWith('/w/x/y/z/tree/')) && !goal.startsWith('/')
      expect(leavesTree(link, goal)).toBe(!stays)
    }),
  )
})
