import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'

const folder = resolve(import.meta.dirname, '../../main/icons')
const read = (name: string) => readFileSync(join(folder, name))

/** What the head of a PNG file says. */
function pngOf(content: Buffer) {
  expect(content.subarray(1, 4).toString()).toBe('PNG')
  const [width, height] = [content.readUInt32BE(16), content.readUInt32BE(20)]
  // The kind of colour: red, green, blue and how much shows through.
  return { width, height, hasAlpha: content[25] === 6 }
}

const states = ['running', 'lan-off', 'attention', 'paused']
const tray = states.flatMap((state) =>
  ['', '-dark', 'Template'].flatMap((bar) => [
    { name: `tray-${state}${bar}.png`, side: 16 },
    { name: `tray-${state}${bar}@2x.png`, side: 32 },
  ]),
)

test('the icons were drawn from the picture that is there: else run `npm run icons`', () => {
  const svg = read('icon.svg').toString().replaceAll('\r\n', '\n')
  const drawnFrom = read('drawn-from.txt').toString().trim()
  expect(drawnFrom).toBe(createHash('sha256').update(svg).digest('hex'))
})

test.each(tray)('$name', ({ name, side }) => {
  expect(pngOf(read(name))).toEqual({ width: side, height: side, hasAlpha: true })
})

test('no two icons of the tray look the same, and none is left over', () => {
  const there = readdirSync(folder).filter((name) => name.startsWith('tray-'))
  expect(there.sort()).toEqual(tray.map(({ name }) => name).sort())
  const looks = new Set(there.map((name) => read(name).toString('base64')))
  expect(looks.size).toBe(tray.length)
})

test('the icon of the program has every size that Windows, macOS and Linux want', () => {
  expect(pngOf(read('icon.png'))).toMatchObject({ width: 1024, height: 1024 })

  const ico = read('icon.ico')
  const entries = Array.from({ length: ico.readUInt16LE(4) }, (_, index) => 6 + 16 * index)
  const sizes = entries.map((at) => {
    const [length, offset] = [ico.readUInt32LE(at + 8), ico.readUInt32LE(at + 12)]
    const { width } = pngOf(ico.subarray(offset, offset + length))
    expect(ico[at]).toBe(width % 256)
    return width
  })
  expect(sizes).toEqual([16, 20, 24, 32, 40, 48, 64, 256])

  const icns = read('icon.icns')
  expect([icns.toString('latin1', 0, 4), icns.readUInt32BE(4)]).toEqual(['icns', icns.length])
  const parts: [string, number][] = []
  for (let at = 8; at < icns.length; at += icns.readUInt32BE(at + 4))
    parts.push([icns.toString('latin1', at, at + 4), pngOf(icns.subarray(at + 8)).width])
  expect(Object.fromEntries(parts)).toMatchObject({ ic11: 32, ic07: 128, ic09: 512, ic10: 1024 })

  const linux = readdirSync(join(folder, 'linux'))
  for (const name of linux)
    expect(name).toBe(
      `${pngOf(read(`linux/${name}`)).width}x${pngOf(read(`linux/${name}`)).height}.png`,
    )
  expect(linux).toContain('512x512.png')
})
