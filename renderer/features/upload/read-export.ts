import type { App } from '../../../server/api/schemas/apps.ts'

/** What a chosen file holds, and what seems wrong with it. */
export interface ExportFile {
  readonly name: string
  readonly size: number
  /** When the file was written, which is when the settings were saved. */
  readonly savedAt: Date
  readonly text: string
  readonly doubt?: 'notJson' | 'empty'
}

export type Unreadable = 'notText' | 'failed'

/**
 * Reads a file exactly: no byte may change on its way to the hub, so what is not UTF-8 is refused
 * rather than repaired, and a byte order mark stays.
 */
export async function readExport(file: File, app: App): Promise<ExportFile | Unreadable> {
  let bytes: ArrayBuffer
  try {
    bytes = await file.arrayBuffer()
  } catch {
    return 'failed'
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    const doubt = doubtAbout(text, app)
    const savedAt = new Date(file.lastModified)
    return { name: file.name, size: file.size, savedAt, text, ...(doubt && { doubt }) }
  } catch {
    return 'notText'
  }
}

function doubtAbout(text: string, app: App): ExportFile['doubt'] {
  if (text.trim() === '') return 'empty'
  if (app.export.format !== 'json') return undefined
  try {
    JSON.parse(text.replace(/^\ufeff/, ''))
    return undefined
  } catch {
    return 'notJson'
  }
}
