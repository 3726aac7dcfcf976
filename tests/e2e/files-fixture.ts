import type { Page } from 'playwright/test'
import { expect } from 'playwright/test'
import { ZipFile } from 'yazl'
import { becomeOwner, type RunningHub } from './hub-fixture.ts'

/** The app whose files the tests keep. */
export const app = 'violentmonkey'

export interface Files {
  put(path: string, content: string | Buffer, device?: string): Promise<void>
  remove(path: string): Promise<void>
}

/** An owner who is signed in, and a way to change files meanwhile, as a device does. */
export async function openHub(page: Page, hub: RunningHub): Promise<Files> {
  await becomeOwner(page, hub)
  const token = await hub.command('token', 'create', '--name', 'Test')
  const call = async (
    method: string,
    below: string,
    query: Record<string, string>,
    body?: string | Buffer,
  ) => {
    const address = `/api/v1/slots/${app}/files${below}?${new URLSearchParams({ account: 'Ada', ...query })}`
    const reply = await fetch(hub.url + address, {
      method,
      headers: {
        authorization: token,
        ...(body !== undefined && { 'content-type': 'application/octet-stream' }),
      },
      ...(body !== undefined && { body: new Uint8Array(Buffer.from(body)) }),
    })
    expect([address, reply.status, await reply.text()]).toEqual([
      ...[address, 200],
      expect.anything(),
    ])
  }
  return {
    put: (path, content, deviceName = 'Laptop') =>
      call('PUT', '/content', { path, deviceName }, content),
    remove: (path) => call('DELETE', '', { path }),
  }
}

/** A zip with these files in it. */
export async function zipOf(files: Record<string, string>): Promise<Buffer> {
  const zip = new ZipFile()
  for (const [name, text] of Object.entries(files)) zip.addBuffer(Buffer.from(text), name)
  zip.end()
  const chunks: Buffer[] = []
  for await (const chunk of zip.outputStream) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

/** Chooses files by the button of the page that is open. */
export async function chooseFiles(page: Page, files: { name: string; content: string }[]) {
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Upload files' }).click()
  await (await chooser).setFiles(
    files.map(({ name, content }) => ({
      name,
      mimeType: 'application/octet-stream',
      buffer: Buffer.from(content),
    })),
  )
  return page.getByRole('dialog')
}
