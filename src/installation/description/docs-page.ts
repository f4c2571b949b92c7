// The description as a page that needs nothing from elsewhere: operations by tag, their parameters, answers, shapes and examples.
import { z } from 'zod'

const mediaSchema = z.looseObject({ schema: z.unknown().optional(), example: z.unknown().optional() })
const contentSchema = z.record(z.string(), mediaSchema).optional()
const operationSchema = z.looseObject({
  operationId: z.string(),
  summary: z.string(),
  description: z.string().optional(),
  tags: z.array(z.string()).default(['Other']),
  security: z.array(z.unknown()).default([]),
  parameters: z
    .array(
      z.looseObject({ name: z.string(), in: z.string(), required: z.boolean().optional(), description: z.string().optional() }),
    )
    .default([]),
  requestBody: z.looseObject({ content: contentSchema }).optional(),
  responses: z.record(z.string(), z.looseObject({ description: z.string().default(''), content: contentSchema })),
})
const documentSchema = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), operationSchema)),
  components: z.looseObject({ schemas: z.record(z.string(), z.unknown()).default({}) }).default({ schemas: {} }),
})

type Operation = z.infer<typeof operationSchema> & { method: string; path: string }

/** The whole page; no script, no address of another host. */
export function docsPage(document: unknown, version: string): string {
  const byTag = Map.groupBy(operationsOf(document), ({ tags }) => tags[0] ?? 'Other')
  const tags = [...byTag.keys()].sort()
  const contents = tags.map((tag) => `<li><a href="#${idOf(tag)}">${escapeHtml(tag)}</a></li>`).join('')
  const sections = tags.map(
    (tag) => `<section><h2 id="${idOf(tag)}">${escapeHtml(tag)}</h2>${(byTag.get(tag) ?? []).map(toHtml).join('')}</section>`,
  )
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<title>Dispatch API</title><style>${style}</style></head><body><nav aria-label="Contents"><strong>Dispatch API</strong> <small>${escapeHtml(version)}</small><ul>${contents}<li><a href="#shapes">Shapes</a></li></ul></nav>
<main><h1>Dispatch API</h1><p>Send an API key as <code>Authorization: Bearer dsp_…</code>. The same for programs: <a href="/api/openapi.json">openapi.json</a> (OpenAPI 3.1). Every refusal is <code>application/problem+json</code> with a <code>code</code>.</p>
${sections.join('\n')}<section><h2 id="shapes">Shapes</h2>${shapesOf(document)}</section></main></body></html>`
}

function operationsOf(document: unknown): Operation[] {
  const { paths } = documentSchema.parse(document)
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ ...operation, method: method.toUpperCase(), path })),
  )
}

function toHtml(operation: Operation): string {
  const { method, path, summary, description, security, parameters, requestBody, responses, operationId } = operation
  return `<details id="${operationId}"><summary><b class="${method}">${method}</b> <code>${escapeHtml(path)}</code> <span>${proseOf(summary)}</span></summary>
${description ? `<p>${proseOf(description)}</p>` : ''}${security.length === 0 ? '<p>Needs no key and no session.</p>' : ''}${parametersOf(parameters)}${requestBody ? `<h4>Body</h4>${contentOf(requestBody.content)}` : ''}
<h4>Answers</h4>${Object.entries(responses)
    .map(
      ([status, { description: words, content }]) =>
        `<p><code>${status}</code> ${proseOf(words)}</p>${Number(status) < 400 ? contentOf(content) : ''}`,
    )
    .join('')}</details>`
}

function parametersOf(parameters: Operation['parameters']): string {
  if (parameters.length === 0) return ''
  const rows = parameters.map(
    ({ name, in: place, required, description = '' }) =>
      `<tr><td><code>${escapeHtml(name)}</code></td><td>${escapeHtml(place)}${required ? ', required' : ''}</td><td>${proseOf(description)}</td></tr>`,
  )
  return `<h4>Parameters</h4><table><tbody>${rows.join('')}</tbody></table>`
}

function contentOf(content: z.infer<typeof contentSchema>): string {
  const parts = Object.entries(content ?? {}).map(([type, { schema, example }]) => {
    const shape = `<details><summary>Schema of <code>${escapeHtml(type)}</code></summary>${pre(schema)}</details>`
    return example === undefined ? shape : `${pre(example)}${shape}`
  })
  return parts.join('')
}

/** A reference leads to its shape. */
function pre(value: unknown): string {
  const text = escapeHtml(JSON.stringify(value, null, 2) ?? '')
  return `<pre tabindex="0">${text.replaceAll(/#\/components\/schemas\/(\w+)/g, '<a href="#shape-$1">$1</a>')}</pre>`
}

function shapesOf(document: unknown): string {
  const { schemas } = documentSchema.parse(document).components
  const shapes = Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1))
  return shapes.map(([name, schema]) => `<h3 id="shape-${escapeHtml(name)}">${escapeHtml(name)}</h3>${pre(schema)}`).join('')
}

function idOf(tag: string): string {
  return `tag-${tag.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`
}

/** Sentences, with what stands between backticks as code. */
function proseOf(text: string): string {
  return escapeHtml(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>')
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

const style = `:root{color-scheme:light dark;--line:light-dark(#d9d9de,#33343a);--soft:light-dark(#f4f4f6,#1b1c20);--dim:light-dark(#5b5d66,#a3a5ad)}
body{font:14px/1.55 system-ui,sans-serif;margin:0;background:light-dark(#fff,#111215);color:light-dark(#1b1c20,#ececef);display:grid;grid-template-columns:13rem minmax(0,1fr)}
nav{position:sticky;top:0;height:100vh;overflow:auto;padding:1.5rem 1rem;box-sizing:border-box;border-right:1px solid var(--line)}nav ul{list-style:none;padding:0}nav li{margin:.3rem 0}
main{max-width:60rem;padding:1rem 2rem 6rem}a{color:light-dark(#2f4fc4,#9db0ff)}h2{margin-top:2.5rem}h4{margin:1rem 0 .25rem}
code,pre{font-family:ui-monospace,monospace;font-size:.92em}pre{background:var(--soft);padding:.75rem;border-radius:6px;overflow:auto;max-height:26rem}
main details{border-bottom:1px solid var(--line);padding:.4rem 0}main details details{border:0}summary{cursor:pointer}summary span,small{color:var(--dim)}summary b{display:inline-block;min-width:4rem}
.GET{color:light-dark(#14663b,#6fd39b)}.POST{color:light-dark(#2f4fc4,#9db0ff)}.PATCH,.PUT{color:light-dark(#8a5300,#e9b44c)}.DELETE{color:light-dark(#b3261e,#ff9a92)}
td{padding:.2rem .75rem .2rem 0;vertical-align:top}:focus-visible{outline:2px solid currentColor;outline-offset:2px}@media(max-width:50rem){body{display:block}nav{position:static;height:auto;border:0}nav ul{columns:2}summary code{overflow-wrap:anywhere}main{padding:1rem}}`
