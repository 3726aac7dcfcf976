import { hash } from 'node:crypto'
import { escapeHtml } from '../lib/html.ts'
import { nameOf, schemaNamed } from './openapi-components.ts'
import type {
  Answer,
  ApiDocument,
  Operation,
  Parameter,
  refused,
  Schema,
} from './openapi-document.ts'

const style = `
:root{color-scheme:light dark}
body{font:16px/1.5 system-ui,sans-serif;max-width:52rem;margin:2rem auto;padding:0 1rem}
code,.path{font-family:ui-monospace,monospace;overflow-wrap:anywhere}
article{border:1px solid color-mix(in srgb,currentColor 25%,transparent);border-radius:.5rem;padding:.25rem 1rem;margin:1rem 0}
table{border-collapse:collapse;width:100%}
td,th{text-align:left;vertical-align:top;padding:.25rem .75rem .25rem 0;border-top:1px solid color-mix(in srgb,currentColor 15%,transparent)}
h3{margin:.5rem 0}
.method{font-weight:700;margin-right:.5rem}
`

/** The API for people, made from the OpenAPI document alone; the page loads nothing at all. */
export const docsPage = {
  policy: `default-src 'none'; style-src 'sha256-${hash('sha256', style, 'base64')}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  render: (api: ApiDocument): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeHtml(api.info.title)}: API</title><style>${style}</style></head><body><main>
<h1>${escapeHtml(api.info.title)}</h1>
<p>${escapeHtml(api.info.description ?? '')}</p>
<p>Version ${escapeHtml(api.info.version)}. For programs: <a href="./api/v1/openapi.json">openapi.json</a></p>
${groupsOf(api)
  .map(([tag, articles]) => `<h2>${escapeHtml(tag)}</h2>${articles.join('')}`)
  .join('')}
</main></body></html>`,
}

function groupsOf(api: ApiDocument): [string, string[]][] {
  const groups = new Map<string, string[]>()
  for (const [path, methods] of Object.entries(api.paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const tag = operation.tags?.[0] ?? 'other'
      const articles = groups.get(tag) ?? []
      groups.set(tag, [...articles, article(api, method, path, operation)])
    }
  }
  return [...groups]
}

function article(api: ApiDocument, method: string, path: string, operation: Operation): string {
  const inFull = (schema: Schema | undefined) => schema && schemaNamed(api, schema)
  const body = inFull(Object.values(operation.requestBody?.content ?? {})[0]?.schema)
  const parameters = operation.parameters ?? []
  const rowOf = (one: Parameter) =>
    row(one.name, kindOf(one.schema), one.description ?? one.schema?.description, one.required)
  const inAddress = parameters.filter((one) => one.in !== 'header').map(rowOf)
  const headers = parameters.filter((one) => one.in === 'header').map(rowOf)
  const refusals = Object.keys(operation.responses).filter((status) =>
    isRefused(operation.responses[status]),
  )
  const answers = Object.entries(operation.responses).flatMap(([status, one]) =>
    isRefused(one) ? [] : [row(status, fieldNames(inFull(schemaOf(one))), one.description)],
  )
  answers.push(row(refusals.join(', '), 'success, error', 'Refused; the body says why'))
  return `<article><h3><span class="method">${escapeHtml(method.toUpperCase())}</span><span class="path">${escapeHtml(path)}</span></h3>
<p>${escapeHtml(operation.summary ?? '')}. ${escapeHtml(operation.description ?? '')}</p>
${table('In the address', inAddress)}${table('Headers', headers)}${table('Body', rowsOf(body))}${table('Answers', answers)}</article>`
}

const table = (title: string, rows: readonly string[]) =>
  rows.length > 0 ? `<h4>${title}</h4><table><tbody>${rows.join('')}</tbody></table>` : ''

const rowsOf = (schema: Schema | undefined) =>
  Object.entries(schema?.properties ?? {}).map(([name, property]) =>
    row(name, kindOf(property), property.description, schema?.required?.includes(name) ?? false),
  )

const row = (name: string, kind: string, text: string | undefined, required?: boolean) =>
  `<tr><td><code>${escapeHtml(name)}</code>${required === false ? ' (optional)' : ''}</td><td>${escapeHtml(kind)}</td><td>${escapeHtml(text ?? '')}</td></tr>`

const isRefused = (answer: Answer | typeof refused | undefined): answer is typeof refused =>
  answer !== undefined && '$ref' in answer

const schemaOf = (answer: Answer) => Object.values(answer.content ?? {})[0]?.schema

const fieldNames = (schema: Schema | undefined) => Object.keys(schema?.properties ?? {}).join(', ')

function kindOf(schema: Schema | undefined): string {
  if (schema?.enum) return schema.enum.join(' | ')
  return nameOf(schema ?? {}) ?? schema?.format ?? [schema?.type ?? ''].flat().join(' or ')
}
