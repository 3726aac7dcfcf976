import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createEventParser, readEvents, type ServerEvent } from '../../client/event-stream.ts'
import { createPatience } from '../../client/timeout.ts'

const parse = (...pieces: string[]) => {
  const take = createEventParser()
  return pieces.flatMap(take)
}

test.each<[string, string, ServerEvent[]]>([
  ['data alone', 'data: a\n\n', [{ event: 'message', data: 'a', id: '' }]],
  ['several lines', 'data: a\ndata:b\ndata\n\n', [{ event: 'message', data: 'a\nb\n', id: '' }]],
  ['only one space goes', 'data:  a:b\n\n', [{ event: 'message', data: ' a:b', id: '' }]],
  ['comments and unknown fields', ': hi\nretry: 5\nfoo: x\n\n', []],
  ['a name without data', 'event: x\n\ndata: y\n\n', [{ event: 'message', data: 'y', id: '' }]],
  ['an id alone', 'id: 7\n\n', [{ event: 'message', data: '', id: '7' }]],
  ['what is not finished', 'data: a\n', []],
  [
    'a lone carriage return',
    'data: a\r\rdata: b\r\r\n',
    [
      { event: 'message', data: 'a', id: '' },
      { event: 'message', data: 'b', id: '' },
    ],
  ],
  [
    'an id stays',
    'id: 7\ndata: a\n\nevent: e\ndata: b\n\n',
    [
      { event: 'message', data: 'a', id: '7' },
      { event: 'e', data: 'b', id: '7' },
    ],
  ],
  ['an id with NUL is none', 'id: 7\0\ndata: a\n\n', [{ event: 'message', data: 'a', id: '' }]],
])('%s', (_, text, events) => {
  expect(parse(text)).toEqual(events)
})

const line = fc.string({ unit: fc.constantFrom('a', 'ä', ':', ' ', '😀', '{'), maxLength: 8 })

test('events come back however they are written and cut up', async () => {
  const written = fc.record({
    event: fc.string({ unit: fc.constantFrom('a', 'b', ':'), minLength: 1, maxLength: 5 }),
    data: fc.array(line, { minLength: 1, maxLength: 3 }),
    id: fc.string({ unit: fc.constantFrom('1', '2', 'x'), minLength: 1, maxLength: 3 }),
    end: fc.constantFrom('\n', '\r\n', '\r'),
  })
  await fc.assert(
    fc.asyncProperty(
      fc.array(written),
      fc.infiniteStream(fc.integer({ min: 1, max: 9 })),
      async (events, sizes) => {
        const text = events.map(({ event, data, id, end }) =>
          [
            `event: ${event}`,
            ...data.map((one) => `data: ${one}`),
            ': hi',
            `id: ${id}`,
            '',
            '',
          ].join(end),
        )
        const bytes = new TextEncoder().encode(text.join(''))
        const stream = new ReadableStream<Uint8Array>({
          start(controller) {
            for (let at = 0; at < bytes.length; ) {
              const size = sizes.next().value ?? 1
              controller.enqueue(bytes.slice(at, at + size))
              at += size
            }
            // Whatever follows shows that a carriage return was all of an end of line.
            controller.enqueue(new TextEncoder().encode(':'))
            controller.close()
          },
        })
        const patience = createPatience(60_000, undefined)
        const read: ServerEvent[] = []
        for await (const event of readEvents(stream, patience, 60_000)) read.push(event)
        patience.stop()
        expect(read).toEqual(
          events.map(({ event, data, id }) => ({ event, data: data.join('\n'), id })),
        )
      },
    ),
  )
})

const anything = fc.constantFrom('data', 'id', ':', ' ', '\n', '\r', '\0', '\ufeff', '\ud800', 'x')

test('nothing that comes breaks it, and without end it does not fill the memory', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: anything })), (pieces) => {
      for (const { event, data } of parse(...pieces)) expect([event, data]).toBeDefined()
    }),
  )
  const take = createEventParser()
  expect(() => {
    for (;;) take('x'.repeat(10_000))
  }).toThrow('too long')
  const other = createEventParser()
  expect(() => {
    for (;;) other(`data: ${'x'.repeat(10_000)}\n`)
  }).toThrow('too long')
})
