/**
 * How long to wait before the next try, so many having failed in a row: twice as long each time.
 * @param atLeastMs what the other side has asked for
 */
export const backoffMs = (
  tries: number,
  { firstMs, maxMs }: { readonly firstMs: number; readonly maxMs: number },
  atLeastMs = 0,
): number => Math.max(Math.min(firstMs * 2 ** tries, maxMs), atLeastMs)
