import { expect, test } from 'vitest'
import { openDoor } from './door.ts'

const longName = 'x'.repeat(300)
const deep = Array(101).fill('a').join('/')
const long = Array(20).fill('x'.repeat(220)).join('/')

test.each([
  ...['..', '../a', 'a/../b', '%2e%2e/a', '%2E%2e', '.', 'a/./b', '..%2fa'],
  ...['a%2fb', 'a%2Fb', 'a%5cb', 'a\\b', 'a%00', '%00', 'a%0ab', 'a%1f', 'a%7f', 'a%c2%85'],
  ...['con', 'NUL.txt', 'a/aux', 'lpt1.x', 'a.', 'a%20', 'a%20/b', '%ff', '%c3%28', '%ed%a0%80'],
  ...['%', 'a%zz', longName, deep, long, 'a#b', 'a%2e%2e%2f%2e%2e%2fetc/../x'],
])('nothing is stored at the path %j', async (path) => {
  const { send, tree } = await openDoor()
  for (const method of ['PUT', 'MKCOL', 'PROPFIND', 'GET', 'LOCK', 'DELETE']) {
    const reply = await send(method, `/dav/${path}`, method === 'PUT' ? { body: 'x' } : {})
    expect([method, reply.status]).toEqual([method, 400])
    expect(reply.body.length).toBeLessThan(300)
    const headers = { destination: `/dav/${path}` }
    await send('PUT', '/dav/source', { body: 'x' })
    // In a Destination, a lone % stands for itself.
    if (!['%', 'a%zz'].includes(path)) {
      expect((await send('COPY', '/dav/source', { headers })).status).toBe(400)
    }
  }
  expect(Object.keys(tree.all())).toEqual(['', 'source'])
})

test('two ways to write a name in Unicode are one file; case makes two', async () => {
  const { send, tree } = await openDoor()
  expect((await send('PUT', '/dav/%C3%9Cbung', { body: 'one' })).status).toBe(201)
  expect((await send('PUT', '/dav/U%CC%88bung', { body: 'two' })).status).toBe(204)
  expect((await send('PUT', '/dav/%C3%BCbung', { body: 'three' })).status).toBe(201)
  expect(tree.all()).toEqual({ '': '/', Übung: 'two', übung: 'three' })
})

const bomb = `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "${'ha'.repeat(50)}">${Array.from(
  { length: 9 },
  (_, n) => `<!ENTITY ${'bcdefghij'[n]} "&${'abcdefghi'[n]};&${'abcdefghi'[n]};">`,
).join('')}]><propfind xmlns="DAV:"><prop>&j;</prop></propfind>`
const outside =
  '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><propfind xmlns="DAV:">&a;</propfind>'

const badXml: [what: string, body: string | Buffer, status: number][] = [
  ['entities that grow', bomb, 400],
  ['an entity from outside', outside, 400],
  ['a DOCTYPE alone', '<!DOCTYPE propfind><propfind xmlns="DAV:"><allprop/></propfind>', 400],
  ['an unknown entity', '<propfind xmlns="DAV:">&nbsp;</propfind>', 400],
  ['1 MiB', `<propfind xmlns="DAV:"><prop>${'<a/>'.repeat(262_144)}</prop></propfind>`, 413],
  ['1 MiB of an attribute', `<propfind xmlns="DAV:" a="${'x'.repeat(1024 ** 2)}"/>`, 413],
  ['a depth of thousands', '<a>'.repeat(20_000), 400],
  ['no end', '<propfind xmlns="DAV:"><prop>', 400],
  ['two roots', '<a/><b/>', 400],
  ['no XML', '{"a":1}', 400],
  ['a prefix of no namespace', '<D:propfind/>', 400],
  [
    'a namespace of nothing',
    '<propfind xmlns="DAV:"><prop><a:b xmlns:a=""/></prop></propfind>',
    400,
  ],
  ['no UTF-8', Buffer.from('<propfind xmlns="DAV:">\xff</propfind>', 'latin1'), 400],
  ['a NUL', '<propfind xmlns="DAV:">\0</propfind>', 400],
  ['an attribute twice', '<propfind xmlns="DAV:" a="1" a="2"/>', 400],
]

test.each(badXml)('XML with %s is refused quickly', async (_, body, status) => {
  const { send, tree } = await openDoor()
  await send('PUT', '/dav/a', { body: 'x' })
  for (const method of ['PROPFIND', 'PROPPATCH', 'LOCK']) {
    const began = performance.now()
    expect([method, (await send(method, '/dav/a', { body })).status]).toEqual([method, status])
    expect(performance.now() - began).toBeLessThan(5_000)
  }
  expect((await tree.properties('a')).size).toBe(0)
  expect((await send('PUT', '/dav/a', { body: 'y' })).status).toBe(204)
})

test('many properties and namespaces in one request are fine', async () => {
  const { send } = await openDoor()
  const names = Array.from({ length: 1_000 }, (_, n) => `<p${n} xmlns="urn:${n}"/>`)
  const body = `<propfind xmlns="DAV:"><prop>${names.join('')}</prop></propfind>`
  const reply = await send('PROPFIND', '/dav/', { headers: { depth: '0' }, body })
  expect(reply.status).toBe(207)
  expect(reply.body.match(/<x:p\d+/g)).toHaveLength(1_000)
})

test('headers of nonsense are refused or passed over, and change nothing', async () => {
  const { send, tree } = await openDoor()
  await send('PUT', '/dav/a', { body: 'x' })
  const before = tree.all()
  const nonsense = ['', ' ', ',', '"', '<>', '<<>>', '(((', 'ü', '*'.repeat(5_000)]
  const names = [
    'depth',
    'if',
    'destination',
    'lock-token',
    'timeout',
    'overwrite',
    'range',
    'if-range',
  ]
  for (const name of names) {
    for (const value of nonsense) {
      for (const method of ['PROPFIND', 'GET', 'COPY', 'MOVE', 'LOCK', 'UNLOCK', 'PROPPATCH']) {
        const { status } = await send(method, '/dav/a', { headers: { [name]: value } })
        expect([method, name, value, status < 500]).toEqual([method, name, value, true])
      }
    }
  }
  expect(tree.all()).toEqual(before)
})
