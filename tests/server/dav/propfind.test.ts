import { expect, test } from 'vitest'
import { maxInfinite } from '../../../server/dav/propfind.ts'
import { readXml, type XmlElement } from '../../../server/dav/read-xml.ts'
import { openDoor } from './door.ts'

async function withFiles() {
  const door = await openDoor()
  const { send } = door
  await send('MKCOL', '/dav/notes')
  await send('PUT', '/dav/notes/a%20&%20b.txt', { body: 'one' })
  await send('PUT', '/dav/100%25.zip', { body: 'two!' })
  const find = async (
    path: string,
    depth: string | undefined,
    body?: string | Buffer,
    headers = {},
  ) => {
    const reply = await send('PROPFIND', path, {
      headers: { depth, ...headers },
      ...(body !== undefined && { body }),
    })
    return { ...reply, list: reply.status === 207 ? listOf(reply.body) : [] }
  }
  return { ...door, find }
}

const children = ({ content }: XmlElement) => content.filter((part) => typeof part !== 'string')
const textOf = ({ content }: XmlElement): string =>
  content.map((part) => (typeof part === 'string' ? part : `<${part.name}>`)).join('')
const all = (element: XmlElement, name: string) =>
  children(element).filter((one) => one.name === name)

/** What a multistatus tells: an address, and for each status the properties with it. */
function listOf(body: string) {
  return all(readXml(body), 'response').map((response) => ({
    href: all(response, 'href').map(textOf).join(' '),
    stats: all(response, 'propstat').map((stat) => ({
      status: all(stat, 'status').map(textOf)[0],
      props: Object.fromEntries(
        all(stat, 'prop')
          .flatMap(children)
          .map((one) => [
            one.namespace === 'DAV:' ? one.name : `{${one.namespace}}${one.name}`,
            textOf(one),
          ]),
      ),
    })),
  }))
}

test('a list has the folder first, in the form that all clients can read', async () => {
  const { find } = await withFiles()
  const { body, headers, list } = await find('/dav/', '1')
  expect(headers['content-type']).toBe('application/xml; charset=utf-8')
  expect(body).toMatch(/^<\?xml version="1.0" encoding="utf-8"\?><D:multistatus xmlns:D="DAV:">/)
  expect(body).not.toMatch(/>\s+</)
  expect(body).not.toContain('404')
  expect(list).toEqual([
    {
      href: '/dav/',
      stats: [
        {
          status: 'HTTP/1.1 200 OK',
          props: {
            resourcetype: '<collection>',
            displayname: 'dav',
            getcontenttype: 'httpd/unix-directory',
            getlastmodified: 'Sat, 01 Mar 2025 12:00:00 GMT',
            creationdate: '2025-03-01T12:00:00Z',
          },
        },
      ],
    },
    {
      href: '/dav/100%25.zip',
      stats: [
        {
          status: 'HTTP/1.1 200 OK',
          props: {
            // No displayname: clients decode it, and this would be no escape.
            resourcetype: '',
            getcontentlength: '4',
            getcontenttype: 'application/zip',
            getlastmodified: 'Sat, 01 Mar 2025 12:00:00 GMT',
            getetag: expect.stringMatching(/^"[\da-f]{32}"$/),
            creationdate: '2025-03-01T12:00:00Z',
          },
        },
      ],
    },
    { href: '/dav/notes/', stats: [expect.anything()] },
  ])
})

test('names of one place are the same under every alias that is asked', async () => {
  const { find } = await withFiles()
  const bases = [
    '/dav',
    '/remote.php/webdav',
    '/remote.php/dav/files/Ada%20L',
    '/remote.php/dav/files/x',
  ]
  for (const base of bases) {
    const hrefs = (await find(`${base}/notes`, '1')).list.map(({ href }) => href)
    expect(hrefs).toEqual([`${base}/notes/`, `${base}/notes/a%20%26%20b.txt`])
  }
  const careless = (await find('//dav//notes//', '1')).list.map(({ href }) => href)
  expect(careless).toEqual(['/dav/notes/', '/dav/notes/a%20%26%20b.txt'])
})

test('a slash after the name of a file means the file', async () => {
  const { find } = await withFiles()
  const hrefs = (await find('/dav/100%25.zip/', '1')).list.map(({ href }) => href)
  expect(hrefs).toEqual(['/dav/100%25.zip'])
})

test('depth: 0, 1, infinity, none; anything else is refused, but not of what is missing', async () => {
  const { find } = await withFiles()
  const count = async (depth: string | undefined) => (await find('/dav/', depth)).list.length
  expect([await count('0'), await count('1'), await count('infinity')]).toEqual([1, 3, 4])
  expect([await count(undefined), await count('Infinity'), await count('1,noroot')]).toEqual([
    4, 4, 3,
  ])
  for (const depth of ['2', '-1', 'x', '0,1', '1e9']) {
    expect((await find('/dav/', depth)).status).toBe(400)
    expect((await find('/dav/none', depth)).status).toBe(404)
  }
})

