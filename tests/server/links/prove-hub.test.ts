import { expect, test } from 'vitest'
import { findHubs } from '../../../server/links/find-hubs.ts'
import {
  firstSeenFetch,
  isHere,
  provenHub,
  type SeenHttps,
} from '../../../server/links/prove-hub.ts'

const fingerprint = 'a'.repeat(64)
const url = 'http://192.168.1.20:9693'
const secure = 'https://192.168.1.20:9694'
const seeing = (seen?: Partial<SeenHttps>) => async () =>
  seen ? { url: secure, fingerprint, isTrusted: false, ...seen } : ('none' as const)
const hub = (more: object = {}) => ({ kind: 'other' as const, url, ...more })

test('a hub that has HTTPS gets no key before its fingerprint is known', async () => {
  await expect(provenHub(hub(), seeing({}))).rejects.toThrow(
    new RegExp(`^The key was not sent.* has the fingerprint ${fingerprint}`),
  )
  await expect(provenHub(hub({ url: secure }), seeing({}))).rejects.toThrow(/was not sent/)
})

test('with the fingerprint the address becomes the one that can be proved', async () => {
  expect(await provenHub(hub({ pin: fingerprint }), seeing({}))).toEqual(
    hub({ url: secure, pin: fingerprint }),
  )
  await expect(provenHub(hub({ pin: fingerprint }), seeing())).rejects.toThrow(
    /proved over HTTPS alone, and no HTTPS was found/,
  )
})

test('a hub without HTTPS, and one that an authority vouches for, need none', async () => {
  expect(await provenHub(hub(), seeing())).toEqual(hub())
  const trusted = seeing({ url: 'https://hub.example.org', isTrusted: true })
  expect(await provenHub(hub({ url: 'https://hub.example.org' }), trusted)).toEqual(
    hub({ url: 'https://hub.example.org' }),
  )
})

test('what stays on this machine is not looked at', async () => {
  const never = async () => {
    throw new Error('looked')
  }
  for (const here of ['http://127.0.0.1:1', 'http://localhost:1', 'http://[::1]:1']) {
    expect(await provenHub(hub({ url: here }), never)).toEqual(hub({ url: here }))
  }
  expect(['http://127.0.0.1.evil.example', 'http://localhost.evil', url].filter(isHere)).toEqual([])
})

test('of the hubs that were found only those are offered that can prove themselves', async () => {
  const announced = (name: string, txt: Record<string, string>) => ({
    name,
    id: name,
    url,
    addresses: [],
    txt,
  })
  const found = await findHubs('own', async () => [
    announced('own', { https: '9694' }),
    announced('real', { https: '9694' }),
    announced('plain', {}),
    announced('odd', { https: '99999' }),
    announced('worse', { https: '1@evil' }),
  ])
  expect(found).toEqual([{ name: 'real', url: secure }])
})

test('a link without a fingerprint sends nothing in clear to a hub that has HTTPS, or that is away', async () => {
  let looked = 0
  const answers = ['away' as const, { url: 'https://127.0.0.1:1', fingerprint, isTrusted: false }]
  const fetch = firstSeenFetch(
    () => `${url}/`,
    async () => answers[Math.min(looked++, 1)] as never,
  )
  await expect(fetch(`${url}/api/v1/sync/settings`)).rejects.toThrow(TypeError)
  // Now by HTTPS, where nobody listens here.
  await expect(fetch(`${url}/api/v1/sync/settings`)).rejects.toMatchObject({
    cause: { code: 'ECONNREFUSED', port: 1 },
  })
  await expect(fetch(`${url}/api/v1/sync/settings`)).rejects.toThrow(TypeError)
  expect(looked).toBe(2)
})
