type Draw = (size: number) => Promise<Buffer>

/** An icon for Windows: a list of PNG pictures, each with its size before it. */
export async function ico(sizes: readonly number[], draw: Draw): Promise<Buffer> {
  const pictures: Buffer[] = []
  for (const size of sizes) pictures.push(await draw(size))
  const head = Buffer.alloc(6 + 16 * sizes.length)
  head.writeUInt16LE(1, 2)
  head.writeUInt16LE(sizes.length, 4)
  let offset = head.length
  pictures.forEach((picture, index) => {
    const at = 6 + 16 * index
    const side = sizes[index] as number
    // One byte a side, in which 0 stands for 256.
    head[at] = head[at + 1] = side % 256
    head.writeUInt16LE(1, at + 4)
    head.writeUInt16LE(32, at + 6)
    head.writeUInt32LE(picture.length, at + 8)
    head.writeUInt32LE(offset, at + 12)
    offset += picture.length
  })
  return Buffer.concat([head, ...pictures])
}

/** The names of the parts of an icon for macOS that hold PNG pictures, and their sides in pixels. */
const parts = {
  ic11: 32,
  ic12: 64,
  ic07: 128,
  ic13: 256,
  ic08: 256,
  ic14: 512,
  ic09: 512,
  ic10: 1024,
}

/** An icon for macOS: named parts, each with its length before it. */
export async function icns(draw: Draw): Promise<Buffer> {
  const chunks: Buffer[] = []
  for (const [name, size] of Object.entries(parts)) chunks.push(chunk(name, await draw(size)))
  return chunk('icns', Buffer.concat(chunks))
}

function chunk(name: string, content: Buffer): Buffer {
  const head = Buffer.alloc(8, name, 'latin1')
  head.writeUInt32BE(content.length + 8, 4)
  return Buffer.concat([head, content])
}
