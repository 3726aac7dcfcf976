import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { avahiBrowse, hasAvahi } from './avahi.ts'
import { hubInTheAttic, type RunningHub, startHub } from './running-hub.ts'
import { type Host, interfaceName, whyNot } from './two-hosts.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const reason = whyNot()
if (reason) process.stderr.write(`The tests on a network of two hosts are skipped: ${reason}\n`)

const instance = (label: string) => `${label}._sxncd._tcp.local`
const eventually = { timeout: 20_000, interval: 50 }

describe.skipIf(reason)('a hub in the attic, and a device in the cellar', () => {
  let attic: Host
  let cellar: Host
  let folder: string
  let end: () => Promise<void>
  let hub: RunningHub

  beforeAll(async () => {
    ;({ attic, cellar, folder, hub, end } = await hubInTheAttic())
    await cellar.ask('listen', cellar.address)
    await cellar.ask('browse')
  })

  afterAll(async () => {
    await end?.()
  })

  const onHub = (path: string) => `http://${attic.address}:9693${path}`
  const asOwner = (method: string, path: string, body?: object) =>
    attic.ask('call', {
      ...{ method, url: `http://127.0.0.1:9693${path}`, authorization: `Bearer ${hub.token}` },
      ...(body && { body }),
    })

  test('it is found, with all that it takes to call it', async () => {
    const { tls } = (await cellar.ask('call', { url: onHub('/api/v1/hub') })).body as {
      tls: { port: number; fingerprint: string }
    }
    await vi.waitFor(async () => {
      expect(await cellar.ask('found')).toEqual({
        [instance('SxncD hub')]: {
          host: `sxncd-${hub.id.slice(0, 8)}.local`,
          port: 9693,
          addresses: [attic.address],
          txt: {
            ...{ id: hub.id, v: '1', path: '/', name: 'SxncD hub', pair: '1' },
            ...{ tls: tls.fingerprint, https: '9694' },
          },
        },
      })
    }, eventually)
  })

  test('the client finds it too', async () => {
    const [found, ...others] = await cellar.ask('discover')
    expect(found).toMatchObject({ id: hub.id, name: 'SxncD hub', url: onHub('') })
    expect(others).toEqual([])
  })

  test('its doctor calls it by its address and hears it', async () => {
    const { checks } = (await asOwner('GET', '/api/v1/doctor')).body as {
      checks: { code: string; level: string; title: string }[]
    }
    const text = checks.map(({ level, title }) => `${level}: ${title}`)
    for (const url of [onHub(''), `https://${attic.address}:9694`]) {
      expect(text).toContain(`ok: The hub answers at ${url}`)
    }
    expect(text).toContain(`ok: The hub is announced on ${interfaceName}`)
    expect(checks.filter(({ level }) => level === 'problem')).toEqual([])
  })

  test.runIf(!reason && hasAvahi())('Avahi finds it too', async () => {
    const lines = await avahiBrowse(cellar)
    expect(lines).toHaveLength(1)
    expect(lines[0]).toContain(`;sxncd-${hub.id.slice(0, 8)}.local;${attic.address};9693;`)
    expect(lines[0]).toContain(`"id=${hub.id}"`)
  })

  test('a device pairs over HTTPS, syncs, and is not heard in the open again', async () => {
    const { body: announced } = await cellar.ask('call', { url: onHub('/api/v1/hub') })
    const { port, fingerprint } = announced.tls as { port: number; fingerprint: string }
    const secure = (path: string) => `https://${attic.address}:${port}${path}`
    const asked = await cellar.ask('call', {
      method: 'POST',
      url: secure('/api/v1/pairings'),
      body: { deviceName: 'Pixel', app: 'thunder' },
    })
    expect(asked.fingerprint).toBe(fingerprint)
    expect(asked.body).toMatchObject({ state: 'waiting', hub: { id: hub.id, fingerprint } })

    const { id, code, secret } = asked.body as { id: string; code: string; secret: string }
    const { requests } = (await asOwner('GET', '/api/v1/pairing-requests')).body
    expect(requests).toMatchObject([{ code, deviceName: 'Pixel', from: cellar.address }])
    await asOwner('POST', `/api/v1/pairing-requests/${id}/approve`, { account: 'Ada' })
    const collected = await cellar.ask('call', {
      url: secure(`/api/v1/pairings/${id}?wait=5`),
      authorization: `Bearer ${secret}`,
    })
    const key = String(collected.body.key)
    const sync = {
      method: 'POST',
      authorization: key,
      body: { deviceName: 'Pixel', savedTs: '2025-03-01T10:00:00Z', settings: '{"a":1}' },
    }
    const url = '/api/v1/sync/update'
    expect((await cellar.ask('call', { ...sync, url: secure(url) })).body.action).toBe('created')
    expect((await cellar.ask('call', { ...sync, url: onHub(url) })).code).toBe('key_https_only')
  })

  test('an interface that goes down and comes up is announced again', async () => {
    await cellar.ask('heard')
    await attic.ip('link', 'set', interfaceName, 'down')
    await vi.waitFor(async () => {
      const { networks, announcedAs } = (await asOwner('GET', '/api/v1/lan')).body
      expect([networks, announcedAs]).toEqual([[], undefined])
    }, eventually)
    await cellar.ask('heard')
    await attic.ip('link', 'set', interfaceName, 'up')
    await vi.waitFor(async () => {
      const said = await cellar.ask('heard')
      expect(said).toContainEqual(expect.objectContaining({ name: instance('SxncD hub') }))
    }, eventually)
    expect((await cellar.ask('call', { url: onHub('/health') })).status).toBe(200)
  })

  test('two hubs of the same name are both found', async () => {
    const second = await startHub(cellar, join(folder, 'cellar'))
    await vi.waitFor(async () => {
      const found = await cellar.ask('found')
      expect(Object.keys(found).sort()).toEqual([instance('SxncD hub (2)'), instance('SxncD hub')])
      expect(found[instance('SxncD hub')]).toMatchObject({ txt: { id: hub.id } })
      expect(found[instance('SxncD hub (2)')]).toMatchObject({ txt: { id: second.id } })
    }, eventually)
    await second.stop()
    await vi.waitFor(async () => {
      expect(Object.keys(await cellar.ask('found'))).toEqual([instance('SxncD hub')])
    }, eventually)
  })

  test('neighbours that flood it and lie about it do not disturb the others', async () => {
    const honest = { url: onHub('/api/v1/hub') }
    const usual = await attic.ask('median', honest, 40)
    const request = {
      method: 'POST',
      url: onHub('/api/v1/pairings'),
      body: { deviceName: 'Flood', app: 'thunder' },
    }
    const flood = cellar.ask('flood', request, 500, 10)
    const meanwhile = await attic.ask('median', honest, 40)
    // Both hosts share the cores of this machine with the flood itself.
    expect(meanwhile).toBeLessThan(2 * usual + 25)
    expect(await flood).toEqual({ 200: 3, 429: 497 })
    const { requests } = (await asOwner('GET', '/api/v1/pairing-requests')).body
    expect(requests).toHaveLength(3)

    const before = (await asOwner('GET', '/api/v1/lan')).body.announcedAs as string
    expect(await cellar.ask('garbage', 2_000, { id: hub.id, label: before })).toBe(2_000)
    expect((await cellar.ask('call', honest)).body.id).toBe(hub.id)
    await vi.waitFor(async () => {
      const { announcedAs } = (await asOwner('GET', '/api/v1/lan')).body
      const found = await cellar.ask('found')
      expect(found[instance(String(announcedAs))]).toMatchObject({ txt: { id: hub.id } })
    }, eventually)
  })

  test('a hub that stops says goodbye', async () => {
    const { announcedAs } = (await asOwner('GET', '/api/v1/lan')).body
    const name = instance(String(announcedAs))
    await cellar.ask('heard')
    await hub.stop()
    const said = await cellar.ask('heard')
    const target = `sxncd-${hub.id.slice(0, 8)}.local`
    expect(said).toContainEqual({ name, target, isGoodbye: true })
    await vi.waitFor(async () => {
      expect(Object.keys(await cellar.ask('found'))).not.toContain(name)
    }, eventually)
  })
})
