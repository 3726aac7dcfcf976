import { expect, test } from 'vitest'
import { openDoor } from './door.ts'

const update = (inner: string) =>
  `<?xml version="1.0"?><D:propertyupdate xmlns:D="DAV:" xmlns:Z="urn:z">${inner}</D:propertyupdate>`
const set = (inner: string) => `<D:set><D:prop>${inner}</D:prop></D:set>`
const remove = (inner: string) => `<D:remove><D:prop>${inner}</D:prop></D:remove>`

async function withFile() {
  const door = await openDoor()
  await door.send('PUT', '/dav/a', { body: 'x' })
  const patch = (body: string, path = '/dav/a') => door.send('PROPPATCH', path, { body })
  const kept = async () => Object.fromEntries(await door.tree.properties('a'))
  return { ...door, patch, kept }
}

test('what a client keeps beside a file comes back as it was', async () => {
  const { patch, kept, send } = await withFile()
  const value =
    '1 &lt; 2<Z:part n="&quot;a&quot;" Z:m="b"><inner xmlns=""/></Z:part><![CDATA[<&>]]>'
  const reply = await patch(update(set(`<Z:colour>${value}</Z:colour>`)))
  expect(reply.status).toBe(207)
  expect(reply.body).toContain('<D:href>/dav/a</D:href>')
  expect(reply.body).toContain(
    '<D:prop><x:colour xmlns:x="urn:z"/></D:prop><D:status>HTTP/1.1 200 OK',
  )
  expect(await kept()).toEqual({
    '{urn:z}colour':
      '1 &lt; 2<part xmlns="urn:z" n="&quot;a&quot;" a1:m="b" xmlns:a1="urn:z"><inner xmlns=""/></part>&lt;&amp;&gt;',
  })
  const found = await send('PROPFIND', '/dav/a', { headers: { depth: '0' } })
  expect(found.body).toContain((await kept())['{urn:z}colour'])
})

test('steps count in their order, all of them or none', async () => {
  const { patch, kept } = await withFile()
  await patch(update(set('<Z:a>1</Z:a><Z:b>1</Z:b>') + remove('<Z:a/>') + set('<Z:b>2</Z:b>')))
  expect(await kept()).toEqual({ '{urn:z}b': '2' })
  const { body, status } = await patch(update(set('<Z:c>3</Z:c><D:getetag>x</D:getetag>')))
  expect(status).toBe(207)
  expect(body).toContain('HTTP/1.1 403 Forbidden')
  expect(body).toContain('<D:cannot-modify-protected-property/>')
  expect(body).toContain('HTTP/1.1 424 Failed Dependency')
  expect(await kept()).toEqual({ '{urn:z}b': '2' })
  expect((await patch(update(remove('<Z:none/><Z:b/>')))).body).toContain('200 OK')
  expect(await kept()).toEqual({})
})

test('Windows and ownCloud set their times', async () => {
  const { patch } = await withFile()
  const names = ['CreationTime', 'LastAccessTime', 'LastModifiedTime', 'FileAttributes']
  const inner = names.map(
    (name) => `<m:Win32${name} xmlns:m="urn:schemas-microsoft-com:">x</m:Win32${name}>`,
  )
  for (const body of [
    update(set(inner.join(''))),
    update(set('<D:lastmodified>1</D:lastmodified>')),
  ]) {
    const reply = await patch(body)
    expect([reply.status, reply.body.match(/HTTP\/1\.1 \d+/g)]).toEqual([207, ['HTTP/1.1 200']])
  }
})

test.each(['', '<x/>', '<D:propfind xmlns:D="DAV:"/>', 'text', '<propertyupdate/>'])(
  'a body of %j is refused',
  async (body) => {
    const { patch, kept } = await withFile()
    expect((await patch(body)).status).toBe(400)
    expect(await kept()).toEqual({})
  },
)

test('a long namespace is not kept once more for each name that is in it', async () => {
  const { patch, send, kept } = await withFile()
  const many = `<q xmlns="urn:${'n'.repeat(30_000)}">${'<a/>'.repeat(8_000)}</q>`
  expect((await patch(update(set(many)))).status).toBe(400)
  expect(await kept()).toEqual({})
  const asked = `<D:propfind xmlns:D="DAV:"><D:prop xmlns="urn:${'n'.repeat(30_000)}">${Array.from({ length: 2_000 }, (_, at) => `<a${at}/>`).join('')}</D:prop></D:propfind>`
  expect((await send('PROPFIND', '/dav/a', { body: asked })).status).toBe(400)
  const wish = `<D:lockinfo xmlns:D="DAV:"><D:lockscope><D:shared/></D:lockscope><D:owner>${many}</D:owner></D:lockinfo>`
  expect((await send('LOCK', '/dav/a', { body: wish })).status).toBe(400)
})
