const mostCharacters = 100

/** The first of these that shows something, as one short line of text. */
export function labelOf(...candidates: readonly unknown[]): string {
  for (const candidate of candidates) {
    if (typeof candidate !== 'string') continue
    // Control and direction characters could make it read as something else.
    const text = candidate
      .slice(0, 10 * mostCharacters)
      .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, ' ')
      .replaceAll(/\s+/g, ' ')
      .trim()
    if (text) return [...text].slice(0, mostCharacters).join('')
  }
  return ''
}
