interface Span {
  readonly createdAt: string
  readonly expiresAt: string
}

/**
 * What is left of a span, in ms. The clock of the browser may differ from that of the hub, so it is
 * never more than the whole span, and nothing left is only a reason to ask the hub.
 */
export function timeLeft({ createdAt, expiresAt }: Span, now: number): number {
  const end = Date.parse(expiresAt)
  return Math.max(0, Math.min(end - now, end - Date.parse(createdAt)))
}

/** Minutes and seconds, as a kitchen timer shows them. */
export function timerText(ms: number): string {
  const seconds = Math.ceil(ms / 1_000)
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}
