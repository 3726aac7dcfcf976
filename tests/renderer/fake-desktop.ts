import type { DesktopBridge, DesktopState } from '../../main/bridge.ts'
import type { FoundHub, LinkView } from '../../server/links/link.ts'

/** What a test or a picture wants the program around the window to be like. */
export interface FakeDesktop {
  readonly platform?: DesktopBridge['platform']
  readonly state?: Partial<DesktopState>
  readonly hubs?: readonly FoundHub[]
  /** What the dialog of the system gives; without it, it is closed. */
  readonly file?: string
  /** Calls that fail, with the sentence that they fail with. */
  readonly failing?: Readonly<Partial<Record<keyof DesktopBridge, string>>>
  /** Calls that never answer. */
  readonly hanging?: readonly (keyof DesktopBridge)[]
  /** What it asks for where it signs in: the name of a function of the page that gives a token. */
  readonly tokenFrom?: string
}

/** The bridge as a test sees it in the page: `window.sxncdDesktop` with a record of its calls. */
export interface FakeBridge extends DesktopBridge {
  readonly calls: (readonly [string, ...unknown[]])[]
  /** Changes its state, as the program does, and tells the page. */
  become(change: Partial<DesktopState>): void
}

/**
 * Puts a pretended program around a page, by `page.addInitScript(installFakeDesktop, fake)`. It runs
 * in the page, so it knows nothing of this file but types.
 */
export function installFakeDesktop(fake: FakeDesktop): void {
  const page = globalThis as unknown as Record<string, unknown>
  const calls: [string, ...unknown[]][] = []
  const listeners = new Set<(state: DesktopState) => void>()
  const paths = new Map<string, { path: string; kind: 'file' | 'folder' }>()
  let state: DesktopState = {
    tray: true,
    paused: false,
    startAtLogin: { on: true, possible: true },
    updates: { on: true, step: 'none' },
    dataFolder: '/home/ada/.config/SxncD/hub',
    links: [],
    ...fake.state,
  }
  const become = (change: Partial<DesktopState>) => {
    state = { ...state, ...change }
    for (const listener of listeners) listener(state)
  }
  const changeLink = (id: string, change: Partial<LinkView>) =>
    become({ links: state.links.map((link) => (link.id === id ? { ...link, ...change } : link)) })

  const answering: Omit<DesktopBridge, 'platform' | 'onState'> = {
    signInToken: async () => {
      const give = page[fake.tokenFrom ?? ''] as (() => Promise<string>) | undefined
      return give ? give() : 'a-token-of-the-window'
    },
    state: async () => state,
    setPaused: async (paused) => become({ paused }),
    setStartAtLogin: async (on) => become({ startAtLogin: { on, possible: true } }),
    setUpdates: async (on) => become({ updates: { ...state.updates, on } }),
    update: async () => become({ updates: { ...state.updates, step: 'looking' } }),
    showDataFolder: async () => {},
    chooseFile: async (kind) => {
      if (fake.file === undefined) return undefined
      const choice = `choice-${paths.size + 1}`
      paths.set(choice, { path: fake.file, kind })
      return { choice, path: fake.file }
    },
    findHubs: async () => fake.hubs ?? [],
    addLink: async ({ choice, app, writeBack, hub }) => {
      const chosen = paths.get(choice)
      if (!chosen) throw new Error('Choose the file again.')
      const link: LinkView = {
        id: `link-${state.links.length + 1}`,
        app,
        ...chosen,
        hub: hub ? { kind: 'other', url: hub.url } : { kind: 'this' },
        deviceName: 'desk',
        writeBack,
        paused: false,
        createdAt: Date.now(),
        state: 'syncing',
      }
      become({ links: [...state.links, link] })
      return link
    },
    changeLink: async (id, change) =>
      changeLink(id, {
        ...change,
        ...(change.paused !== undefined && { state: change.paused ? 'paused' : 'in-step' }),
      }),
    answerLink: async (id, isMeant) => {
      const link = state.links.find((one) => one.id === id)
      const { question: _, ...others } = link ?? {}
      const answered = { ...others, state: isMeant ? 'in-step' : 'waiting-for-file' } as LinkView
      become({ links: state.links.map((one) => (one.id === id ? answered : one)) })
    },
    removeLink: async (id) => become({ links: state.links.filter((link) => link.id !== id) }),
    syncLink: async (id, direction) =>
      changeLink(id, {
        state: 'in-step',
        lastTransfer: { direction, at: Date.now(), size: 1_234 },
      }),
    showLink: async () => {},
  }
  const bridge: Record<string, unknown> = {
    platform: fake.platform ?? 'linux',
    onState: (listener: (state: DesktopState) => void) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    calls,
    become,
  }
  for (const [name, answer] of Object.entries(answering)) {
    bridge[name] = async (...given: unknown[]) => {
      calls.push([name, ...given])
      const problem = fake.failing?.[name as keyof DesktopBridge]
      if (problem !== undefined) throw new Error(problem)
      if (fake.hanging?.includes(name as keyof DesktopBridge)) await new Promise(() => {})
      return (answer as (...args: unknown[]) => Promise<unknown>)(...given)
    }
  }
  page.sxncdDesktop = bridge
}
