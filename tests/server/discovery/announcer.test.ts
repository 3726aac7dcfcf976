import { expect, onTestFinished, test } from 'vitest'
import { createAnnouncer } from '../../../server/discovery/announcer.ts'
import { encoded } from '../../../server/discovery/mdns.ts'
import { type Announcement, recordsOf } from '../../../server/discovery/records.ts'
import { link, Network } from './network.ts'

const announcement = (start: string, name = 'Home'): Announcement => ({
  id: `${start.padEnd(8, '0')}-0000-4000-8000-000000000000`,
  name,
  port: 9693,
  txt: { v: '1', pair: '1' },
})

function announcerOn(network: Network) {
  const problems: string[] = []
  const announcer = createAnnouncer({
    open: network.open,
    wait: async () => {},
    elapsed: () => 0,
    onProblem: ({ name }, error) => problems.push(`${name}: ${(error as Error).message}`),
  })
  onTestFinished(() => announcer.close())
  return { announcer, problems }
}

const instance = (label: string) => `${label}._sxncd._tcp.local`

/** Lets everything that was set off, and needs no clock, come to its end. */
const settle = () => new Promise((resolve) => setImmediate(resolve))

test('it asks for its name three times, says it three times, and takes it back at the end', async () => {
  const network = new Network()
  const { announcer } = announcerOn(network)
  await announcer.update(announcement('1'), [link('eth0')])
  await settle()
  expect(network.sent.map(({ type }) => type)).toEqual([
    ...['query', 'query', 'query'],
    ...['response', 'response', 'response'],
  ])
  expect(announcer.label).toBe('Home')
  expect(network.known()).toEqual({ [instance('Home')]: 'sxncd-10000000.local' })
  await announcer.close()
  expect(network.known()).toEqual({})
  expect(network.listeners('eth0')).toBe(0)
})

test.each([
  ['ascending', ['1', '2', '3']],
  ['descending', ['3', '2', '1']],
])('hubs of the same name get names in turn, and those stay: ids %s', async (_, ids) => {
  const network = new Network()
  const hubs = ids.map((id) => ({ ...announcerOn(network), about: announcement(id) }))
  for (const { announcer, about } of hubs) await announcer.update(about, [link('eth0')])
  const names = {
    [instance('Home')]: `sxncd-${ids[0]}0000000.local`,
    [instance('Home (2)')]: `sxncd-${ids[1]}0000000.local`,
    [instance('Home (3)')]: `sxncd-${ids[2]}0000000.local`,
  }
  expect(network.known()).toEqual(names)
  for (const { announcer, about } of hubs) await announcer.update(about, [link('eth0')])
  expect(network.known()).toEqual(names)
})

test('hubs that take the same name at the same time end with different ones', async () => {
  const network = new Network()
  const hubs = ['b', 'a', 'c'].map((id) => ({ ...announcerOn(network), about: announcement(id) }))
  await Promise.all(hubs.map(({ announcer, about }) => announcer.update(about, [link('eth0')])))
  for (let turn = 0; turn < 20; turn += 1) await settle()
  expect(new Set(hubs.map(({ announcer }) => announcer.label)).size).toBe(3)
  expect(network.known()[instance('Home')]).toBe('sxncd-a0000000.local')
  expect(Object.keys(network.known())).toHaveLength(3)
})

test('networks that join later meet: the larger host gives way, and nobody is taken off the list', async () => {
  const network = new Network()
  const [one, two] = [announcerOn(network).announcer, announcerOn(network).announcer]
  await one.update(announcement('1'), [link('eth0')])
  await two.update(announcement('2'), [link('wlan0')])
  expect([one.label, two.label]).toEqual(['Home', 'Home'])
  const said = network.sent.length
  // The cable is plugged in: each hears what the other announces.
  const heard = (id: string) =>
    encoded({ type: 'response', answers: recordsOf(announcement(id), 'Home', []) })
  network.tell('wlan0', heard('1'))
  network.tell('eth0', heard('2'))
  await settle()
  await two.update(announcement('2'), [link('wlan0')])
  expect([one.label, two.label]).toEqual(['Home', 'Home (2)'])
  const goodbyes = network.sent.slice(said).flatMap(({ answers }) => answers)
  expect(goodbyes.filter(({ ttl }) => ttl === 0)).toEqual([])
})

