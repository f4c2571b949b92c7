import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { limits } from '../limits.ts'
import { createStreamPlaces } from './stream-places.ts'

const person = { type: 'person', id: 'usr_1', name: 'Ada' } as const
const key = { type: 'key', id: 'key_1', name: 'Watcher' } as const
const session = (id: string) => ({ id, confirmedAt: new Date(0), expiresAt: new Date(0), isShared: true })

function open() {
  return Object.assign(new EventEmitter(), { closed: false, destroyed: false })
}

function fill(places: ReturnType<typeof createStreamPlaces>, count: number, ctx: Parameters<typeof places.take>[0]) {
  return Array.from({ length: count }, () => {
    const response = open()
    places.take(ctx, response as never)
    return response
  })
}

test('a session has a number of streams, whoever else shares its password has as many', () => {
  const places = createStreamPlaces()
  const mine = { actor: person, workspaceId: 'wsp_1', session: session('ses_1') }
  const responses = fill(places, limits.session_streams.most, mine)
  expect(() => fill(places, 1, mine)).toThrow('A session can have 50 open event streams.')
  fill(places, 1, { ...mine, session: session('ses_2') })
  responses[0]?.emit('close')
  fill(places, 1, mine)
  expect(() => fill(places, 1, mine)).toThrow()
})

test('a refusal is a 429 with what is limited, and says when to come back', () => {
  const places = createStreamPlaces()
  const caller = { actor: key, workspaceId: 'wsp_1' }
  fill(places, limits.key_streams.most, caller)
  expect(() => fill(places, 1, caller)).toThrow(
    expect.objectContaining({ status: 429, code: 'limit_exceeded', retryAfterSeconds: 15 }),
  )
})

test('many keys together cannot take every stream of a process, and other workspaces keep theirs', () => {
  const places = createStreamPlaces()
  const of = (id: string, workspaceId = 'wsp_1') => ({ actor: { ...key, id }, workspaceId })
  fill(places, limits.key_streams.most, of('key_1'))
  fill(places, limits.key_streams.most, of('key_2'))
  expect(() => fill(places, 1, of('key_3'))).toThrow('A workspace can have 2,000 open event streams')
  fill(places, 1, of('key_4', 'wsp_2'))
})

test('a client that is gone already takes no place', () => {
  const places = createStreamPlaces()
  const caller = { actor: key, workspaceId: 'wsp_1' }
  for (let n = 0; n <= limits.key_streams.most; n++) places.take(caller, { ...open(), destroyed: true } as never)
  fill(places, 1, caller)
})
