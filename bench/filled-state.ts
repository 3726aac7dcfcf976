import type { UploadState } from './upload.ts'

const filledAt = Date.parse('2025-01-01T00:00:00.000Z')

/** What the slot with this index holds once the folder is filled. */
export const filledState = (slot: number): UploadState => ({
  size: 2_000,
  seed: slot,
  savedAt: filledAt,
})
