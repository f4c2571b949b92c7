import fc from 'fast-check'
import { expect, test } from 'vitest'
import { allowedToolRules, commandRules, permissionMode, settingsFor, toolsOf } from './permissions.ts'

test('whoever investigates has no tool that writes or runs anything', () => {
  expect(toolsOf('investigate')).toEqual(['Read', 'Glob', 'Grep'])
  expect(permissionMode('investigate')).not.toBe('acceptEdits')
  expect(allowedToolRules('investigate', { setup: 'npm ci', test: 'npm test' })).toEqual(['mcp__dispatch'])
})

test('whoever implements may run the commands of the repository and make commits', () => {
  expect(allowedToolRules('implement', { setup: null, test: 'npm test' })).toEqual([
    'mcp__dispatch',
    'Bash(git add *)',
    'Bash(git commit *)',
    'Bash(npm test)',
    'Bash(npm test *)',
  ])
})

test('each part of a compound command gets its own rule, as the parts are checked one by one', () => {
  expect(commandRules('npm ci && npm run build || make all; ./check.sh\ncargo test')).toEqual(
    ['npm ci', 'npm run build', 'make all', './check.sh', 'cargo test'].flatMap((part) => [`Bash(${part})`, `Bash(${part} *)`]),
  )
})

test.each([
  'npm test | tee log',
  'echo $HOME',
  'cat < /etc/passwd',
  'npm test > /tmp/x',
  'sh -c "rm -rf /"',
  '`whoami`',
  '$(whoami)',
  'npm test)',
  'npm test *',
  'npm  test',
  'a & b',
  '',
  ' && ',
])('%s gets no rule', (command) => {
  expect(commandRules(command)).toEqual([])
})

test('no command writes a rule that says more than its own words', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('a', 'B', '1', ' ', '-', '/', '&', '|', ';', '\n', '*', '(', ')', '$', '`', '"', "'") }),
      (command) => {
        for (const rule of commandRules(command)) expect(rule).toMatch(/^Bash\([\w./:=@+-]+( [\w./:=@+-]+)*( \*)?\)$/)
      },
    ),
  )
})

test('the files of the session itself are closed, and so are the network and the remote', () => {
  const settings = JSON.stringify(settingsFor({ directories: { home: '/srv/h', control: '/srv/c', checkout: '/srv/w' } }))
  for (const tool of ['Read', 'Edit', 'Write']) {
    expect(settings).toContain(`${tool}(//srv/h/**)`)
    expect(settings).toContain(`${tool}(//srv/c/**)`)
  }
  for (const rule of ['WebFetch', 'WebSearch', 'Bash(git push *)', 'Bash(git config *)']) expect(settings).toContain(rule)
  expect(settings).not.toContain('/srv/w')
})
