import { createSocket } from 'node:dgram'
import { decode, encode } from 'dns-packet'
import { expect, onTestFinished, test } from 'vitest'
import { discover } from '../../client/discover.ts'
import { readResponse } from '../../client/dns-message.ts'
import { createFoundHubs } from '../../client/found-hubs.ts'

const type = '_sxncd._tcp.local'
type Answer = NonNullable<Parameters<typeof encode>[0]['answers']>[number]

interface Hub {
  readonly label: string
  readonly host?: string
  readonly port?: number
  readonly addresses?: readonly string[]
  readonly txt?: readonly string[]
  readonly ttl?: number
}

const pointer = ({ label, ttl = 120 }: Hub): Answer => ({
  type: 'PTR',
  name: type,
  ttl,
  data: `${label}.${type}`,
})
const details = ({ label, host = 'hub.local', port = 9693, txt = ['id=one'], ttl = 120 }: Hub) => {
  const name = `${label}.${type}`
  const found: Answer[] = [
    { type: 'SRV', name, ttl, data: { port, target: host } },
    { type: 'TXT', name, ttl, data: [...txt] },
  ]
  return found
}
const hostOf = ({ host = 'hub.local', addresses = ['192.168.1.20'], ttl = 120 }: Hub): Answer[] =>
  addresses.map((data) => ({ type: data.includes(':') ? 'AAAA' : 'A', name: host, ttl, data }))

const response = (answers: Answer[]) => encode({ type: 'response', answers })
const everything = (hub: Hub) => [pointer(hub), ...details(hub), ...hostOf(hub)]

/** What is found after some packets, each with where it came from. */
function found(...packets: [answers: Answer[], from?: string][]) {
  const hubs = createFoundHubs()
  for (const [answers, from = '10.0.0.9'] of packets) {
    hubs.add(readResponse(response(answers)) ?? [], from)
  }
  return hubs
}

test('a hub with all that it says', () => {
  const txt = ['id=an-id', 'v=1', 'path=/', 'pair=1']
  const addresses = ['fe80::1', 'fd00::14', '192.168.1.20', '172.17.0.1', '169.254.1.1']
  expect(found([everything({ label: 'Home', txt, addresses }), '192.168.1.20']).list()).toEqual([
    {
      name: 'Home',
      id: 'an-id',
      url: 'http://192.168.1.20:9693',
      addresses: ['192.168.1.20', '172.17.0.1', 'fd00::14', '169.254.1.1', 'fe80::1'],
      txt: { id: 'an-id', v: '1', path: '/', pair: '1' },
    },
  ])
})

test('in pieces and in any order; what is missing is asked for', () => {
  const hub = { label: 'Home' }
  const hubs = found([[pointer(hub)]])
  const service = { name: ['_sxncd', '_tcp', 'local'], type: 'PTR' }
  const name = ['Home', '_sxncd', '_tcp', 'local']
  expect(hubs.list()).toEqual([])
  expect(hubs.questions()).toEqual([service, { name, type: 'SRV' }])
  const [srv, txt] = details(hub) as [Answer, Answer]
  hubs.add(readResponse(response([srv])) ?? [], '10.0.0.9')
  expect(hubs.questions()).toEqual([
    service,
    { name, type: 'TXT' },
    { name: ['hub', 'local'], type: 'A' },
  ])
  hubs.add(readResponse(response([...hostOf(hub), txt])) ?? [], '10.0.0.9')
  expect(hubs.questions()).toEqual([service])
  expect(hubs.list()).toMatchObject([{ name: 'Home', url: 'http://192.168.1.20:9693' }])
})

test('a hub that says goodbye, or comes back, or is at another place now', () => {
  const hub = { label: 'Home' }
  const gone: [Answer[]] = [everything({ ...hub, ttl: 0 })]
  expect(found([everything(hub)], gone).list()).toEqual([])
  expect(found([everything(hub)], gone, [everything(hub)]).list()).toHaveLength(1)
  const moved = { ...hub, host: 'new.local', addresses: ['192.168.1.30'] }
  expect(found([everything(hub)], [everything(moved)]).list()).toMatchObject([
    { url: 'http://192.168.1.30:9693' },
  ])
})

