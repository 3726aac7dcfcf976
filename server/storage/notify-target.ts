/**
 * Where the owner is told of what happens. What is in it was checked when it came in; a newer hub
 * may have written a format, an event or a language that this one does not know.
 */
export interface NotifyTarget {
  readonly id: string
  readonly name: string
  readonly format: string
  /** It may hold a password or a token. */
  readonly url: string
  readonly events: readonly string[]
  readonly language: string
  /** It may be an address of a private network, or of this machine. */
  readonly private: boolean
  /** Signs each message, so that who gets it knows that this hub has sent it. */
  readonly secret?: string
  readonly createdAt: number
}
