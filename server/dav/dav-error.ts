import { type ErrorCode, HubError } from '../lib/errors.ts'

/** A refusal for which RFC 4918 has a condition that clients read: an element of `DAV:error`. */
export class DavError extends HubError {
  /** The element, as XML with the prefix `D:`. */
  readonly condition: string

  constructor(code: ErrorCode, condition: string) {
    super(code)
    this.condition = condition
  }
}

export const badRequest = (problem: string) => new HubError('bad_request', { problem })
