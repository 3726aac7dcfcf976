/** A hub refused, or could not be reached. The message is a sentence for a person. */
export class SyncError extends Error {
  /** The HTTP status of the answer; 0 where there was none. */
  readonly status: number
  /**
   * The reason for a program: the hub's own (its header `x-sxncd-error`), or one of the client's:
   * `unreachable`, `timeout`, `bad_hub`, `bad_key`, `bad_answer`, `redirected`, `proxy_too_large`,
   * `http_<status>`, `certificate_changed` and `bad_pin` by `pinnedFetch`, `busy` and
   * `stopped` by `createSync`, and `bad_link` by `readPairingLink`.
   */
  readonly code: string
  /** How long the hub asks to wait before another try, in ms. */
  readonly retryAfterMs: number | undefined

  constructor(
    status: number,
    code: string,
    message: string,
    options: ErrorOptions & { readonly retryAfterMs?: number | undefined } = {},
  ) {
    super(message, options)
    this.name = 'SyncError'
    this.status = status
    this.code = code
    this.retryAfterMs = options.retryAfterMs
  }
}

/** The password does not open the settings, or they were changed on their way. */
export class DecryptError extends Error {
  /** For a program, beside those of SyncError. */
  readonly code = 'not_decrypted'

  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'DecryptError'
  }
}

/** Whether the same request may go well later, without anybody doing something about it. */
export function mayPass(error: unknown): error is SyncError {
  if (!(error instanceof SyncError)) return false
  const { status, code } = error
  if (status === 0) return ['unreachable', 'timeout', 'busy'].includes(code)
  return status === 408 || status === 429 || status >= 500
}
