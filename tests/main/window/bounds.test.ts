import { expect, test } from 'vitest'
import { fitBounds } from '../../../main/window/bounds.ts'

const main = { x: 0, y: 25, width: 1440, height: 875 }
const left = { x: -1920, y: 0, width: 1920, height: 1080 }
const saved = { x: -1800, y: 100, width: 1000, height: 700 }

test('the window opens where it was', () => {
  expect(fitBounds(saved, [main, left])).toEqual(saved)
})

test.each([
  ['the screen it was on is gone', saved],
  ['its top edge is above the screen', { ...saved, x: 10, y: -10 }],
  ['it is below the screen', { ...saved, x: 10, y: 880 }],
  ['hardly any of it is on the screen', { ...saved, x: 1400 }],
])('where %s, it opens in the middle, as large as it was', (_, bounds) => {
  expect(fitBounds(bounds, [main])).toEqual({ width: 1000, height: 700 })
})

test('on a smaller screen it becomes smaller, but not too small', () => {
  const small = { x: 0, y: 0, width: 800, height: 400 }
  expect(fitBounds({ ...saved, x: 0, y: 0 }, [small])).toEqual({
    x: 0,
    y: 0,
    width: 800,
    height: 480,
  })
})

test('the first time it has a size of its own that fits the screen', () => {
  expect(fitBounds(undefined, [main])).toEqual({ width: 1100, height: 760 })
  expect(fitBounds(undefined, [{ ...main, width: 900 }])).toEqual({ width: 900, height: 760 })
  expect(fitBounds(undefined, [])).toEqual({ width: 1100, height: 760 })
})
