// Input schemas as agents read them, with every request again: without what only says the obvious. The full ones still judge.

type Json = null | boolean | number | string | Json[] | { [name: string]: Json }

/** Limits that no caller comes near by accident; a violation is answered with the limit. */
const obvious = new Set(['minLength', 'minItems', 'maxItems', 'exclusiveMinimum'])

/** The same schema in fewer words. */
export function conciseSchema(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(conciseSchema)
  if (schema === null || typeof schema !== 'object') return schema
  const kept = Object.entries(schema).filter(([name, value]) => {
    if (isSchemaOf(schema) && obvious.has(name)) return false
    if (name === 'pattern' && 'format' in schema) return false
    return !(name === 'maximum' && value === Number.MAX_SAFE_INTEGER)
  })
  return withNullableType(Object.fromEntries(kept.map(([name, value]) => [name, conciseSchema(value)])))
}

/** A field of a tool may be called `minLength` too; that stands in an object without a type of its own. */
function isSchemaOf(schema: { [name: string]: Json }): boolean {
  return typeof schema.type === 'string'
}

/** A type or nothing is one type in two words. */
function withNullableType(schema: { [name: string]: Json }): { [name: string]: Json } {
  const { anyOf, ...rest } = schema
  if (!Array.isArray(anyOf) || anyOf.length !== 2) return schema
  const [first, second] = anyOf
  if (!isObject(first) || !isObject(second) || second.type !== 'null' || typeof first.type !== 'string' || 'enum' in first)
    return schema
  return { ...rest, ...first, type: [first.type, 'null'] }
}

function isObject(value: Json | undefined): value is { [name: string]: Json } {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}
