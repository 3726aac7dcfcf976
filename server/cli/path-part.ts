import { RefusedError } from './refused-error.ts'

/** One part of an address. @throws RefusedError for what a URL would take for a step, not a name */
export function pathPart(text: string): string {
  if (['', '.', '..'].includes(text)) {
    throw new RefusedError(`"${text}" cannot be the name of anything.`, 400)
  }
  return encodeURIComponent(text.toWellFormed())
}
