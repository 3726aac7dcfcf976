import { keysOf } from './pointer.ts'

/** Tells whether a place in the settings changes by itself, without anybody's edit. */
export type IsVolatile = (path: readonly string[]) => boolean

/**
 * Reads RFC 6901 JSON Pointers in which `*` stands for every key or index. A pointer also covers
 * whatever lies below it.
 */
export function volatileMatcher(pointers: readonly string[]): IsVolatile {
  const patterns = pointers.map(keysOf)
  return (path) =>
    patterns.some(
      (pattern) =>
        pattern.length <= path.length &&
        pattern.every((part, index) => part === '*' || part === path[index]),
    )
}
