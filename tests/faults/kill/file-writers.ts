import { randomBytes, randomInt } from 'node:crypto'
import { basic, request } from '../../server/dav/door.ts'
import { type FilesEvent, hashOf } from '../file-states.ts'
import type { ChildHub } from './child-hub.ts'
import { RefusedError, type Slot } from './writers.ts'

let count = 0

/** Puts, replaces, moves and deletes files of its own by WebDAV until the hub is dead. */
export async function fileWork(
  { url }: ChildHub,
  { name, key }: Slot,
  events: FilesEvent[],
): Promise<never> {
  count += 1
  const own = `writer ${count}`
  const send = async (
    method: string,
    path: string,
    files: Readonly<Record<string, string>>,
    more: { body?: Buffer; to?: string } = {},
  ) => {
    events.push({ kind: 'asked', slot: name, files })
    const headers = {
      authorization: basic(key, own),
      ...(more.to !== undefined && { destination: `${url}/dav/${encodeURIComponent(more.to)}` }),
    }
    const address = `/dav/${encodeURIComponent(path)}`
    const { status, body } = await request(url, method, address, { headers, ...bodyOf(more) })
    if (status !== 201 && status !== 204) {
      throw new RefusedError(`${method} ${path}: ${status} ${body}`)
    }
    events.push({ kind: 'answered', slot: name, files })
  }
  const put = async (path: string, body: Buffer) => {
    await send('PUT', path, { [path]: hashOf(body) }, { body })
    return hashOf(body)
  }
  // Some are replaced again and again; one goes to a name that the hub keeps no history of.
  for (let round = 0; ; round += 1) {
    const path = `${own} ${round % 3}`
    await put(path, content())
    await put(path, content())
    const temporary = round % 2 === 0 ? `${path}.tmp` : `${path} (partial)`
    const moved = await put(temporary, content())
    await send('MOVE', temporary, { [path]: moved, [temporary]: '' }, { to: path })
    const brief = round % 2 === 0 ? `${own}.lock` : `${own} ${round}`
    await put(brief, content())
    await send('DELETE', brief, { [brief]: '' })
  }
}

const bodyOf = ({ body }: { body?: Buffer }) => (body ? { body } : {})

/** Every other one is too large to be kept in the file of its version. */
const content = () => randomBytes(randomInt(2) === 0 ? 2_000 : randomInt(300_000, 1_048_577))
