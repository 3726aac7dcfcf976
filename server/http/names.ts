import { Type } from 'typebox'

/**
 * A name that a person or a device gives: at least one character that shows, no control or
 * direction characters, and nothing that reads as a path.
 */
export const namePattern =
  '^(?!\\s*$)(?![\\\\/])(?!(?:.*[\\\\/])?\\.{1,2}(?:[\\\\/]|$))[^\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}\\u202a-\\u202e\\u2066-\\u2069]+$'

export const nameSchema = (description: string) =>
  Type.String({ minLength: 1, maxLength: 200, pattern: namePattern, description })
