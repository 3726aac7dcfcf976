import type { TSchema } from 'typebox'
import { Errors } from 'typebox/schema'

/** What is wrong with one field, named by its JSON Pointer, in words for the one who wrote it. */
export interface Complaint {
  readonly field: string
  readonly problem: string
}

/** Takes note of a problem in words for the person who wrote the file. */
export type Report = (file: string, problem: string, field?: string) => void

interface SchemaPart {
  readonly description?: string
  readonly items?: SchemaPart
  readonly properties?: Readonly<Record<string, SchemaPart>>
  /** Of an object whose names are anything: one schema for all. */
  readonly patternProperties?: Readonly<Record<string, SchemaPart>>
}

type SchemaError = ReturnType<typeof Errors>[1][number]

/** Compares parsed JSON with a schema: one complaint a field, none when it fits. */
export function complaintsAbout(schema: TSchema, json: unknown): Complaint[] {
  const complaints = new Map<string, string>()
  for (const error of Errors(schema, json)[1]) {
    for (const { field, problem } of complaintsOf(schema, error)) {
      if (!complaints.has(field)) complaints.set(field, problem)
    }
  }
  return [...complaints].map(([field, problem]) => ({ field: printable(field), problem }))
}

function complaintsOf(schema: TSchema, error: SchemaError): Complaint[] {
  const path = error.instancePath
  switch (error.keyword) {
    case 'required':
      return error.params.requiredProperties.map((name) => ({
        field: `${path}/${name}`,
        problem: `is missing: it must be ${wanted(schema, `${path}/${name}`)}`,
      }))
    case 'additionalProperties':
      return [] // Each of them is also reported by itself, with the keyword "boolean".
    case 'boolean':
      return [{ field: path, problem: `is not a known field: known are ${siblings(schema, path)}` }]
    default:
      return [{ field: path || '/', problem: `must be ${wanted(schema, path)}` }]
  }
}

const wanted = (schema: TSchema, path: string): string =>
  partAt(schema, path)?.description ?? 'as the schema says'

const siblings = (schema: TSchema, path: string): string =>
  Object.keys(partAt(schema, path.slice(0, path.lastIndexOf('/')))?.properties ?? {}).join(', ')

function partAt(schema: TSchema, path: string): SchemaPart | undefined {
  let part: SchemaPart | undefined = schema as SchemaPart
  for (const key of path.split('/').slice(1)) {
    const ofAnyName: readonly SchemaPart[] = Object.values(part?.patternProperties ?? {})
    part = part?.items ?? part?.properties?.[key] ?? ofAnyName[0]
  }
  return part
}

/** A field's name comes from the file: kept short, and free of what could garble a log line. */
function printable(field: string): string {
  const plain = field.replace(/[^\x20-\x7e]/g, '?')
  return plain.length > 100 ? `${plain.slice(0, 100)}...` : plain
}
