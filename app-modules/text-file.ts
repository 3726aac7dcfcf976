import { readFileSync, statSync } from 'node:fs'

/** What a read gave, or why it gave nothing, in words that follow "the file". */
export type ReadResult<T> = { readonly value: T } | { readonly problem: string }

/**
 * Reads a file of at most `maxKiB` as UTF-8. The kind and the size are looked at before anything
 * is read, so that a pipe, a device or a huge file in a folder of modules cannot hold up the start.
 */
export function readText(file: string, maxKiB: number): ReadResult<string> {
  try {
    const stat = statSync(file)
    if (!stat.isFile()) return { problem: 'is not a regular file' }
    if (stat.size > maxKiB * 1024) return { problem: `is larger than ${maxKiB} KiB` }
    return { value: new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file)) }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return { problem: 'is missing' }
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return { problem: 'is not UTF-8 text' }
    return { problem: `cannot be read (${code ?? 'unknown reason'})` }
  }
}

/** Reads a JSON file of at most `maxKiB`. */
export function readJson(file: string, maxKiB: number): ReadResult<unknown> {
  const text = readText(file, maxKiB)
  if ('problem' in text) return text
  try {
    return { value: JSON.parse(text.value) }
  } catch (error) {
    // Only the place is told: the message also quotes the file, and a sample may be a real export.
    const [place] = /\(line \d+ column \d+\)$/.exec((error as Error).message) ?? []
    return { problem: `is not valid JSON${place ? ` ${place}` : ''}` }
  }
}
