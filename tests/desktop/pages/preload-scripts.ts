import { randomUUID } from 'node:crypto'
import { createBridgeEnd } from '../in-page/bridge-end.ts'
import { createCodec } from '../in-page/codec.ts'
import { preparePage } from '../in-page/page-world.ts'
import { createPreloadWorld } from '../in-page/preload-world.ts'

/** The scripts that stand before those of a page, and the names by which they are reached. */
export interface PreloadScripts {
  readonly world: string
  readonly binding: string
  readonly delivery: string
  /** For the preload script's own world, which shares nothing with the page but the document. */
  readonly preload: string
  /** For the world of the page; runs after the one above. */
  readonly page: string
}

/** @param preload the text of a CommonJS script, as Electron takes it from `webPreferences` */
export function preloadScripts(preload: string): PreloadScripts {
  const secret = randomUUID().replaceAll('-', '')
  const [toPage, toPreload] = [`p${secret}`, `q${secret}`]
  const [binding, delivery] = [`b${secret}`, `d${secret}`]
  const end = (hears: string, tells: string) =>
    `(${createBridgeEnd})(createCodec, ${JSON.stringify({ hears, tells })})`
  const parts = JSON.stringify({ binding, delivery, platform: process.platform })
  return {
    world: `preload-${secret}`,
    binding,
    delivery,
    // Frames within a page have no preload script.
    preload: `(() => {
  if (self !== top) return
  const createCodec = ${createCodec}
  const bridge = ${end(toPreload, toPage)}
  const made = (${createPreloadWorld})({ bridge, codec: createCodec(), ...${parts} })
  const module = { exports: {} };
  (function (require, process, module, exports) {
${preload}
  })(made.require, made.process, module, module.exports)
})()`,
    page: `(() => {
  if (self !== top) return
  const createCodec = ${createCodec};
  (${preparePage})(${end(toPage, toPreload)})
})()`,
  }
}
