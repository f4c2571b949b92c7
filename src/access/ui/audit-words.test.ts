import { expect, test } from 'vitest'
import { accessGroups, eventGroups } from '../../outbound/domain/event-types.ts'
import { auditVerbs } from './audit-verbs.ts'
import { auditLine } from './audit-words.ts'

const line = (type: string, payload: Record<string, unknown> = {}) => {
  const { text, detail } = auditLine({ type, payload })
  return detail ? `${text} | ${detail}` : text
}

test('who came in, how and from where', () => {
  expect(line('session.created', { method: 'account', shared_password: false, address: '127.0.0.1' })).toBe(
    'logged in | with e-mail and password · from 127.0.0.1',
  )
  expect(line('login.failed', { method: 'password', reason: 'invalid_credentials', address: null })).toBe(
    'could not log in | with the shared password · wrong password or address',
  )
  expect(line('session.revoked', { reason: 'logged_out' })).toBe('logged out')
})

test('people, keys and roles by name, without ids', () => {
  expect(line('member.updated', { changes: { role: ['member', 'admin'] }, name: 'Grace' })).toBe(
    'changed the role of Grace | Role: member → admin',
  )
  expect(line('invitation.created', { email: 'grace@acme.dev', role: 'admin' })).toBe('invited grace@acme.dev as an admin')
  expect(line('key.created', { name: 'CI', scopes: ['read', 'write'], agent_id: 'agt_1', hint: 'dsp_…9x1c' })).toBe(
    'made the API key CI | Scopes: read, write',
  )
})

test('policy fields have the names of the form, switches are on or off, hidden values only changed', () => {
  expect(
    line('workspace.updated', { changes: { 'policy.runs_enabled': [true, false], 'policy.day_budget_usd': [10, 25] } }),
  ).toBe('changed the workspace | Agents may work: on → off · Budget of a day: 10 → 25')
  expect(line('agent.updated', { changes: { webhook_url: ['hidden', 'hidden'] } })).toBe(
    'changed an agent | Webhook address changed',
  )
})

test('what happens to issues is said as on the timeline, never as JSON', () => {
  const moved = {
    changes: {
      status: [
        { id: 'sts_1', name: 'Backlog', category: 'backlog' },
        { id: 'sts_2', name: 'Done', category: 'done' },
      ],
    },
    cause: { code: 'person', detail: 'It was a false alarm.' },
  }
  expect(line('issue.moved', moved)).toBe('moved it from Backlog to Done | It was a false alarm.')
  expect(line('label.created', { label: { id: 'lbl_1', name: 'Checkout', color: '#888888' } })).toBe('added the label Checkout')
})

test('every event of people and settings has words of its own, and none shows braces or underscores', () => {
  const listed = [...accessGroups, ...eventGroups.filter(({ noun }) => /^(agent|repo|conn|webh|stat|label|view|work)/.test(noun))]
  const silent = listed.flatMap(({ types }) => types).filter((type) => !(type in auditVerbs))
  expect(silent).toEqual([])
  for (const type of [...accessGroups, ...eventGroups].flatMap(({ types }) => types))
    expect(line(type, { name: 'It', issue: { id: 'iss_1', odd: { deep: 1 } } }), type).not.toMatch(/[{}_]/)
})
