/** The hub refused a command, in words for a person. */
export class RefusedError extends Error {
  readonly status: number
  constructor(message: string, status: number) {
    super(message)
    this.name = 'RefusedError'
    this.status = status
  }
}
