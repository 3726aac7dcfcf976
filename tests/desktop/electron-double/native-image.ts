import { existsSync, readFileSync } from 'node:fs'
import type { nativeImage as ElectronImages, NativeImage } from 'electron'
import { whole } from './whole.ts'

const files = new WeakMap<object, string>()
const png = Buffer.from([0x89, 0x50, 0x4e, 0x47])

/** The file that an image was made of; empty where there is no image in it. */
export const fileOf = (image: NativeImage | string): string =>
  typeof image === 'string' ? image : (files.get(image) ?? '')

const isImage = (path: string) => existsSync(path) && readFileSync(path).subarray(0, 4).equals(png)

export const nativeImage = whole<typeof ElectronImages>('nativeImage', {
  createFromPath(path) {
    const isEmpty = !isImage(path)
    const image = whole<NativeImage>('image', {
      isEmpty: () => isEmpty,
    } satisfies Partial<NativeImage>)
    files.set(image, isEmpty ? '' : path)
    return image
  },
} satisfies Partial<typeof ElectronImages>)
