import { expect, it } from 'vitest'
import { findApps } from '../../../renderer/features/apps/find-apps.ts'
import type { App } from '../../../server/api/schemas/apps.ts'

const app = (name: string, description: string, category?: App['category']) =>
  ({ type: name, name, description, ...(category && { category }) }) as App

const apps = [
  app('Vimium', 'Steers the browser from the keyboard', 'browser'),
  app('FoxyProxy', 'Switches the browser between proxies', 'network'),
  app('Café', 'A module of the owner, without a category'),
]

const names = (words: string, category?: App['category']) =>
  findApps(apps, words, category).map(({ name }) => name)

it('finds every app without words and category, in the order given', () => {
  expect(names('  ')).toEqual(['Vimium', 'FoxyProxy', 'Café'])
})

it('finds by all words, in the name or the description, whatever the case and accents', () => {
  expect(names('BROWSER')).toEqual(['Vimium', 'FoxyProxy'])
  expect(names('browser foxy')).toEqual(['FoxyProxy'])
  expect(names('cafe')).toEqual(['Café'])
})

it('finds within a category, and nothing where nothing fits', () => {
  expect(names('browser', 'network')).toEqual(['FoxyProxy'])
  expect(names('vimium', 'network')).toEqual([])
  expect(names('(.*')).toEqual([])
})
