import { expect, test } from 'vitest'
import { minutes } from '../../../server/lib/clock.ts'
import { createTickets, pairingUri } from '../../../server/pairing/tickets.ts'

function begun() {
  const clock = { now: 0 }
  return { clock, tickets: createTickets(() => clock.now) }
}

const grant = { accountId: 'ada', app: 'thunder' }

test('a ticket works once, for its app, for ten minutes', () => {
  const { clock, tickets } = begun()
  const { ticket, expiresAt } = tickets.issue(grant)
  expect(expiresAt).toBe(minutes(10))
  expect(tickets.take(ticket, 'stylus')).toBeUndefined()
  expect(tickets.take(`${ticket}x`, 'thunder')).toBeUndefined()
  expect(tickets.take(ticket, 'thunder')).toEqual(grant)
  expect(tickets.take(ticket, 'thunder')).toBeUndefined()
  tickets.restore(ticket, grant)
  expect(tickets.take(ticket, 'thunder')).toEqual(grant)
  const late = tickets.issue(grant)
  clock.now += minutes(10)
  expect(tickets.take(late.ticket, 'thunder')).toBeUndefined()
})

test('twenty an account: the oldest goes', () => {
  const { tickets } = begun()
  const others = tickets.issue({ ...grant, accountId: 'bo' })
  const own = Array.from({ length: 21 }, () => tickets.issue(grant).ticket)
  const good = own.filter((ticket) => tickets.take(ticket, 'thunder'))
  expect(good).toEqual(own.slice(1))
  expect(tickets.take(others.ticket, 'thunder')?.accountId).toBe('bo')
})

test('the QR code names the hub, the app, the ticket, and by what the hub is known', () => {
  const uri = pairingUri({
    hub: 'https://192.168.1.5:9694',
    app: 'obtainium',
    ticket: 'T-_1',
    fingerprint: 'ab12',
  })
  expect(uri).toBe(
    'sxncd://pair?v=1&hub=https%3A%2F%2F192.168.1.5%3A9694&app=obtainium&ticket=T-_1&fp=ab12',
  )
  const { protocol, host, searchParams } = new URL(uri)
  expect([protocol, host]).toEqual(['sxncd:', 'pair'])
  expect(searchParams.get('hub')).toBe('https://192.168.1.5:9694')
})
