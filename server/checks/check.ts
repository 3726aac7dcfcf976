/** Something about the hub that its owner should know, and what to do about it. */
export interface Check {
  readonly code: string
  readonly level: 'ok' | 'warning' | 'problem'
  readonly title: string
  readonly detail: string
  readonly fix: string
}
