/** A disk with less room than this is nearly full. */
export const fewBytes = 100 * 1024 ** 2
