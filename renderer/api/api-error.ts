import type { Values } from '../../texts/translate.ts'

/** Why a call to the hub failed: a code for the window and a sentence for a person. */
export class ApiError extends Error {
  readonly code: string
  /** The HTTP status; 0 where no answer arrived. */
  readonly status: number
  /** What stands in the places of a text for this code. */
  readonly values: Values

  constructor(
    code: string,
    status: number,
    sentence: string,
    { values = {}, ...options }: ErrorOptions & { values?: Values } = {},
  ) {
    super(sentence, options)
    this.values = values
    this.name = 'ApiError'
    this.code = code
    this.status = status
  }
}

/** The values in the header of an error; a hub of an earlier version gives none. */
export function readErrorValues(header: string | null): Values {
  try {
    return JSON.parse(decodeURIComponent(header ?? '{}'))
  } catch {
    return {}
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
