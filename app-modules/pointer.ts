/** The keys that a JSON Pointer (RFC 6901) leads through. */
export const keysOf = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))

/** One step of a pointer. */
export const step = (key: string): string => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`

/**
 * The values that a pointer finds in parsed JSON. It is an RFC 6901 JSON Pointer in which a `*`
 * that stands alone between slashes means every key or index of its place.
 */
export function valuesAt(json: unknown, pointer: string): unknown[] {
  let found: unknown[] = [json]
  for (const key of keysOf(pointer)) {
    found = found.flatMap((value) => childrenOf(value, key))
  }
  return found
}

function childrenOf(value: unknown, key: string): unknown[] {
  if (typeof value !== 'object' || value === null) return []
  if (key === '*') return Object.values(value)
  // Own fields only: "length" of an array or "__proto__" of an object is not part of the JSON.
  if (Array.isArray(value) && !/^(0|[1-9]\d*)$/.test(key)) return []
  return Object.hasOwn(value, key) ? [(value as Record<string, unknown>)[key]] : []
}
