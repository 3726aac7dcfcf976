import { request } from 'node:http'
import { expect, test } from 'vitest'
import { windowPages } from '../../../server/api/window-pages.ts'
import { memberBrowser, ownerBrowser } from '../../helpers/browser.ts'
import { keyFor, post, testHub, testStart } from '../../helpers/hub.ts'
import { noSyncs } from '../../helpers/no-syncs.ts'

/** Routes of which a HEAD is wanted: it costs as little as their GET. */
const withHead = [
  ...['/*', '/api/v1/hub', '/docs', '/health', ...windowPages],
  // Doors for files: what a client asks of a file before it reads it.
  ...['/dav', '/remote.php/webdav', '/remote.php/dav/files/:user', '/f'].flatMap((door) => [
    door,
    `${door}/*`,
  ]),
].sort()

test('a HEAD is answered only where it is wanted, and does the work of no other route', async () => {
  const { hub } = await testHub()
  const heads = hub.app.routeTable.filter(({ method }) => method === 'HEAD')
  expect(heads.map(({ url }) => url).sort()).toEqual(withHead)
  const owner = await ownerBrowser(hub)
  const others = hub.app.routeTable.filter(
    ({ method, url }) =>
      // Beside the API, a HEAD is that of the window's files, which looks at a file at most.
      method === 'GET' && url.startsWith('/api/v1/') && !withHead.includes(url),
  )
  expect(others.length).toBeGreaterThan(30)
  for (const { url } of others) {
    const { status, code } = await owner.send('HEAD', url.replaceAll(/:\w+/g, '1'))
    expect([url, status, code]).toEqual([url, 405, 'method_unknown'])
  }
})

/** What a browser that is signed in sends along. */
type Session = Record<string, string>

/** A hub that listens, on which a member has more than the buffers of a connection take. */
async function prepared(members: readonly string[]) {
  const { hub } = await testHub({
    environment: { RATE_LIMIT: 'off' },
    overrides: { store: { syncs: noSyncs } },
  })
  const owner = await ownerBrowser(hub, 'Olga')
  const sessions: Session[] = []
  const filler = noise(4_000_000)
  for (const name of ['Olga', ...members]) {
    const browser = name === 'Olga' ? owner : await memberBrowser(hub, owner, name)
    sessions.push(browser.sessionHeaders())
    const key = await keyFor(hub, 'thunder', name)
    for (let at = 0; at < 6; at += 1) {
      const settings = `${at} ${filler}`
      const savedTs = new Date(testStart - 1e6 + at).toISOString()
      await post(hub, key, { deviceName: 'a', savedTs, settings })
    }
  }
  return { hub, url: new URL(await hub.listen()), sessions }
}

/** Text that does not get smaller in a zip. */
function noise(length: number): string {
  let state = 1
  return Array.from({ length: length / 4 }, () => {
    state = (state * 48_271) % 0x7fffffff
    return state.toString(36).slice(0, 4)
  }).join('')
}

/** Begins a download, and reads none of it. */
function begin(url: URL, path: string, headers: Session) {
  return new Promise<{ status: number; code: unknown; after: unknown; end(): void }>((resolve) => {
    const options = { host: url.hostname, port: url.port, path, headers, agent: false }
    const asked = request(options, (answer) => {
      const { statusCode: status = 0, headers: told } = answer
      const end = () => void asked.destroy()
      resolve({ status, code: told['x-sxncd-error'], after: told['retry-after'], end })
    })
    asked.on('error', () => {})
    asked.end()
  })
}

test('an account has two exports under way; one that is left makes room, and its work ends', async () => {
  const { hub, url, sessions } = await prepared(['Mia'])
  const [olga = {}, mia = {}] = sessions
  const path = '/api/v1/me/export'
  const mine = [await begin(url, path, mia), await begin(url, path, mia)]
  expect(mine.map(({ status }) => status)).toEqual([200, 200])
  const third = await begin(url, path, mia)
  expect(third).toMatchObject({ status: 429, code: 'too_many_downloads', after: '10' })
  // Others are not concerned, nor are backups.
  const other = await begin(url, path, olga)
  expect(other.status).toBe(200)
  const backup = await begin(url, '/api/v1/backup', olga)
  expect(backup.status).toBe(200)

  mine[0]?.end()
  const again = async () => {
    const one = await begin(url, path, mia)
    one.end()
    return one.status
  }
  await expect.poll(again, { timeout: 10_000 }).toBe(200)
  for (const one of [...mine, other, backup]) one.end()
  // Nothing reads the store any more once the readers have gone: versions can be removed again.
  await hub.close()
})

test('all accounts together have a bound too, and backups one of their own', async () => {
  const { url, sessions } = await prepared(['A', 'B', 'C', 'D'])
  const path = '/api/v1/me/export'
  const begun = []
  for (const session of sessions.slice(1)) {
    for (const one of [1, 2]) begun.push({ one, ...(await begin(url, path, session)) })
  }
  expect(begun.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200))
  const [olga = {}] = sessions
  expect(await begin(url, path, olga)).toMatchObject({ status: 503, code: 'downloads_busy' })
  const backups = [1, 2, 3].map(() => begin(url, '/api/v1/backup', olga))
  const statuses = (await Promise.all(backups)).map(({ status }) => status)
  expect(statuses.sort()).toEqual([200, 200, 429])
  for (const one of [...begun, ...(await Promise.all(backups))]) one.end()
})
