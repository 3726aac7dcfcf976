import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import { type Import, root, type SourceFile, sourceFiles } from './helpers/imports.ts'

const rooms = ['app-modules', 'server', 'main', 'renderer', 'client'].filter((room) =>
  existsSync(join(root, room)),
)
const files = rooms.flatMap(sourceFiles)
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
  server: ['app-modules'],
  main: ['server', 'app-modules'],
  renderer: [],
  client: [],
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

/** Packages that one place alone may know. */
const owners: Readonly<Record<string, string>> = {
  lowdb: 'server/storage/lowdb',
  'bonjour-service': 'server/discovery',
  'openid-client': 'server/sign-in/providers',
  commander: 'server/cli',
  electron: 'main',
  react: 'renderer',
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

test('the store is known by its interface; only who opens it knows the engine', () => {
  const engine = 'server/storage/lowdb'
  const openers = ['server/hub.ts', 'server/start-problem.ts', 'server/cli', engine]
  const wrong = imports.filter(({ from, to }) => within(to, engine) && !within(from, ...openers))
  expect(wrong.map(arrow)).toEqual([])
})

test('the store uses nothing of what is built on it', () => {
  const base = ['server/storage', 'server/lib/errors.ts', 'server/lib/clock.ts']
  const wrong = imports.filter(
    ({ from, to }) =>
      within(from, 'server/storage') && within(to, 'server') && !within(to, ...base),
  )
  expect(wrong.map(arrow)).toEqual([])
})

/** Small tools that happen to stand beside what deals with requests. */
const tools = ['token-bucket', 'place-buckets', 'address', 'names', 'html'].map(
  (name) => `server/http/${name}.ts`,
)

/** Whether a file deals with requests: it knows Fastify, or the shapes that go over the wire. */
function isEdge({ path, imports: own }: SourceFile): boolean {
  if (tools.includes(path)) return false
  if (within(path, 'server/http', 'server/info', 'server/window', 'server/cli')) return true
  if (/(^|[/-])(routes|schemas)\.ts$/.test(path)) return true
  return own.some(({ to }) => to === 'fastify' || to.startsWith('@fastify/'))
}

test('inside the server: routes -> domain -> store, never back', () => {
  const composition = ['app', 'hub', 'index', 'cli'].map((name) => `server/${name}.ts`)
  const edges = new Set(server.filter(isEdge).map(({ path }) => path))
  const wrong = server
    .filter(({ path }) => !edges.has(path) && !composition.includes(path))
    .flatMap((file) => file.imports)
    .filter(({ to, typeOnly }) => !typeOnly && (edges.has(to) || composition.includes(to)))
  expect(edges.size).toBeGreaterThan(20)
  expect(wrong.map(arrow)).toEqual([])
})

test('linked files know nothing of the server but small tools: they are a client of any hub', () => {
  const links = 'server/links'
  const helpers = ['clock', 'in-turn', 'config-values', 'sync-folder', 'storage/lock']
  const known = helpers.map((name) => `server/${name}.ts`)
  const wrong = imports.filter(
    ({ from, to }) => within(from, links) && within(to, 'server') && !within(to, links, ...known),
  )
  expect(wrong.map(arrow)).toEqual([])
})

test('nothing is imported in a circle', () => {
  const next = new Map(
    files.map(({ path, imports: own }) => [
      path,
      own.filter(({ typeOnly }) => !typeOnly).map(({ to }) => to),
    ]),
  )
  const done = new Set<string>()
  const circles: string[] = []
  const walk = (path: string, way: readonly string[]) => {
    if (way.includes(path)) circles.push([...way.slice(way.indexOf(path)), path].join(' -> '))
    if (done.has(path) || way.includes(path)) return
    for (const to of next.get(path) ?? []) walk(to, [...way, path])
    done.add(path)
  }
  for (const path of next.keys()) walk(path, [])
  expect(circles).toEqual([])
})

test('files are small, and named in kebab-case', () => {
  const named = files.filter(
    ({ path }) => !/^[a-z\d]+(-[a-z\d]+)*(\.[a-z]+)*$/.test(basename(path)),
  )
  expect(named.map(({ path }) => path)).toEqual([])
  // The texts of the window are a list, not a program.
  const long = files.filter(
    ({ path, text }) => text.split('\n').length > 300 && !within(path, 'renderer/texts'),
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
