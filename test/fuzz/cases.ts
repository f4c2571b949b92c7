// The requests that one operation is tried with: a fixed list of hostile ones, and any number of random ones.
import fc from 'fast-check'
import {
  garbageCursors,
  hostileBodies,
  hostileHeaders,
  hostileIds,
  hostileQueryValues,
  hostileTypes,
  hostileValues,
  spoiledTexts,
} from './hostile.ts'
import { type Components, valuesOf } from './json-schema.ts'
import type { Operation } from './operations.ts'

/** What the path names: something of one's own, of another workspace, or this text. */
export type Target = { of: 'own' } | { of: 'foreign' } | { of: 'text'; text: string }

export interface Case {
  target: Target
  /** Without its question mark. */
  query: string
  /** As it goes over the wire; undefined: no body at all. */
  body: string | undefined
  headers: Record<string, string>
}

export interface Material {
  operation: Operation
  components: Components
  /** A body that the route takes. */
  body: object
  /** The query that a plain request has. */
  query: string
  /** Of lists of another workspace. */
  foreignCursors: string[]
}

const asJson = { 'content-type': 'application/json' }
const own: Target = { of: 'own' }

export function fixedCases({ operation, body, query, foreignCursors }: Material): Case[] {
  const takesBody = operation.method !== 'GET'
  const plain: Case = { target: own, query, body: takesBody ? JSON.stringify(body) : undefined, headers: takesBody ? asJson : {} }
  const targets = operation.path.includes('{')
    ? [{ of: 'foreign' } as const, ...hostileIds.map((text) => ({ of: 'text', text }) as const)]
    : []
  // Where no body is read, all of them are the same to the route: some, others at each route.
  const some = <T>(all: readonly T[]) =>
    operation.body ? all : all.filter((_, index) => (index + operation.name.length) % 4 === 0)
  const bodies = takesBody ? [...some(hostileBodies), ...(operation.body ? spoiledTexts(body) : [])] : []
  const cursors = 'cursor' in operation.query ? [...foreignCursors, ...garbageCursors] : []
  return [
    ...targets.map((target) => ({ ...plain, target })),
    ...bodies.map((text) => ({ ...plain, body: text })),
    ...(takesBody ? some(hostileTypes).map((type) => ({ ...plain, headers: { 'content-type': type } })) : []),
    ...(takesBody
      ? [
          { ...plain, body: undefined },
          { ...plain, body: '', headers: {} },
        ]
      : []),
    ...(takesBody ? some(hostileHeaders).map((headers) => ({ ...plain, headers: { ...asJson, ...headers } })) : []),
    ...cursors.map((cursor) => ({ ...plain, query: `${query}&cursor=${encodeURIComponent(cursor)}` })),
    ...Object.keys(operation.query).map((name) => ({ ...plain, query: `${query}&${name}=1&${name}=2` })),
  ]
}

export function randomCases(material: Material): fc.Arbitrary<Case> {
  const { operation } = material
  const takesBody = operation.method !== 'GET'
  return fc.record({
    target: operation.path.includes('{')
      ? fc.oneof({ weight: 6, arbitrary: fc.constant(own) }, foreignTargets)
      : fc.constant(own),
    query: queriesOf(material),
    body: takesBody ? bodiesOf(material) : fc.constant(undefined),
    headers: takesBody
      ? fc.oneof(
          { weight: 8, arbitrary: fc.constant(asJson) },
          fc.constantFrom(...hostileHeaders).map((one) => ({ ...asJson, ...one })),
        )
      : fc.constant({}),
  })
}

const foreignTargets: fc.Arbitrary<Target> = fc.constantFrom<Target>(
  { of: 'foreign' },
  ...hostileIds.map((text): Target => ({ of: 'text', text })),
)

function bodiesOf({ operation, components, body }: Material): fc.Arbitrary<string> {
  const generated = valuesOf(operation.body ?? {}, components)
  const mixed = generated.map((one) => ({ ...body, ...Object(one) }))
  const spoiled = fc
    .tuple(fc.oneof(mixed, fc.constant(body)), fc.nat(), fc.constantFrom(...hostileValues))
    .map(([whole, place, value]) => withOneReplaced(whole, place, value))
  return fc.oneof(generated, mixed, { weight: 3, arbitrary: spoiled }).map((value) => JSON.stringify(value) ?? 'null')
}

/** The value with one of its places, the `place`th counted round and round, holding something else. */
export function withOneReplaced(whole: unknown, place: number, value: unknown): unknown {
  const places = placesIn(whole)
  const path = places[place % places.length] ?? []
  return replaced(whole, path, value)
}

function placesIn(value: unknown): string[][] {
  if (typeof value !== 'object' || value === null) return [[]]
  const inner = Object.entries(value).flatMap(([name, one]) => placesIn(one).map((path) => [name, ...path]))
  return [[], ...Object.keys(value).map((name) => [name]), ...inner]
}

function replaced(whole: unknown, [name, ...rest]: string[], value: unknown): unknown {
  if (name === undefined) return value
  if (Array.isArray(whole)) return whole.with(Number(name), replaced(whole[Number(name)], rest, value))
  const fields = Object.entries(Object(whole)).map(([key, one]) => [key, key === name ? replaced(one, rest, value) : one])
  return Object.fromEntries(fields)
}

function queriesOf({ operation, components, query, foreignCursors }: Material): fc.Arbitrary<string> {
  const cursors = [...foreignCursors, ...garbageCursors].map(encodeURIComponent)
  const parts = Object.entries(operation.query).map(([name, schema]) => {
    const fair = valuesOf(schema, components).map((value) => encodeURIComponent(textOf(value).toWellFormed()))
    const hostile = fc.constantFrom(...(name === 'cursor' ? cursors : hostileQueryValues))
    const values = fc.array(fc.oneof({ weight: 2, arbitrary: fair }, hostile), { minLength: 1, maxLength: 2 })
    return fc.option(values, { freq: 2, nil: [] }).map((several) => several.map((value) => `${name}=${value}`))
  })
  return fc.tuple(...parts).map((all) => [query, ...all.flat()].join('&'))
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
}
