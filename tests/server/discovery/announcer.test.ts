import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { createAnnouncer } from '../../../server/discovery/announcer.ts'
import { type Announcement, recordsOf } from '../../../server/discovery/records.ts'
import { link, Network } from './network.ts'
import { encoded } from './packets.ts'

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
    elapsed: () => 0,
    onProblem: ({ name }, error) => problems.push(`${name}: ${(error as Error).message}`),
  })
  onTestFinished(() => announcer.close())
  return { announcer, problems }
}

const instance = (label: string) => `${label}._sxncd._tcp.local`

// bonjour-service waits by the timers of Node.
beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => void vi.useRealTimers())

/** Lets everything that was set off come to its end: probing takes a second at the most. */
const settle = () => vi.advanceTimersByTimeAsync(1_100)
/** Lets the first announcements be repeated: after 3 s, and 9 s after that. */
const settleRepeats = () => vi.advanceTimersByTimeAsync(12_100)
/** Lets time go on until it is done: each name that is taken costs another second. */
const soon = async (work: Promise<unknown>) => {
  let done = false
  const end = work.finally(() => {
    done = true
  })
  while (!done) await settle()
  await end
}
test('it asks for its name three times, says it three times, and takes it back at the end', async () => {
  const network = new Network()
  const { announcer } = announcerOn(network)
  await soon(announcer.update(announcement('1'), [link('eth0')]))
  await settleRepeats()
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
  for (const { announcer, about } of hubs) await soon(announcer.update(about, [link('eth0')]))
  const names = {
    [instance('Home')]: `sxncd-${ids[0]}0000000.local`,
    [instance('Home (2)')]: `sxncd-${ids[1]}0000000.local`,
    [instance('Home (3)')]: `sxncd-${ids[2]}0000000.local`,
  }
  expect(network.known()).toEqual(names)
  for (const { announcer, about } of hubs) await soon(announcer.update(about, [link('eth0')]))
  expect(network.known()).toEqual(names)
})

test('hubs that take the same name at the same time end with different ones', async () => {
  const network = new Network()
  const hubs = ['b', 'a', 'c'].map((id) => ({ ...announcerOn(network), about: announcement(id) }))
  const updates = hubs.map(({ announcer, about }) => announcer.update(about, [link('eth0')]))
  await soon(Promise.all(updates))
  for (let turn = 0; turn < 5; turn += 1) await settle()
  expect(new Set(hubs.map(({ announcer }) => announcer.label)).size).toBe(3)
  expect(network.known()[instance('Home')]).toBe('sxncd-a0000000.local')
  expect(Object.keys(network.known())).toHaveLength(3)
})

test('networks that join later meet: the larger host gives way, and nobody is taken off the list', async () => {
  const network = new Network()
  const [one, two] = [announcerOn(network).announcer, announcerOn(network).announcer]
  await soon(one.update(announcement('1'), [link('eth0')]))
  await soon(two.update(announcement('2'), [link('wlan0')]))
  expect([one.label, two.label]).toEqual(['Home', 'Home'])
  const said = network.sent.length
  // The cable is plugged in: each hears what the other announces.
  const heard = (id: string) =>
    encoded({ type: 'response', answers: recordsOf(announcement(id), 'Home', []) })
  network.tell('wlan0', heard('1'))
  network.tell('eth0', heard('2'))
  await settle()
  await soon(two.update(announcement('2'), [link('wlan0')]))
  expect([one.label, two.label]).toEqual(['Home', 'Home (2)'])
  const goodbyes = network.sent.slice(said).flatMap(({ answers }) => answers)
  expect(goodbyes.filter(({ ttl }) => ttl === 0)).toEqual([])
})

test('one who always claims the name is not given way to for ever', async () => {
  const network = new Network()
  const { announcer } = announcerOn(network)
  await soon(announcer.update(announcement('5'), [link('eth0')]))
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
  await soon(announcer.update(announcement('1'), [link('eth0')]))
  await settleRepeats()
  const before = network.sent.length
  await soon(announcer.update(announcement('1'), [link('eth0')]))
  await settle()
  expect(network.sent).toHaveLength(before)
  await soon(announcer.update({ ...announcement('1'), txt: { pair: '0' } }, [link('eth0')]))
  expect(network.sent.at(-1)?.answers).toContainEqual(
    expect.objectContaining({ type: 'TXT', data: ['pair=0'], flush: true }),
  )
  await soon(announcer.update(announcement('1', 'New name'), [link('eth0')]))
  await settle()
  expect(network.known()).toEqual({ [instance('New name')]: 'sxncd-10000000.local' })
})

test('it follows the networks as they come and go', async () => {
  const network = new Network()
  const { announcer, problems } = announcerOn(network)
  network.broken.add('usb0')
  await soon(announcer.update(announcement('1'), [link('eth0'), link('wlan0'), link('usb0')]))
  expect(announcer.links.map(({ name }) => name)).toEqual(['eth0', 'wlan0'])
  expect(problems).toEqual(['usb0: EADDRINUSE'])
  network.broken.clear()
  await soon(announcer.update(announcement('1'), [link('wlan0', '10.0.0.9'), link('usb0')]))
  expect(announcer.links.map(({ name }) => name)).toEqual(['wlan0', 'usb0'])
  expect(network.listeners('eth0')).toBe(0)
  expect(network.sent.at(-1)?.answers).toContainEqual(expect.objectContaining({ type: 'A' }))
  await soon(announcer.update(undefined, []))
  expect([announcer.label, announcer.links]).toEqual([undefined, []])
  expect(network.known()).toEqual({})
})

