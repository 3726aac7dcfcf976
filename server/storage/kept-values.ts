/** Names one upload: what was sent, and the stamp it was sent with, in ms. */
export interface UploadId {
  readonly contentId: string
  readonly savedAt: number
}

/** What stays on one device: the objects in which it has values of its own, by path, as texts. */
export interface KeptValues {
  /** The paths that a person had marked then. */
  readonly paths: readonly string[]
  /** The upload that they are of: sent again, it gets the same answer. */
  readonly upload: UploadId
  readonly values: readonly {
    readonly at: string
    readonly values: readonly (readonly [key: string, text: string])[]
  }[]
}
