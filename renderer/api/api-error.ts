/** Why a call to the hub failed: a code for the window and a sentence for a person. */
export class ApiError extends Error {
  readonly code: string
  /** The HTTP status; 0 where no answer arrived. */
  readonly status: number

  constructor(code: string, status: number, sentence: string, options?: ErrorOptions) {
    super(sentence, options)
    this.name = 'ApiError'
    this.code = code
    this.status = status
  }
}

/** Codes that the window gives by itself, because no usable answer came from the hub. */
export const windowCodes = {
  unreachable: 'unreachable',
  slow: 'slow',
  garbled: 'garbled',
  redirected: 'redirected',
  proxyTooLarge: 'proxy_too_large',
} as const

/** Anything that was thrown, as an error that a page can show. */
export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error
  return new ApiError('unexpected', 0, error instanceof Error ? error.message : String(error), {
    cause: error,
  })
}