test('it answers who asks, and no more often than it must', async () => {
  const network = new Network()
  const { announcer } = announcerOn(network)
  await soon(announcer.update(announcement('1'), [link('eth0')]))
  await settle()
  const ask = encoded({ type: 'query', questions: [{ name: '_sxncd._tcp.local', type: 'PTR' }] })
  network.sent.length = 0
  for (let turn = 0; turn < 1_000; turn += 1) network.tell('eth0', ask)
  await settle()
  const answers = network.sent.filter(({ type }) => type === 'response')
  expect(answers[0]?.answers).toMatchObject([{ type: 'PTR', data: instance('Home') }])
  expect(answers).toHaveLength(100)
})

test('after sleep it says everything again, and was never gone', async () => {
  const network = new Network()
  const { announcer } = announcerOn(network)
  await soon(announcer.renew())
  expect(network.sent).toEqual([])
  await soon(announcer.update(announcement('1'), [link('eth0'), link('wlan0')]))
  await settle()
  const before = network.sent.splice(0)
  await soon(announcer.renew())
  await settle()
  expect(network.sent).toHaveLength(before.length)
  const ttls = network.sent.flatMap(({ answers = [] }) =>
    answers.map((one) => ('ttl' in one ? one.ttl : 1)),
  )
  expect(ttls).not.toContain(0)
  expect(network.known()).toEqual({ [instance('Home')]: 'sxncd-10000000.local' })
  expect([network.listeners('eth0'), network.listeners('wlan0')]).toEqual([1, 1])
})

test('a client that asks from another port is answered there, as plain DNS would', async () => {
  const network = new Network()
  const { announcer } = announcerOn(network)
  await soon(announcer.update(announcement('1'), [link('eth0')]))
  const questions = [{ name: '_sxncd._tcp.local', type: 'PTR' }]
  network.tell('eth0', encoded({ id: 77, type: 'query', questions }), 40_000)
  await settle()
  expect(network.unicast).toHaveLength(1)
  const { port, packet } = network.unicast[0] ?? {}
  expect([port, packet?.id, packet?.questions]).toMatchObject([40_000, 77, questions])
  expect(packet?.answers).toMatchObject([{ type: 'PTR', data: instance('Home') }])
  const records = [...(packet?.answers ?? []), ...(packet?.additionals ?? [])]
  expect(records.map(({ type }) => type)).toEqual(expect.arrayContaining(['SRV', 'TXT', 'A']))
  expect(records.every(({ ttl, flush }) => ttl <= 10 && !flush)).toBe(true)
})

test('a client that knows the hub is not answered, unless it is about to forget it', async () => {
  const network = new Network()
  const { announcer } = announcerOn(network)
  await soon(announcer.update(announcement('1'), [link('eth0')]))
  await settleRepeats()
  const answersTo = async (ttl: number) => {
    const before = network.sent.length
    const [known] = recordsOf(announcement('1'), 'Home', [])
    const questions = [{ name: '_sxncd._tcp.local', type: 'PTR' }]
    const answers = known ? [{ ...known, ttl }] : []
    network.tell('eth0', encoded({ type: 'query', questions, answers }))
    await settle()
    return network.sent.length - before - 1
  }
  expect([await answersTo(4_500), await answersTo(100)]).toEqual([0, 1])
})

test.each([
  ['_services._dns-sd._udp.local', 'PTR', 1],
  ['_SXNCD._tcp.local', 'PTR', 1],
  [instance('Home'), 'SRV', 1],
  [instance('Home'), 'TXT', 1],
  [instance('Home'), 'ANY', 2],
  ['sxncd-10000000.local', 'A', 1],
  ['sxncd-10000000.local', 'TXT', 0],
  ['other.local', 'A', 0],
  ['_http._tcp.local', 'PTR', 0],
])('%s %s: %i answers', async (name, type, count) => {
  const network = new Network()
  const { announcer } = announcerOn(network)
  await soon(announcer.update(announcement('1'), [link('eth0')]))
  const before = network.sent.length + 1
  network.tell('eth0', encoded({ type: 'query', questions: [{ name, type }] }))
  await settle()
  expect(network.sent[before]?.answers.length ?? 0).toBe(count)
})

test('nothing is printed, whatever is on the network', async () => {
  const print = vi.spyOn(console, 'log')
  onTestFinished(() => print.mockRestore())
  const network = new Network()
  const hubs = ['1', '2'].map((id) => ({ ...announcerOn(network), about: announcement(id) }))
  for (const { announcer, about } of hubs) await soon(announcer.update(about, [link('eth0')]))
  expect(hubs.map(({ announcer }) => announcer.label)).toEqual(['Home', 'Home (2)'])
  expect(print).not.toHaveBeenCalled()
  expect(hubs.flatMap(({ problems }) => problems)).toEqual([])
})
