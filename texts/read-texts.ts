import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Texts } from './translate.ts'

const ownFolder = import.meta.dirname

/** The languages that have a namespace, by their folders. */
export const languagesOf = (namespace: string, folder = ownFolder): string[] =>
  readdirSync(folder).filter((name) => existsSync(join(folder, name, `${namespace}.json`)))

/** The texts of a namespace, for what runs under Node. */
export const readTexts = (language: string, namespace: string, folder = ownFolder): Texts =>
  JSON.parse(readFileSync(join(folder, language, `${namespace}.json`), 'utf8'))
