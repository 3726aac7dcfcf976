import { Type } from 'typebox'

/** No control characters, and none that turn the direction of text. */
const plain = String.raw`[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]`

/**
 * A name that a person or a device gives: at least one character that shows, and nothing that reads
 * as a path. Systems set a part of a device's name apart by direction isolates. Those are
 * fine where each is closed again: then they turn nothing outside of the name.
 */
export const namePattern = String.raw`^(?!\s*$)(?![\\/])(?!(?:.*[\\/])?\.{1,2}(?:[\\/]|$))(?:${plain}|[\u2066-\u2068]${plain}+\u2069)+$`

export const nameSchema = (description: string) =>
  Type.String({ minLength: 1, maxLength: 200, pattern: namePattern, description })
