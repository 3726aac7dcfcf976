import { expect, test } from 'vitest'
import {
  type Announcement,
  type DnsPacket,
  forLegacy,
  labelOf,
  ownRecords,
  recordsOf,
  rivalsOf,
} from '../../../server/discovery/records.ts'
import { decoded, encoded } from './packets.ts'

const hub: Announcement = {
  id: '1a2b3c4d-0000-4000-8000-000000000000',
  name: 'Home',
  port: 9693,
  txt: { id: '1a2b3c4d-0000-4000-8000-000000000000', v: '1', name: 'Home' },
}
const records = recordsOf(hub, 'Home', ['192.168.1.5', 'fd00::5'])
const instance = 'Home._sxncd._tcp.local'
const host = 'sxncd-1a2b3c4d.local'

const query = (name: string, type: string, more: Partial<DnsPacket> = {}): DnsPacket => ({
  id: 0,
  type: 'query',
  questions: [{ name, type }],
  answers: [],
  authorities: [],
  additionals: [],
  ...more,
})

test('a rival is who gives the same name to another host', () => {
  const theirs = recordsOf({ ...hub, id: '00000000-1' }, 'home', [])
  expect(rivalsOf(theirs, instance, host)).toEqual(['sxncd-00000000.local'])
  expect(rivalsOf(records, instance, host)).toEqual([])
  const goodbyes = theirs.map((record) => ({ ...record, ttl: 0 }))
  expect(rivalsOf(goodbyes, instance, host)).toEqual([])
  expect(rivalsOf(recordsOf(hub, 'Else', []), instance, host)).toEqual([])
})

test('names that are taken count up, and end in one that nobody can dispute', () => {
  const label = (name: string, attempt: number) => labelOf({ ...hub, name }, attempt)
  expect([1, 2, 9, 10].map((attempt) => label('Home', attempt))).toEqual([
    'Home',
    'Home (2)',
    'Home (9)',
    'Home (1a2b3c4d)',
  ])
  expect(label('St. Mary v1.2', 1)).toBe('St- Mary v1-2')
  for (const long of ['x'.repeat(200), '🏠'.repeat(50), 'ä'.repeat(60)]) {
    for (const attempt of [1, 3, 10]) {
      expect(Buffer.byteLength(label(long, attempt))).toBeLessThanOrEqual(63)
      expect(label(long, attempt).isWellFormed()).toBe(true)
    }
  }
})

test('everything goes over the wire and comes back as it was', () => {
  const packet: DnsPacket = {
    ...query(instance, 'SRV'),
    id: 7,
    type: 'response',
    answers: recordsOf({ ...hub, txt: { name: 'ä=b', v: '1' } }, 'Café (2)', ['10.0.0.1', '::1']),
  }
  const back = decoded(encoded(packet))
  expect(back).toMatchObject({ ...packet, questions: [{ name: instance, type: 'SRV' }] })
  expect(back?.answers[2]?.data).toEqual(['name=ä=b', 'v=1'])
})

test('a goodbye takes back everything but that there are hubs; plain DNS gets short lives', () => {
  expect(ownRecords(records)).toHaveLength(records.length - 1)
  expect(forLegacy(records).every(({ ttl, flush }) => ttl <= 10 && !flush)).toBe(true)
})
