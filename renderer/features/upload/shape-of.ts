import type { Shape } from '../../../server/api/schemas/apps.ts'

/** As many as the hub takes. */
const maxNames = 300

/**
 * What a file looks like from outside: the names of its outermost fields, or of those of the objects
 * in its list. Nothing else of a file is shown to the hub before the person has said yes.
 * @returns undefined for what is no JSON, or has no names
 */
export function shapeOf(text: string): Shape | undefined {
  let json: unknown
  try {
    json = JSON.parse(text.replace(/^\ufeff/, ''))
  } catch {
    return undefined
  }
  const list = Array.isArray(json)
  const values: readonly unknown[] = list ? (json as unknown[]).slice(0, maxNames) : [json]
  const objects = values.filter(
    (value): value is object =>
      typeof value === 'object' && value !== null && !Array.isArray(value),
  )
  const names = [...new Set(objects.flatMap((value) => Object.keys(value)))]
  return names.length > 0 ? { list, names: names.slice(0, maxNames) } : undefined
}
