// Values that a JSON schema of the API's description allows, nearly: what it cannot say is left to the route.
import fc from 'fast-check'
import { z } from 'zod'

export interface JsonSchema {
  $ref?: string | undefined
  type?: string | string[] | undefined
  enum?: unknown[] | undefined
  const?: unknown
  anyOf?: JsonSchema[] | undefined
  oneOf?: JsonSchema[] | undefined
  allOf?: JsonSchema[] | undefined
  properties?: Record<string, JsonSchema> | undefined
  required?: string[] | undefined
  items?: JsonSchema | undefined
  format?: string | undefined
  pattern?: string | undefined
  minLength?: number | undefined
  maxLength?: number | undefined
  minItems?: number | undefined
  maxItems?: number | undefined
  minimum?: number | undefined
  maximum?: number | undefined
  nullable?: boolean | undefined
}

export const jsonSchema: z.ZodType<JsonSchema> = z.lazy(() =>
  z.looseObject({
    $ref: z.string().optional(),
    type: z.union([z.string(), z.array(z.string())]).optional(),
    enum: z.array(z.unknown()).optional(),
    const: z.unknown().optional(),
    anyOf: z.array(jsonSchema).optional(),
    oneOf: z.array(jsonSchema).optional(),
    allOf: z.array(jsonSchema).optional(),
    properties: z.record(z.string(), jsonSchema).optional(),
    required: z.array(z.string()).optional(),
    items: jsonSchema.optional(),
    format: z.string().optional(),
    pattern: z.string().optional(),
    minLength: z.number().optional(),
    maxLength: z.number().optional(),
    minItems: z.number().optional(),
    maxItems: z.number().optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
  }),
)

export type Components = Record<string, JsonSchema>
type Values = fc.Arbitrary<unknown>

const anyJson: Values = fc.jsonValue({ maxDepth: 2 })
const longest = 300

export function valuesOf(schema: JsonSchema, components: Components, depth = 0): Values {
  const inner = (one: JsonSchema) => valuesOf(one, components, depth + 1)
  if (depth > 6) return anyJson
  if (schema.$ref !== undefined) return inner(components[schema.$ref.split('/').at(-1) ?? ''] ?? {})
  if (schema.const !== undefined) return fc.constant(schema.const)
  if (schema.enum?.length) return fc.constantFrom(...schema.enum)
  const choices = schema.anyOf ?? schema.oneOf
  if (choices?.length) return fc.oneof(...choices.map(inner))
  if (schema.allOf?.length) return fc.tuple(...schema.allOf.map(inner)).map((parts) => Object.assign({}, ...parts.map(Object)))
  const types = [schema.type ?? []].flat()
  return types.length > 0 ? fc.oneof(...types.map((type) => valuesOfType(type, schema, inner))) : anyJson
}

function valuesOfType(type: string, schema: JsonSchema, inner: (one: JsonSchema) => Values): Values {
  const { minItems = 0, maxItems = 3, minimum, maximum, items = {} } = schema
  switch (type) {
    case 'string':
      return textsOf(schema)
    case 'integer':
      return fc.maxSafeInteger().map((number) => within(number, minimum ?? -5, maximum ?? 1000))
    case 'number':
      return fc.double({ min: minimum ?? -1e9, max: Math.max(maximum ?? 1e9, minimum ?? 0), noNaN: true })
    case 'boolean':
      return fc.boolean()
    case 'array':
      return fc.array(inner(items), { minLength: minItems, maxLength: Math.max(minItems, Math.min(maxItems, 3)) })
    case 'object':
      return objectsOf(schema, inner)
    default:
      return fc.constant(null)
  }
}

function within(number: number, least: number, most: number): number {
  return least + (Math.abs(number) % (Math.max(most, least) - least + 1))
}

function objectsOf({ properties, required = [] }: JsonSchema, inner: (one: JsonSchema) => Values): Values {
  if (!properties) return fc.dictionary(fc.string({ maxLength: 10 }), anyJson, { maxKeys: 3 })
  const fields = Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, inner(one)]))
  return fc.record(fields, { requiredKeys: required.filter((name) => name in fields) })
}

function textsOf({ format, pattern, minLength = 0, maxLength = longest }: JsonSchema): Values {
  if (format === 'date-time') return fc.date({ noInvalidDate: true }).map((date) => date.toISOString())
  if (format === 'uri') return fc.webUrl()
  if (format === 'email') return fc.emailAddress()
  if (pattern !== undefined) return matching(pattern)
  return fc.string({ unit: 'grapheme', minLength, maxLength: Math.max(minLength, Math.min(maxLength, longest)) })
}

/** A pattern that cannot be turned round, such as one that looks ahead, gives any text. */
function matching(pattern: string): Values {
  try {
    return fc.stringMatching(new RegExp(pattern))
  } catch {
    return fc.string()
  }
}
