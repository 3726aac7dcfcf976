import { randomFillSync } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { type IncomingMessage, request } from 'node:http'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { cliFor } from '../../helpers/cli.ts'
import { temporaryFolder } from '../../helpers/folder.ts'
import { runHub } from '../../helpers/hub-process.ts'

const mib = 1024 ** 2
const size = 64 * mib

/** What a process has in memory, in bytes. */
const memoryOf = (pid: number) =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024

test.runIf(process.platform === 'linux')(
  'a file of 64 MiB goes in and comes out with less than 32 MiB more memory (Linux: read from /proc)',
  async () => {
    const folder = join(await temporaryFolder(), 'data')
    const hub = await runHub({ environment: { DATA_DIR: folder, PORT: '0' } })
    const cli = cliFor(folder)
    await cli('account', 'create', 'Ada')
    const { out } = await cli('key', 'create', '--account', 'Ada', '--app', 'thunder')
    const headers = { authorization: `Bearer ${out.trim()}` }

    const put = async (name: string, bytes: number) => {
      const sent = request(`${hub.url}/dav/${name}`, {
        method: 'PUT',
        headers: { ...headers, 'content-length': bytes },
      })
      const answered = once(sent, 'response')
      const chunk = Buffer.alloc(64 * 1024)
      for (let at = 0; at < bytes; at += chunk.length) {
        randomFillSync(chunk, 0, 16)
        if (!sent.write(Buffer.from(chunk))) await once(sent, 'drain')
      }
      sent.end()
      const [answer] = (await answered) as [IncomingMessage]
      answer.resume()
      return answer.statusCode
    }
    const get = async (name: string) => {
      const asked = request(`${hub.url}/dav/${name}`, { headers }).end()
      const [answer] = (await once(asked, 'response')) as [IncomingMessage]
      let bytes = 0
      for await (const chunk of answer) bytes += chunk.length
      return bytes
    }

    // The first of each loads code.
    expect(await put('first', mib)).toBe(201)
    expect(await get('first')).toBe(mib)
    const before = memoryOf(hub.child.pid ?? 0)
    let most = before
    const look = setInterval(() => {
      most = Math.max(most, memoryOf(hub.child.pid ?? 0))
    }, 5)
    try {
      expect(await put('large', size)).toBe(201)
      expect(await get('large')).toBe(size)
    } finally {
      clearInterval(look)
    }
    expect((most - before) / mib).toBeLessThan(32)
  },
  60_000,
)
