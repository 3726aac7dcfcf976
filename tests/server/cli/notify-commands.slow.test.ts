import { expect, test } from 'vitest'
import { cliFor } from '../../helpers/cli.ts'
import { testHub } from '../../helpers/hub.ts'
import { startReceiver } from '../../helpers/receiver.ts'

test('a target is added, listed, tried and removed by commands', async () => {
  const receiver = await startReceiver()
  const { hub, folder } = await testHub()
  await hub.listen()
  const cli = cliFor(folder, { input: `${receiver.url}/CANARY\n` })
  expect((await cli('notify', 'list')).out).toMatch(/^There are no targets\. Add one: /)
  const add = ['notify', 'add', '--format', 'json', '--name', 'Shelf', '--events', 'backup,disk']
  const made = await cli(...add, '--private')
  expect(made.out).toMatch(
    /^Added the target [\da-f-]{36}\.\nIts messages are signed by whsec_\S+\n$/,
  )
  const { out } = await cli('notify', 'list')
  expect(out).toMatch(
    /^ID +NAME +FORMAT +ADDRESS +LAST\n[\da-f-]{36} +Shelf +json +http:.*none yet/,
  )
  expect(out).not.toContain('CANARY')
  const [target] = JSON.parse((await cli('notify', 'list', '--json')).out)
  expect(target).toMatchObject({ events: ['backup', 'disk'], private: true })

  expect(await cli('notify', 'test', target.id)).toEqual({
    ...{ code: 0, out: 'It arrived (status 204).\n', err: '' },
  })
  receiver.answer = (response) => response.writeHead(403).end()
  const refused = await cli('notify', 'test', target.id)
  expect(refused).toEqual({ code: 1, out: '', err: 'The service did not take it (status 403).\n' })
  expect((await cli('notify', 'list')).out).toContain('The service did not take it (status 403), ')

  expect((await cli('notify', 'remove', target.id)).out).toBe('Removed the target.\n')
  expect((await cli('notify', 'remove', target.id)).code).toBe(3)
  expect((await cli('notify', 'add', '--format', 'pigeon')).code).toBe(2)
  const unknown = await cli('notify', 'add', '--format', 'json', '--events', 'backup,storms')
  expect([unknown.code, unknown.err]).toEqual([2, expect.stringContaining('"storms" is none of')])
})

test('an address is refused in words, and not said again', async () => {
  const { hub, folder } = await testHub()
  await hub.listen()
  const cli = cliFor(folder, { input: 'CANARY' })
  const { code, err } = await cli('notify', 'add', '--format', 'ntfy')
  expect([code, err]).toEqual([2, 'The address must begin with http:// or https://.\n'])
})
