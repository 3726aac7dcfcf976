import { expect, test } from 'vitest'
import { createEndings } from '../../../main/system/disposers.ts'

test('all ends, the last one first, one after the other; what fails holds up nothing', async () => {
  const errors: unknown[] = []
  const ended: string[] = []
  const endings = createEndings((error) => errors.push(error))
  endings.add(() => ended.push('hub'))
  endings.add(() => Promise.reject(new Error('no')))
  endings.add(async () => {
    await Promise.resolve()
    ended.push('window')
  })
  await endings.run()
  expect(ended).toEqual(['window', 'hub'])
  expect(errors).toEqual([new Error('no')])
  await endings.run()
  expect(ended).toEqual(['window', 'hub'])
})

test('what begins while the program ends is ended at once', async () => {
  const ended: string[] = []
  const endings = createEndings(() => {})
  await endings.run()
  endings.add(() => ended.push('late'))
  expect(ended).toEqual(['late'])
})
