/** A token of a script, without its text: only a hash is kept. */
export interface OwnerToken {
  readonly id: string
  readonly name: string
  /** SHA-256 of the token's text, in hex. */
  readonly hash: string
  /** It may call what changes nothing. */
  readonly readOnly: boolean
  readonly createdAt: number
  readonly expiresAt?: number
}