test('two hubs, names in any case, IPv6 alone, and a path', () => {
  const list = found(
    [everything({ label: 'B', host: 'HUB.local', addresses: ['fd00::14'], txt: ['path=/hub/'] })],
    [everything({ label: 'A', host: 'other.local', txt: ['path=/a/b'] })],
  ).list()
  expect(list).toMatchObject([
    { name: 'A', id: '', url: 'http://192.168.1.20:9693/a/b' },
    { name: 'B', url: 'http://[fd00::14]:9693' },
  ])
})

test('what is no hub, or is not whole, is left out', () => {
  expect(
    found(
      [[{ type: 'PTR', name: '_http._tcp.local', ttl: 9, data: `x.${type}` }]],
      [[{ type: 'PTR', name: type, ttl: 9, data: 'x._http._tcp.local' }]],
      [everything({ label: 'a.b' })],
      [everything({ label: 'No port', port: 0 })],
      [everything({ label: 'No address', host: 'none.local', addresses: [] })],
    ).list(),
  ).toEqual([])
})

test('a neighbour that makes up hubs does not fill the memory', () => {
  const hubs = createFoundHubs()
  for (let i = 0; i < 1_000; i += 1) {
    const addresses = Array.from({ length: 20 }, (_, n) => `10.0.${i % 256}.${n}`)
    const hub = { label: `${i}`, host: `h${i}.local`, addresses }
    hubs.add(readResponse(response(everything(hub))) ?? [], '10.0.0.9')
  }
  const list = hubs.list()
  expect(list).toHaveLength(100)
  for (const { addresses } of list) expect(addresses.length).toBeLessThanOrEqual(16)
  expect(hubs.questions().length).toBeLessThanOrEqual(16)
})

/** A neighbour on the loopback interface; `answer` says what it sends when it is asked. */
async function neighbour(answer: (questions: string[]) => (Buffer | string)[]) {
  const socket = createSocket({ type: 'udp4', reuseAddr: true })
  onTestFinished(() => void socket.close())
  await new Promise<void>((resolve) => socket.bind(0, resolve))
  const { port } = socket.address()
  socket.addMembership('224.0.0.251', '127.0.0.1')
  socket.setMulticastInterface('127.0.0.1')
  const asked: string[][] = []
  socket.on('message', (bytes) => {
    const { type: kind, questions = [] } = decodedOf(bytes)
    if (kind !== 'query') return
    const names = questions.map((one) => `${one.type} ${one.name}`)
    asked.push(names)
    for (const packet of answer(names)) socket.send(packet, port, '224.0.0.251')
  })
  return { asked, options: { port, interfaces: ['127.0.0.1'], timeoutMs: 3_000 } }
}

function decodedOf(bytes: Buffer): Partial<ReturnType<typeof decode>> {
  try {
    return decode(bytes)
  } catch {
    return {}
  }
}

const hub = { label: 'Home', addresses: ['127.0.0.1'] }

test('a hub on the network is found, garbage or not', async () => {
  const { asked, options } = await neighbour(() => ['garbage', response(everything(hub))])
  const until = (hubs: readonly unknown[]) => hubs.length > 0
  expect(await discover({ ...options, until })).toMatchObject([
    { name: 'Home', id: 'one', url: 'http://127.0.0.1:9693', addresses: ['127.0.0.1'] },
  ])
  expect(asked[0]).toEqual([`PTR ${type}`])
})

test('a hub that answers only what it was asked is found too', async () => {
  const { options } = await neighbour((names) => [
    response([pointer(hub)]),
    ...(names.includes(`SRV Home.${type}`) ? [response(details(hub))] : []),
    ...(names.includes('A hub.local') ? [response(hostOf(hub))] : []),
  ])
  const until = (hubs: readonly unknown[]) => hubs.length > 0
  expect(await discover({ ...options, until })).toHaveLength(1)
})

test('nobody there: an empty list when the time is over, or the caller has had enough', async () => {
  const { options } = await neighbour(() => [])
  expect(await discover({ ...options, timeoutMs: 30 })).toEqual([])
  expect(await discover({ ...options, timeoutMs: 60_000, signal: AbortSignal.abort() })).toEqual([])
  expect(await discover({ ...options, timeoutMs: 30, interfaces: ['192.0.2.1'] })).toEqual([])
})

test('what `until` throws comes to the caller', async () => {
  const { options } = await neighbour(() => [response(everything(hub))])
  const until = () => {
    throw new TypeError('mine')
  }
  await expect(discover({ ...options, until })).rejects.toThrow(new TypeError('mine'))
})