test('a body may be of any type, and of any that is XML', async () => {
  const { find } = await withFiles()
  const ask =
    '<?xml version="1.0"?><a:propfind xmlns:a="DAV:"><a:prop><a:getetag/></a:prop></a:propfind>'
  for (const type of ['text/plain', 'application/xml', 'nonsense', 'text/xml; charset="utf-8"']) {
    const { list } = await find('/dav/100%25.zip', '0', ask, { 'content-type': type })
    expect(Object.keys(list[0]?.stats[0]?.props ?? {})).toEqual(['getetag'])
  }
  for (const body of [
    '',
    '<propfind xmlns="DAV:"/>',
    '<x/>',
    '<propfind xmlns="DAV:"><allprop/></propfind>',
  ]) {
    const { list } = await find('/dav/100%25.zip', '0', body)
    expect(list[0]?.stats[0]?.props).toHaveProperty('getcontentlength', '4')
  }
  const utf16 = Buffer.from(`\ufeff${ask}`, 'utf16le')
  const reply = await find('/dav/100%25.zip', '0', utf16)
  expect(Object.keys(reply.list[0]?.stats[0]?.props ?? {})).toEqual(['getetag'])
})

test('what was asked by name and is not there has a 404 of its own, after what is there', async () => {
  const { find, tree } = await withFiles()
  await tree.setProperties(
    'notes',
    new Map([
      ['{urn:x}colour', 'green &amp; blue'],
      ['{}bare', '1'],
    ]),
    {
      ...{ deviceName: '', keyId: '' },
    },
  )
  const ask = `<propfind xmlns="DAV:" xmlns:x="urn:x"><prop><getetag/><x:colour/><x:none/>
    <getlastmodified/><bare xmlns=""/><quota-used-bytes/></prop></propfind>`
  const { list } = await find('/dav/notes', '0', ask)
  expect(list[0]?.stats).toEqual([
    {
      status: 'HTTP/1.1 200 OK',
      props: {
        '{urn:x}colour': 'green & blue',
        getlastmodified: 'Sat, 01 Mar 2025 12:00:00 GMT',
        '{}bare': '1',
        'quota-used-bytes': '7',
      },
    },
    { status: 'HTTP/1.1 404 Not Found', props: { getetag: '', '{urn:x}none': '' } },
  ])
  const names = await find('/dav/notes', '0', '<propfind xmlns="DAV:"><propname/></propfind>')
  expect(names.list[0]?.stats[0]?.props).toMatchObject({ resourcetype: '', '{urn:x}colour': '' })
  const everything = await find('/dav/notes', '0')
  expect(everything.list[0]?.stats).toHaveLength(1)
  expect(everything.list[0]?.stats[0]?.props).toMatchObject({ '{urn:x}colour': 'green & blue' })
})

test('the quota comes with a folder that is asked about alone, and else only by name', async () => {
  const { find } = await withFiles()
  const alone = (await find('/dav/', '0')).list[0]?.stats[0]?.props
  expect(alone).toMatchObject({ 'quota-used-bytes': '7' })
  expect(Number(alone?.['quota-available-bytes'])).toBeGreaterThan(0)
  expect((await find('/dav/', '1')).body).not.toContain('quota')
  expect((await find('/dav/100%25.zip', '0')).body).not.toContain('quota')
})

test('the root of the host shows the way to the door', async () => {
  const { find } = await withFiles()
  expect((await find('/', '1')).list.map(({ href }) => href)).toEqual(['/', '/dav/'])
  expect((await find('/', '0')).list.map(({ href }) => href)).toEqual(['/'])
  expect((await find('/remote.php/dav/', '1')).list.map(({ href }) => href)).toEqual([
    '/remote.php/dav/',
  ])
})

test('OPTIONS says what the door can do, in capitals and without a body', async () => {
  const { send } = await withFiles()
  for (const path of ['/', '/dav', '/dav/', '/dav/none', '/remote.php/webdav/']) {
    const { status, rawHeaders, headers, body } = await send('OPTIONS', path)
    expect([path, status, body]).toEqual([path, 200, ''])
    expect(rawHeaders[rawHeaders.indexOf('DAV') + 1]).toBe('1, 2')
    expect(headers).toMatchObject({ 'ms-author-via': 'DAV', 'content-length': '0' })
    expect(headers.allow).toContain('PROPFIND')
    expect(headers['content-type']).toBeUndefined()
  }
})

test('other methods are 405 and say what there is', async () => {
  const { send } = await withFiles()
  for (const method of ['POST', 'PATCH', 'REPORT', 'SEARCH', 'MKCALENDAR']) {
    const { status, headers } = await send(method, '/dav/notes')
    expect([method, status]).toEqual([method, 405])
    expect(headers.allow).toContain('PROPFIND')
  }
})

test('a list of all levels is bounded; one of many files comes whole', async () => {
  const { find, tree } = await withFiles()
  const by = { deviceName: '', keyId: '' }
  await tree.makeFolder('many', by)
  const entry = await tree.stat('100%.zip')
  if (!entry) throw new Error('there is no file')
  const many = Array.from({ length: maxInfinite + 10 }, (_, n) => ({
    ...entry,
    path: `many/${n}.zip`,
  }))
  tree.children = async (folder) => (folder === 'many' ? many : [])
  const { list } = await find('/dav/many', '1')
  expect(list).toHaveLength(many.length + 1)
  expect(list.at(-1)?.href).toBe(`/dav/many/${maxInfinite + 9}.zip`)
  const deep = await find('/dav/many', 'infinity')
  expect(deep.status).toBe(403)
  expect(deep.body).toContain('<D:propfind-finite-depth/>')
  expect((await find('/dav/many', undefined)).list).toHaveLength(many.length + 1)
})
