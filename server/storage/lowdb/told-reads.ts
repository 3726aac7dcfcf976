import { close, open, read } from 'node:fs'
import { codeOf, readError } from '../file-errors.ts'

type Then = (error: Error | null, ...results: unknown[]) => void

/** What failed because the system refuses it, not because there is no such file. */
const told = (error: Error | null): Error | null =>
  error && codeOf(error) !== 'ENOENT' ? readError(error) : error

/** The calls of a stream that reads a file; what fails of them throws a HubError, so that 503 is answered. */
export const toldReads = {
  open: (path: string, flags: string, mode: number, then: Then) =>
    open(path, flags, mode, (error, ...rest) => then(told(error), ...rest)),
  read: (fd: number, to: Buffer, offset: number, length: number, at: number | null, then: Then) =>
    read(fd, to, offset, length, at, (error, ...rest) => then(told(error), ...rest)),
  close,
}
