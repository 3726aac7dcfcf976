import { expect, test } from 'vitest'
import { type Facts, problemsOf } from '../../main/problems.ts'
import { textsFor } from '../../main/texts.ts'
import type { LinkView } from '../../server/links/link.ts'

const texts = textsFor('en')
const fine: Facts = {
  port: 9693,
  takenPort: undefined,
  store: { failed: undefined, problems: [] },
  lan: { on: true, problems: [] },
  links: [],
  linksProblem: undefined,
}
const link: LinkView = {
  id: 'l1',
  app: 'vimium',
  path: '/home/ada/vimium-options.json',
  kind: 'file',
  hub: { kind: 'this' },
  deviceName: 'Desk',
  writeBack: false,
  paused: false,
  createdAt: 0,
  state: 'stopped',
  problem: 'The key was revoked.',
}
const keys = (facts: Partial<Facts>) =>
  problemsOf({ ...fine, ...facts }, texts).map(({ key }) => key)

test('a hub that is well has none', () => {
  expect(keys({})).toEqual([])
})

test('a store that failed, damaged files, a taken port', () => {
  const damage = { file: 'a', problem: 'b' }
  const store = { failed: 'EIO', problems: [damage, damage] }
  expect(keys({ store, takenPort: 9693, port: 40_000 })).toEqual(['store', 'damaged 2', 'port'])
  const [damaged] = problemsOf({ ...fine, store: { ...store, failed: undefined } }, texts)
  expect(damaged?.text).toBe('2 damaged files were set aside. Open SxncD to see which.')
})

test('what keeps devices out counts while they are let in', () => {
  const problems = [
    { what: 'listen' as const, where: '192.168.1.2:9693', reason: 'EADDRINUSE' },
    { what: 'announce' as const, where: 'eth0', reason: 'EPERM' },
  ]
  expect(keys({ lan: { on: true, problems } })).toEqual(['listen 192.168.1.2:9693'])
  expect(keys({ lan: { on: false, problems } })).toEqual([])
})

test('a link that cannot go on by itself is named by its file', () => {
  const retrying: LinkView = { ...link, id: 'l2', state: 'retrying' }
  expect(problemsOf({ ...fine, links: [link, retrying] }, texts)).toEqual([
    { key: 'link l1 The key was revoked.', text: 'vimium-options.json: The key was revoked.' },
  ])
})

test('a link that asks is told, once for each file', () => {
  const question = { name: 'a.json', size: 1, savedAt: 0, looks: '', fileState: '1:2:3' }
  const { problem: _, ...well } = link
  const asking: LinkView = { ...well, state: 'asking', question }
  expect(problemsOf({ ...fine, links: [asking] }, texts)).toEqual([
    { key: 'link l1 asks 1:2:3', text: 'Send “a.json”? Open SxncD to answer.' },
  ])
})
