import { useState } from 'react'
import type { App } from '../../../server/api/schemas/apps.ts'
import type { FileItem } from '../../../server/api/schemas/files.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Choice } from '../../ui/choice.tsx'
import { Field } from '../../ui/field.tsx'
import { Paged } from '../../ui/paged.tsx'
import { Switch } from '../../ui/switch.tsx'
import { FileRow, FolderRow } from './file-row.tsx'
import { isFile, listFolder, type Order } from './list-files.ts'

/** So many are shown at a time: thousands of rows make a page slow. */
const page = 100
/** Fewer than these are found by looking. */
const searchable = 20

const orders = ['name', 'newest', 'largest'] as const

interface FileListProps {
  app: App
  folder: string
  items: readonly FileItem[]
}

/** The folders and files in a folder, to be searched and sorted. */
export function FileList({ app, folder, items }: FileListProps) {
  const { t } = useSpeech()
  const [search, setSearch] = useState('')
  const [order, setOrder] = useState<Order>('name')
  const [showDeleted, setShowDeleted] = useState(false)

  const there = items.filter((item) => item.kind === 'folder' || isFile(item))
  const deleted = there.filter((item) => item.deleted).length
  const visible = showDeleted ? there : there.filter((item) => !item.deleted)
  const { folders, files } = listFolder(visible, { folder, search, order })
  const total = visible.filter(({ kind }) => kind === 'file').length

  return (
    <>
      <div className="file-tools">
        {(total > searchable || search !== '') && (
          <Field label={t('fileList.search')} type="search" value={search} onText={setSearch} />
        )}
        {total > 1 && (
          <Choice
            label={t('fileList.order')}
            value={order}
            options={orders.map((value) => ({ value, label: t(`fileList.order.${value}`) }))}
            onValue={setOrder}
          />
        )}
        {deleted > 0 && (
          <Switch on={showDeleted} onChange={setShowDeleted}>
            {t('fileList.showDeleted', { n: deleted })}
          </Switch>
        )}
      </div>
      {search.trim() !== '' && (
        <p role="status" className="soft small">
          {t('fileList.found', { n: files.length })}
        </p>
      )}
      {folders.length + files.length === 0 && search.trim() === '' && (
        <p className="empty">{t('fileList.emptyFolder')}</p>
      )}
      <Paged key={search} total={files.length} page={page} label={(n) => t('history.more', { n })}>
        {(shown) => (
          <ul className="section file-list" aria-label={t('fileList.title')}>
            {folders.map((each) => (
              <FolderRow key={each.path} app={app.type} folder={each} />
            ))}
            {files.slice(0, shown).map((file) => (
              <FileRow key={file.path} app={app.type} file={file} folder={folder} />
            ))}
          </ul>
        )}
      </Paged>
    </>
  )
}
