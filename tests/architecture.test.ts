import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import { type Import, root, sourceFiles } from './helpers/imports.ts'

const rooms = ['app-modules', 'server', 'main', 'renderer', 'client', 'texts'].filter((room) =>
  existsSync(join(root, room)),
)
// Examples are programs of their own: they run beside the package that people install.
const files = rooms.flatMap(sourceFiles).filter(({ path }) => !path.startsWith('client/examples/'))
const imports = files.flatMap((file) => file.imports)
const within = (path: string, ...places: string[]) =>
  places.some((place) => path === place || path.startsWith(`${place}/`))
const roomOf = (path: string) => rooms.find((room) => within(path, room))
const arrow = ({ from, to }: Import) => `${from} -> ${to}`

test('there is something to look at', () => {
  expect(files.length).toBeGreaterThan(100)
  expect(imports.length).toBeGreaterThan(400)
  // Every import of a file of the project leads to one: nothing is missed by how it is written.
  const lost = imports.filter(({ to }) => roomOf(to) && !existsSync(join(root, to)))
  expect(lost.map(arrow)).toEqual([])
})

/** The rooms that a room may use. `renderer` knows the server by its types alone. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  'app-modules': [],
  server: ['app-modules', 'texts'],
  main: ['server', 'app-modules', 'texts'],
  renderer: ['texts'],
  client: [],
  texts: [],
}

test('rooms use each other one way only: main -> server -> app-modules', () => {
  const wrong = imports.filter((one) => {
    const [from, to] = [roomOf(one.from) ?? '', roomOf(one.to)]
    if (one.to === 'package.json' || !existsSync(join(root, one.to))) return false
    if (from === 'renderer' && (to === 'server' || to === 'main')) return !one.typeOnly
    // Commands and links that sync a file are a client of some hub, perhaps on another machine.
    if (within(one.from, 'server/cli', 'server/links') && to === 'client') return false
    return to !== from && !(to && allowed[from]?.includes(to))
  })
  expect(wrong.map(arrow)).toEqual([])
})

test('the tray app uses the hub as it is built, its configuration, its API, and linked files', () => {
  const may = ['hub.ts', 'start-problem.ts', 'config', 'links', 'api/schemas']
  const wrong = imports.filter(
    ({ from, to }) =>
      within(from, 'main') &&
      within(to, 'server') &&
      !within(to, ...may.map((place) => `server/${place}`)),
  )
  expect(wrong.map(arrow)).toEqual([])
})

/** Packages that one place alone may know. */
const owners: Readonly<Record<string, string>> = {
  lowdb: 'server/storage/lowdb',
  'bonjour-service': 'server/discovery',
  'openid-client': 'server/sign-in/providers',
  commander: 'server/cli',
  electron: 'main',
  react: 'renderer',
  i18next: 'texts',
}

test.each(Object.entries(owners))('%s is imported only in %s', (name, owner) => {
  const isIt = ({ to }: Import) =>
    to === name || to.startsWith(`${name}/`) || to.startsWith(`${name}-`)
  const wrong = imports.filter((one) => isIt(one) && !within(one.from, owner))
  expect(wrong.map(arrow)).toEqual([])
})

test('what runs in a browser knows nothing of Node', () => {
  const wrong = imports.filter(
    ({ from, to, typeOnly }) => within(from, 'renderer') && to.startsWith('node:') && !typeOnly,
  )
  expect(wrong.map(arrow)).toEqual([])
})

const server = files.filter(({ path }) => within(path, 'server'))

/** The floors of the server, lowest first. A folder uses what is below it, and its own floor one way. */
const floors: readonly (readonly string[])[] = [
  ['lib'],
  ['storage'],
  [
    ...['accounts', 'apps', 'backup', 'checks', 'config', 'discovery', 'events', 'files'],
    ...['import', 'links', 'merge', 'metrics', 'notify', 'pairing', 'sign-in', 'slots', 'tls'],
  ],
  // Doors for apps stand beside the API.
  ['api', 'dav', 'address', 'services'],
  // Entries and composition: what starts a hub, and the commands, which start one where none runs.
  ['cli', ''],
]
/** Fastify set up as every route needs it: it stands beside the domain, and knows only `lib`. */
const http = 'http'
/** The folder of a file of the server: '' for one that stands in none. */
const folderOf = (path: string) => /^server\/([^/]+)\//.exec(path)?.[1] ?? ''
const floorOf = (folder: string) => floors.findIndex((rooms) => rooms.includes(folder))

test('every folder of the server has its floor', () => {
  const folders = new Set(server.map(({ path }) => folderOf(path)))
  expect([...folders].sort()).toEqual([...floors.flat(), http].sort())
})

