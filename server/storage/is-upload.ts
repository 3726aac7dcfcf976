import type { Version } from './store.ts'

/** Whether a version came in as it is: the hub made none of the others, which bring back or merge. */
export const isUpload = ({ restored, merged }: Pick<Version, 'restored' | 'merged'>): boolean =>
  restored === undefined && merged === undefined
