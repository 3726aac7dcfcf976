/** What every plain address begins with. */
export const addressMount = '/f'

/**
 * The key that stands in an address, as in `/f/<key>/<name>`; undefined where the first name is none.
 * A key that is made to stand there begins as all new ones do.
 */
export function keyInAddress(url: string): string | undefined {
  const [, first = ''] = /^\/+f\/+([^/?#]+)/.exec(url) ?? []
  return /^sxncd_/i.test(first) ? first : undefined
}
