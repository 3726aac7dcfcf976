/** What keeps a file and a hub apart, in words for a person. */
export class LinkError extends Error {
  /** As HTTP would say it: 400 wrong input, 404 not there, 409 in the way. */
  readonly status: number
  constructor(message: string, status: number, options?: ErrorOptions) {
    super(message, options)
    this.name = 'LinkError'
    this.status = status
  }
}

/** A call to the system failed for a file. */
export function problemWith(file: string, error: unknown): LinkError {
  if (error instanceof LinkError) return error
  const { code = 'unknown' } = error as NodeJS.ErrnoException
  if (code === 'ENOENT') {
    return new LinkError(`There is no file or folder "${file}".`, 404, { cause: error })
  }
  return new LinkError(`"${file}" cannot be used (${code}).`, 409, { cause: error })
}
