import { expect, test } from 'vitest'
import { createChoices } from '../../../main/ipc/choices.ts'

test('a path is named by the choice that the person made', () => {
  const choices = createChoices()
  const { choice, path } = choices.add('/home/ada/a.json', 'file')
  expect(path).toBe('/home/ada/a.json')
  expect(choices.get(choice)).toEqual({ path: '/home/ada/a.json', kind: 'file' })
})

test('a path that was not chosen, or long ago, is none', () => {
  const choices = createChoices()
  const { choice } = choices.add('/home/ada/a.json', 'file')
  expect(() => choices.get('/home/ada/a.json')).toThrow('Choose the file again.')
  for (let i = 0; i < 20; i += 1) choices.add(`/home/ada/${i}`, 'folder')
  expect(() => choices.get(choice)).toThrow('Choose the file again.')
})
