import { hash, randomBytes } from 'node:crypto'
import { readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fillDisk } from './fill-disk.ts'
import { current, hubOn } from './hub-on.ts'

/** Files of an app on a disk of 4 MiB, whose place is in the arguments. Prints what a hub answered. */
const [disk = ''] = process.argv.slice(2)
const folder = join(disk, 'data')
const tried = await hubOn(folder)
const url = await tried.hub.listen()
const steps: object[] = []
const [account] = await tried.hub.store.accounts.list()

async function dav(what: string, method: string, name = '', body?: Buffer) {
  const headers = {
    authorization: tried.key,
    ...(method === 'PROPFIND' && { depth: '1' }),
  }
  const reply = await fetch(`${url}/dav/${name}`, { method, headers, ...(body && { body }) })
  const bytes = Buffer.from(await reply.arrayBuffer())
  steps.push({ what, status: reply.status })
  return bytes
}

/** Whether each file holds what it should, and nothing is left of what was refused. */
async function look(when: string) {
  const read = async (name: string) => hash('sha256', await dav(`${name}, ${when}`, 'GET', name))
  const whole = (await read('a')) === hash('sha256', first) && (await read('b')) === otherHash
  const left = readdirSync(join(folder, 'incoming'))
  const listed = (await dav(`a list, ${when}`, 'PROPFIND')).toString()
  const names = [...listed.matchAll(/href>\/dav\/([^<]+)</g)].map(([, name]) => name)
  steps.push({ what: `kept ${when}`, whole, left, names })
}

const first = randomBytes(400_000)
const other = randomBytes(400_000)
const otherHash = hash('sha256', other)
steps.push(await tried.upload('settings'))
await dav('a new file', 'PUT', 'a', first)
await dav('another', 'PUT', 'b', other)
writeFileSync(join(disk, 'place'), Buffer.alloc(300_000))
fillDisk(disk)
rmSync(join(disk, 'place'))
await dav('one that fills the disk as it comes', 'PUT', 'a', randomBytes(1_000_000))
await look('after that')
await dav('a new one that fills the disk', 'PUT', 'c', randomBytes(1_000_000))
await look('after both')
const window = `/api/v1/slots/thunder/files/content?account=${account?.id}&path=d&deviceName=Phone`
const uploaded = await fetch(`${url}${window}`, {
  method: 'PUT',
  headers: { authorization: tried.hub.controlToken, 'content-type': 'application/octet-stream' },
  body: randomBytes(1_000_000),
})
await uploaded.arrayBuffer()
steps.push({ what: 'one of the window that fills the disk', status: uploaded.status })
await look('after all three')
fillDisk(disk)
await dav('a small one without any room', 'PUT', 'a', randomBytes(2_000))
await dav('a deletion without any room', 'DELETE', 'a')
await look('without any room')
steps.push(await tried.get('the settings', current))
const place = `/api/v1/slots/thunder/files?account=${account?.id}&history=remove&path=`
steps.push(await tried.asOwner('a deletion for good without any room', 'DELETE', `${place}b`))
await dav('what was deleted', 'GET', 'b')
await dav('a replacement in its room', 'PUT', 'a', randomBytes(350_000))
await tried.hub.close()
const again = await hubOn(folder, tried.key)
const files = await again.hub.store.slots.files({ accountId: account?.id ?? '', app: 'thunder' })
const names = [...files.all()].map(({ path, versions }) => `${path}: ${versions}`)
steps.push({ what: 'after a start', names, problems: again.hub.store.status().problems })
await again.hub.close()
process.stdout.write(JSON.stringify(steps))
