import { expect, test } from 'vitest'
import { priorities } from '#src/issues/domain/category.ts'
import { problemOfPath } from './json-path.ts'
import { fields, type Preset, presets } from './mapping.ts'

const all = Object.entries(presets) as [Preset, (typeof presets)[Preset]][]

test.each(all)('every path of %s finds one value', (_, { mapping }) => {
  const paths = [...Object.values(mapping.fields).flat(), ...mapping.state.paths, ...mapping.priority.paths]
  expect(paths.filter((path) => problemOfPath(path) !== null)).toEqual([])
})

test.each(all)('%s says where each field is, and an issue can always be named', (_, { mapping }) => {
  expect(Object.keys(mapping.fields).sort()).toEqual([...fields].sort())
  expect(mapping.fields.external_id).not.toEqual([])
  expect([...mapping.fields.title, ...mapping.fields.message]).not.toEqual([])
})

test.each(all)('states and priorities of %s are told apart in lower case, and none is both', (_, { mapping }) => {
  const words = [...mapping.state.firing, ...mapping.state.resolved, ...Object.keys(mapping.priority.values)]
  expect(words).toEqual(words.map((word) => word.toLowerCase()))
  expect(mapping.state.firing.filter((word) => mapping.state.resolved.includes(word))).toEqual([])
  for (const priority of Object.values(mapping.priority.values)) expect(priorities).toContain(priority)
})

test('no two senders share a namespace', () => {
  const namespaces = all.map(([, { namespace }]) => namespace)
  expect(new Set(namespaces).size).toBe(namespaces.length)
})
