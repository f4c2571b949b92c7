import { expect, test } from 'vitest'
import { parseUnifiedDiff } from './unified-diff.ts'

const text = `diff --git a/src/price.js b/src/price.js
index 1111111..2222222 100644
--- a/src/price.js
+++ b/src/price.js
@@ -1,3 +1,4 @@ function price() {
 const a = 1
-const b = a / 0
+const b = a
++  plus
\\ No newline at end of file
diff --git a/logo.png b/logo.png
new file mode 100644
Binary files /dev/null and b/logo.png differ
`

test('a diff is told apart by files, each with its counts', () => {
  const files = parseUnifiedDiff(text)
  expect(files.map(({ path, added, removed }) => [path, added, removed])).toEqual([
    ['src/price.js', 2, 1],
    ['logo.png', 0, 0],
  ])
})

test('signs inside the text are text, headers are no lines', () => {
  const [price, logo] = parseUnifiedDiff(text)
  expect(price?.lines.map((line) => `${line.kind}:${line.text}`)).toEqual([
    'hunk:@@ -1,3 +1,4 @@ function price() {',
    'same:const a = 1',
    'removed:const b = a / 0',
    'added:const b = a',
    'added:+  plus',
    'note:No newline at end of file',
  ])
  expect(logo?.lines.map((line) => line.kind)).toEqual(['note', 'note'])
})

test('an empty diff has no files', () => {
  expect(parseUnifiedDiff('')).toEqual([])
})
