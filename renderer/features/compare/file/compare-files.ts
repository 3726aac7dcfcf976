import { type Comparison, compareSettings } from '../diff/compare-settings.ts'
import { readZipEntries, type ZipEntry } from './zip-entries.ts'

export interface EntryChange {
  readonly kind: 'added' | 'removed' | 'changed'
  readonly name: string
  readonly before?: ZipEntry
  readonly after?: ZipEntry
}

export type FileComparison =
  | { readonly kind: 'text'; readonly comparison: Comparison }
  /** By the lists of two zips. */
  | { readonly kind: 'zip'; readonly changes: readonly EntryChange[] }
  /** Nothing in them can be told apart here. */
  | { readonly kind: 'bytes' }

/** Compares two versions of a file as far as a page can read them. */
export function compareFiles(before: Uint8Array, after: Uint8Array, path: string): FileComparison {
  const zips = { before: readZip(before), after: readZip(after) }
  if (zips.before && zips.after) {
    return { kind: 'zip', changes: compareEntries(zips.before, zips.after) }
  }
  const texts = { before: readText(before), after: readText(after) }
  if (texts.before === undefined || texts.after === undefined) return { kind: 'bytes' }
  // What an app calls volatile are paths in its settings; this may be any of its files.
  return { kind: 'text', comparison: compareSettings(texts.before, texts.after, [], path) }
}

export function compareEntries(
  before: readonly ZipEntry[],
  after: readonly ZipEntry[],
): EntryChange[] {
  const old = new Map(before.map((entry) => [entry.name, entry]))
  const now = new Map(after.map((entry) => [entry.name, entry]))
  const changes: EntryChange[] = []
  for (const name of [...new Set([...old.keys(), ...now.keys()])].sort()) {
    const [was, is] = [old.get(name), now.get(name)]
    if (was && is) {
      const isSame = was.size === is.size && was.crc === is.crc
      if (!isSame) changes.push({ kind: 'changed', name, before: was, after: is })
    } else if (is) changes.push({ kind: 'added', name, after: is })
    else if (was) changes.push({ kind: 'removed', name, before: was })
  }
  return changes
}

const readZip = (bytes: Uint8Array) =>
  bytes[0] === 0x50 && bytes[1] === 0x4b ? readZipEntries(bytes) : undefined

function readText(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    // SQLite and others begin with words, and go on with what is no text.
    return text.includes('\0') ? undefined : text
  } catch {
    return undefined
  }
}
