import { Readable } from 'node:stream'
import type { ZipFile } from 'yazl'

/** Adds one file to a zip. Resolves once it is on its way. @throws Error if the reader has gone */
export type AddFile = (path: string, data: Uint8Array, at: number) => Promise<void>

export interface ZipOptions {
  readonly compress: boolean
  readonly mode?: number
}

/**
 * A zip that is written while it is read: `work` adds file by file, each when the one before is on
 * its way, so that one is in memory at a time. Where the reader goes, the next `add` fails.
 */
export async function zipStream(
  options: ZipOptions,
  work: (add: AddFile) => Promise<void>,
): Promise<Readable> {
  const { ZipFile } = await import('yazl')
  const zip = new ZipFile()
  const output = zip.outputStream as Readable
  zip.on('error', (error) => output.destroy(error))
  // The reader is told, also where it fails before they begin to.
  output.on('error', () => {})
  work((path, data, at) => addFile(zip, output, path, { ...options, data, at }))
    .then(() => zip.end())
    .catch((error) => output.destroy(error))
  return output
}

interface FileOptions extends ZipOptions {
  readonly data: Uint8Array
  readonly at: number
}

function addFile(zip: ZipFile, output: Readable, path: string, { data, at, ...more }: FileOptions) {
  return new Promise<void>((done, fail) => {
    const gone = () => fail(new Error('the zip is read no further'))
    if (output.destroyed) return gone()
    output.once('close', gone)
    const source = Readable.from([data])
    // The zip keeps what it is given here until its end: it must not keep what was in the file.
    const waiting = [source]
    source.once('close', () => {
      output.off('close', gone)
      done()
    })
    const options = { ...more, size: data.length, mtime: new Date(at) }
    zip.addReadStreamLazy(path, options, (give) => give(null, waiting.pop() as Readable))
  })
}
