import { expect, test } from 'vitest'
import { assignableBy } from './assignee-options.ts'

const member = (id: string, name: string) => ({ id, name, email: `${id}@acme.dev` })
const agent = (id: string, adapter: string, enabled = true) => ({ id, name: id, adapter, enabled })
const names = (list: { name: string }[]) => list.map(({ name }) => name)

test('I come first, then the other members by name, then the agents that are on', () => {
  const list = assignableBy(
    { me: { id: 'u2', name: 'Robin' }, members: [member('u3', 'Sascha'), member('u1', 'Kim'), member('u2', 'Robin')] },
    [agent('Claude', 'claude_code'), agent('Idle', 'command', false), agent('Simulator', 'simulator')],
  )
  expect(names(list)).toEqual(['Robin', 'Kim', 'Sascha', 'Claude', 'Simulator'])
  expect(list.filter(({ isMe }) => isMe)).toEqual([{ type: 'person', id: 'u2', name: 'Robin', isMe: true, about: 'u2@acme.dev' }])
  expect(list.at(-1)?.about).toBe('simulated')
})

test('who came by the shared login is offered, though no member', () => {
  const list = assignableBy({ me: { id: 'shared', name: 'Ada' }, members: [member('u1', 'Kim')] }, [])
  expect(names(list)).toEqual(['Ada', 'Kim'])
  expect(names(assignableBy({ me: null, members: [member('u1', 'Kim')] }, []))).toEqual(['Kim'])
})
