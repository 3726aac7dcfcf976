import { mkdir, readFile, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { SyncError } from '../../../client/errors.ts'
import type { WatchFolder } from '../../../server/links/file-watch.ts'
import type { HubEnd, HubEndFor } from '../../../server/links/hub-end.ts'
import type { LinkView } from '../../../server/links/link.ts'
import { openLinks } from '../../../server/links/links.ts'
import type { NewLink } from '../../../server/links/new-link.ts'
import { fakeTimers } from '../../helpers/fake-timers.ts'
import { temporaryFolder } from '../../helpers/folder.ts'
import { keyFor, post, type TestHub, testHub, testStart } from '../../helpers/hub.ts'

/** A watcher of folders that tells what a test lets it tell. */
function fakeWatcher(kind?: 'none') {
  const watched = new Map<string, () => void>()
  const watch: WatchFolder = (folder, onChange) => {
    if (kind === 'none') throw new Error('ENOSYS')
    watched.set(folder, onChange)
    return () => watched.delete(folder)
  }
  return { watch, watched }
}

export interface FakeHub {
  /** What the hub says instead of an answer. */
  refusal: SyncError | undefined
  readonly sent: { readonly text: string; readonly savedAt: number }[]
  /** How often it was asked what it has. */
  reads: number
  readonly sideFor: HubEndFor
  /** Ends every stream, as a hub does that goes away; it does not come back by itself. */
  lose(error: SyncError): void
}

/** A hub that is real but for the wire. */
export function withoutWire({ hub }: TestHub): FakeHub {
  const lost = new Set<(error: SyncError) => void>()
  const fake: FakeHub = {
    refusal: undefined,
    sent: [],
    reads: 0,
    lose: (error) => {
      for (const one of lost) one(error)
      lost.clear()
    },
    sideFor: ({ key, deviceName }): HubEnd => {
      const answered = (reply: { status: number; body: { error?: string } }, code: unknown) => {
        if (reply.status === 200) return
        throw new SyncError(reply.status, String(code), reply.body.error ?? '')
      }
      return {
        async send(text, savedAt) {
          if (fake.refusal) throw fake.refusal
          fake.sent.push({ text, savedAt })
          const savedTs = new Date(savedAt).toISOString()
          const reply = await hub.app.inject({
            method: 'POST',
            url: '/api/v1/sync/update',
            headers: { authorization: key },
            payload: { deviceName, savedTs, settings: text },
          })
          const { action, data, ...body } = reply.json()
          answered({ status: reply.statusCode, body }, `http_${reply.statusCode}`)
          const version = Number(reply.headers['x-sxncd-conflict'] ?? 0)
          const otherDevice = String(reply.headers['x-sxncd-conflict-device'])
          return { action, data, ...(version > 0 && { conflict: { version, otherDevice } }) }
        },
        async read(etag) {
          if (fake.refusal) throw fake.refusal
          fake.reads += 1
          const reply = await hub.app.inject({
            url: '/api/v1/sync/settings?as=text',
            headers: { authorization: key, ...(etag && { 'if-none-match': etag }) },
          })
          if (reply.statusCode === 304) return 'same'
          const code = reply.headers['x-sxncd-error']
          if (code === 'slot_empty') return 'empty'
          const body = reply.json()
          answered({ status: reply.statusCode, body }, code)
          const { etag: name } = reply.headers
          return { settings: body.data, version: body.version, etag: String(name) }
        },
        listen({ onChange, onLost }) {
          lost.add(onLost)
          // What happened before nobody has told.
          onChange()
          const end = hub.events.listen((event) => {
            const isOthers = event.kind === 'slot' && event.deviceName !== deviceName
            if (isOthers && lost.has(onLost)) onChange()
          })
          return () => {
            lost.delete(onLost)
            end()
          }
        },
        close() {},
      }
    },
  }
  return fake
}

export interface RigOptions {
  readonly app?: string
  readonly hub?: TestHub
  readonly folder?: string
  /** `none`: as on a network drive that tells of nothing. */
  readonly watch?: 'none'
}

/** Links of a hub in a folder of their own; nothing in it waits for time or for the network. */
export async function rig({ app = 'vimium', ...given }: RigOptions = {}) {
  const test = given.hub ?? (await testHub())
  const { hub, clock } = test
  const key = await keyFor(hub, app)
  const folder = given.folder ?? (await temporaryFolder())
  const file = (name: string) => join(folder, name)
  const time = fakeTimers()
  const watcher = fakeWatcher(given.watch)
  const wire = withoutWire(test)
  const told: (readonly LinkView[])[] = []
  const logged: string[] = []
  const keyId = 'the-key'
  const revoked: string[] = []
  const log = (_: object, message: string) => void logged.push(message)
  const open = async () => {
    const links = await openLinks({
      file: file('config/links.json'),
      thisHub: {
        url: () => 'http://127.0.0.1:1',
        newKey: async () => ({ text: key, id: keyId }),
        revokeKey: async (id) => void revoked.push(id),
      },
      now: () => clock.now,
      log: { info: log, warn: log, error: log },
      onChange: (list) => void told.push(list),
      overrides: { timers: time.timers, watchFolder: watcher.watch, hubEnd: wire.sideFor },
    })
    onTestFinished(() => links.close())
    return links
  }
  const links = await open()
  const advance = (ms: number) => time.advance(ms, () => links.idle())
  const write = async (name: string, text: string, savedAt = clock.now - 60_000) => {
    await mkdir(dirname(file(name)), { recursive: true })
    await writeFile(file(name), text)
    await utimes(file(name), new Date(savedAt), new Date(savedAt))
  }
  return {
    ...test,
    key,
    folder,
    file,
    time,
    watcher,
    wire,
    told,
    logged,
    revoked,
    links,
    open,
    advance,
    write,
    read: (name: string) => readFile(file(name), 'utf8'),
    /** The system tells of a change; a burst of them takes a moment. */
    async changed(settleMs = 5_000) {
      for (const tell of [...watcher.watched.values()]) tell()
      await advance(settleMs)
    },
    async add(name: string, more: Partial<NewLink> = {}) {
      const link = await links.add({
        app,
        path: file(name),
        kind: 'file',
        hub: { kind: 'this' },
        writeBack: false,
        deviceName: 'Laptop',
        yes: true,
        ...more,
      })
      await advance(0)
      return link
    },
    view: () => links.list()[0] as LinkView,
    /** Another device sends settings. */
    async other(settings: string, savedAt = clock.now, deviceName = 'Pixel') {
      const savedTs = new Date(savedAt).toISOString()
      const { body } = await post(hub, key, { deviceName, savedTs, settings })
      await advance(0)
      return body.action
    },
    async onHub(): Promise<string | undefined> {
      const reply = await hub.app.inject({
        url: '/api/v1/sync/settings?as=text',
        headers: { authorization: key },
      })
      return reply.json().data
    },
    async history(): Promise<{ savedTs: string; deviceName: string; applied: boolean }[]> {
      const reply = await hub.app.inject({
        url: '/api/v1/sync/history',
        headers: { authorization: key },
      })
      return reply.json().versions
    },
  }
}

export { testStart }