test('one who always claims the name is not given way to for ever', async () => {
  const network = new Network()
  const { announcer } = announcerOn(network)
  await announcer.update(announcement('5'), [link('eth0')])
  for (let turn = 0; turn < 40; turn += 1) {
    const answers = recordsOf(announcement('0'), announcer.label ?? '', [])
    network.tell('eth0', encoded({ type: 'response', answers }))
    await settle()
  }
  expect(announcer.label).toBe('Home (50000000)')
})

test('what changes is said again; what does not is not', async () => {
  const network = new Network()
  const { announcer } = announcerOn(network)
  await announcer.update(announcement('1'), [link('eth0')])
  await settle()
  const before = network.sent.length
  await announcer.update(announcement('1'), [link('eth0')])
  await settle()
  expect(network.sent).toHaveLength(before)
  await announcer.update({ ...announcement('1'), txt: { pair: '0' } }, [link('eth0')])
  expect(network.sent.at(-1)?.answers).toContainEqual(
    expect.objectContaining({ type: 'TXT', data: ['pair=0'], flush: true }),
  )
  await announcer.update(announcement('1', 'New name'), [link('eth0')])
  await settle()
  expect(network.known()).toEqual({ [instance('New name')]: 'sxncd-10000000.local' })
})

test('it follows the networks as they come and go', async () => {
  const network = new Network()
  const { announcer, problems } = announcerOn(network)
  network.broken.add('usb0')
  await announcer.update(announcement('1'), [link('eth0'), link('wlan0'), link('usb0')])
  expect(announcer.links.map(({ name }) => name)).toEqual(['eth0', 'wlan0'])
  expect(problems).toEqual(['usb0: EADDRINUSE'])
  network.broken.clear()
  await announcer.update(announcement('1'), [link('wlan0', '10.0.0.9'), link('usb0')])
  expect(announcer.links.map(({ name }) => name)).toEqual(['wlan0', 'usb0'])
  expect(network.listeners('eth0')).toBe(0)
  expect(network.sent.at(-1)?.answers).toContainEqual(expect.objectContaining({ type: 'A' }))
  await announcer.update(undefined, [])
  expect([announcer.label, announcer.links]).toEqual([undefined, []])
  expect(network.known()).toEqual({})
})

test('it answers who asks, and no more often than it must', async () => {
  const network = new Network()
  const { announcer } = announcerOn(network)
  await announcer.update(announcement('1'), [link('eth0')])
  await settle()
  const ask = encoded({ type: 'query', questions: [{ name: '_sxncd._tcp.local', type: 'PTR' }] })
  network.sent.length = 0
  for (let turn = 0; turn < 1_000; turn += 1) network.tell('eth0', ask)
  const answers = network.sent.filter(({ type }) => type === 'response')
  expect(answers[0]?.answers).toMatchObject([{ type: 'PTR', data: instance('Home') }])
  expect(answers).toHaveLength(100)
})

test('after sleep it says everything again, and was never gone', async () => {
  const network = new Network()
  const { announcer } = announcerOn(network)
  await announcer.renew()
  expect(network.sent).toEqual([])
  await announcer.update(announcement('1'), [link('eth0'), link('wlan0')])
  await settle()
  const before = network.sent.splice(0)
  await announcer.renew()
  await settle()
  expect(network.sent).toHaveLength(before.length)
  const ttls = network.sent.flatMap(({ answers = [] }) =>
    answers.map((one) => ('ttl' in one ? one.ttl : 1)),
  )
  expect(ttls).not.toContain(0)
  expect(network.known()).toEqual({ [instance('Home')]: 'sxncd-10000000.local' })
  expect([network.listeners('eth0'), network.listeners('wlan0')]).toEqual([1, 1])
})