test('schemas of the API know nothing but each other and lib: the window takes its types from them', () => {
  const schemas = 'server/api/schemas'
  const wrong = imports.filter(
    ({ from, to }) =>
      within(from, schemas) && !within(to, schemas, 'server/lib') && to !== 'typebox',
  )
  expect(wrong.map(arrow)).toEqual([])
})

const arrows = server
  .flatMap((file) => file.imports)
  .filter(({ to }) => within(to, 'server') && to.endsWith('.ts'))
  .map((one) => ({ one, from: folderOf(one.from), to: folderOf(one.to) }))
  .filter(({ from, to }) => from !== to)

test('inside the server: api -> domain -> storage -> lib, never up, types included', () => {
  const wrong = arrows.filter(({ from, to }) => {
    if (from === http) return to !== 'lib'
    if (to === http) return floorOf(from) < floorOf('api')
    return floorOf(to) > floorOf(from)
  })
  expect(arrows.length).toBeGreaterThan(200)
  expect(wrong.map(({ one }) => arrow(one))).toEqual([])
})

test('folders of the server use each other one way', () => {
  const between = new Map<string, string[]>()
  for (const { from, to } of arrows) {
    if (from && to) between.set(from, [...(between.get(from) ?? []), to])
  }
  expect(circlesOf(between)).toEqual([])
})

test('only http, api and the composition know Fastify', () => {
  const wrong = server
    .flatMap((file) => file.imports)
    .filter(({ from, to }) => {
      const isIt = to === 'fastify' || to.startsWith('@fastify/')
      return isIt && ![http, 'api', 'dav', 'address', 'services', ''].includes(folderOf(from))
    })
  expect(wrong.map(arrow)).toEqual([])
})

test('only who opens the store knows its engine', () => {
  const engine = 'server/storage/lowdb'
  const wrong = imports.filter(
    ({ from, to }) =>
      within(to, engine) && !within(from, engine) && floorOf(folderOf(from)) < floors.length - 1,
  )
  expect(wrong.map(arrow)).toEqual([])
})

test('linked files know nothing of the server but what stands below all of it: they are a client of any hub', () => {
  const links = 'server/links'
  const wrong = imports.filter(
    ({ from, to }) =>
      within(from, links) &&
      within(to, 'server') &&
      !within(to, links, 'server/lib', 'server/storage/lock.ts'),
  )
  expect(wrong.map(arrow)).toEqual([])
})

/** Every circle in a graph, each as the way around it. */
function circlesOf(next: ReadonlyMap<string, readonly string[]>): string[] {
  const done = new Set<string>()
  const circles: string[] = []
  const walk = (path: string, way: readonly string[]) => {
    if (way.includes(path)) circles.push([...way.slice(way.indexOf(path)), path].join(' -> '))
    if (done.has(path) || way.includes(path)) return
    for (const to of next.get(path) ?? []) walk(to, [...way, path])
    done.add(path)
  }
  for (const path of next.keys()) walk(path, [])
  return circles
}

test('nothing is imported in a circle, types included', () => {
  const next = new Map(files.map(({ path, imports: own }) => [path, own.map(({ to }) => to)]))
  expect(circlesOf(next)).toEqual([])
})

test('files are small, and named in kebab-case', () => {
  const named = files.filter(
    ({ path }) => !/^[a-z\d]+(-[a-z\d]+)*(\.[a-z]+)*$/.test(basename(path)),
  )
  expect(named.map(({ path }) => path)).toEqual([])
  // The texts of the window are a list, not a program.
  const long = files.filter(
    ({ path, text }) => text.split('\n').length > 300 && path !== 'texts/values.ts',
  )
  expect(long.map(({ path }) => path)).toEqual([])
})

test('no list of any length becomes arguments: beyond some 120,000 the call fails', () => {
  const spreads =
    /(?:\.push|\.unshift|Math\.max|Math\.min)\((?:[^(){]*, *)?\.\.\.(?!\(|\w+ &&)[^)]*/g
  // What is short by its nature.
  const short = [
    'server/sign-in/common-passwords.ts',
    'client/dns-message.ts',
    'client/discover.ts',
  ]
  const found = files.filter(({ path }) => !short.includes(path))
  expect(
    found.flatMap(({ path, text }) => text.match(spreads)?.map((one) => `${path}: ${one}`) ?? []),
  ).toEqual([])
})

test('exports are named, and no file only passes on what others export', () => {
  const byDefault = files.filter(({ text }) => /^export default\b/m.test(text))
  expect(byDefault.map(({ path }) => path)).toEqual([])
  const entries = ['client/index.ts']
  const barrels = files.filter(({ path, text }) => {
    const statements = text.replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '').trim()
    return !entries.includes(path) && /^(export\s[^;']*from\s+'[^']+'\s*)+$/.test(statements)
  })
  expect(barrels.map(({ path }) => path)).toEqual([])
})
