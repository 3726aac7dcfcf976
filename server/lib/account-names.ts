import { Type } from 'typebox'

/*
 * Names of accounts: a profile in the manner of RFC 8265 (UsernameCaseMapped), with spaces and signs,
 * as people write their names. A new name has only characters that show, and must not look like the
 * name of another account. Names that were given before go on working as they are.
 */

/** Characters that show nothing, turn the direction of text, or mean nothing to everybody. */
const hidden = String.raw`\p{Default_Ignorable_Code_Point}\p{C}\p{Zl}\p{Zp}\u2800`

/** Like the names of devices, and without a character that does not show. */
export const accountNamePattern = String.raw`^(?!\s*$)(?![\\/])(?!(?:.*[\\/])?\.{1,2}(?:[\\/]|$))(?!\p{M})[^${hidden}]+$`

export const accountNameSchema = (description: string) =>
  Type.String({ minLength: 1, maxLength: 200, pattern: accountNamePattern, description })

const isAllowed = new RegExp(accountNamePattern, 'u')
const hiddenOrPath = new RegExp(`[${hidden}\\\\/]`, 'gu')

/** A name that is allowed, made of any text; undefined where nothing of it is left. */
export function asAccountName(text: string): string | undefined {
  const name = text
    .replaceAll(hiddenOrPath, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, 100)
    .trim()
  return isAllowed.test(name) ? name : undefined
}
