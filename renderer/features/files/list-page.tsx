import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useRef, useState } from 'react'
import type { App } from '../../../server/api/schemas/apps.ts'
import type { FileItem, FileUsage } from '../../../server/api/schemas/files.ts'
import { navigate } from '../../router.ts'
import { resources } from '../../state/hub.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { AppLogo } from '../../ui/app-logo.tsx'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Link } from '../../ui/link.tsx'
import { LoadedView, Skeleton } from '../../ui/loading.tsx'
import { Page } from '../../ui/page.tsx'
import { useFileDrop } from '../upload/use-file-drop.ts'
import { DeleteFolder } from './delete-file.tsx'
import { FileList } from './file-list.tsx'
import { filePages, fileResources, folderOf, nameOf } from './hub-files.ts'
import { isFile } from './list-files.ts'
import { UploadFiles } from './upload-files.tsx'

/** The files of an app, folder by folder. */
export function ListPage({ app, folder }: { app: App; folder: string }) {
  const { t } = useSpeech()
  const list = useQuery(fileResources.list(app.type))
  const slots = useQuery(resources.slots)
  const hasMain =
    app.mainFile !== undefined &&
    Boolean(slots.data?.slots.find((slot) => slot.app === app.type)?.current)
  return (
    <DropPlace app={app} folder={folder} items={list.data?.files ?? []}>
      {(choose) => (
        <Page
          title={folder === '' ? t('fileList.of', { app: app.name }) : nameOf(folder)}
          before={<AppLogo app={app.type} size={48} />}
          above={<Above app={app} folder={folder} />}
          lead={list.data && folder === '' && <Usage {...list.data} />}
          actions={
            <>
              <Button kind="primary" icon="upload" onClick={choose}>
                {t('fileList.upload')}
              </Button>
              {folder !== '' && list.data && (
                <FolderRemoval app={app} folder={folder} items={list.data.files} />
              )}
            </>
          }
        >
          <LoadedView from={list} skeleton={<Skeleton lines={8} />}>
            {({ files }) =>
              files.some(isFile) || hasMain ? (
                <>
                  {hasMain && folderOf(app.mainFile ?? '') === folder && <MainRow app={app} />}
                  <FileList app={app} folder={folder} items={files} />
                </>
              ) : (
                <Empty app={app} />
              )
            }
          </LoadedView>
        </Page>
      )}
    </DropPlace>
  )
}

/** What WebDAV shows as a file among these, and has its history on the page of the app. */
function MainRow({ app }: { app: App }) {
  const { t } = useSpeech()
  return (
    <ul className="section file-list" aria-label={t('fileList.main', { app: app.name })}>
      <li className="row file-row">
        <Icon name="file" />
        <div className="row-text">
          <Link to={`/apps/${app.type}`} className="file-name">
            {nameOf(app.mainFile ?? '')}
          </Link>
          <p className="soft small">{t('fileList.main', { app: app.name })}</p>
        </div>
      </li>
    </ul>
  )
}

interface FolderRemovalProps {
  app: App
  folder: string
  items: readonly FileItem[]
}

function FolderRemoval({ app, folder, items }: FolderRemovalProps) {
  const { t } = useSpeech()
  const [asking, setAsking] = useState(false)
  const files = items
    .filter((item) => isFile(item) && !item.deleted && item.path.startsWith(`${folder}/`))
    .map(({ path }) => path)
  const isThere = files.length > 0 || items.some(({ path, deleted }) => path === folder && !deleted)
  return (
    <>
      {isThere && (
        <Button icon="trash" onClick={() => setAsking(true)}>
          {t('file.deleteFolder')}
        </Button>
      )}
      {asking && (
        <DeleteFolder
          app={app.type}
          path={folder}
          files={files}
          onClose={() => setAsking(false)}
          onDone={() => navigate(filePages.list(app.type, folderOf(folder)), { replace: true })}
        />
      )}
    </>
  )
}

/** Where this belongs: the app, and the folders on the way. */
function Above({ app, folder }: { app: App; folder: string }) {
  const { t } = useSpeech()
  const to = folder === '' ? `/apps/${app.type}` : filePages.list(app.type, folderOf(folder))
  const parent = folderOf(folder)
  return (
    <Link to={to} className="back">
      <Icon name="back" size={18} />
      {folder === ''
        ? app.name
        : parent === ''
          ? t('fileList.of', { app: app.name })
          : nameOf(parent)}
    </Link>
  )
}

function Usage({ files, usage }: { files: readonly FileItem[]; usage: FileUsage }) {
  const { t, formats } = useSpeech()
  const there = files.filter((item) => isFile(item) && !item.deleted)
  const size = there.reduce((sum, file) => sum + file.size, 0)
  const history = files.reduce((sum, file) => sum + file.historySize, 0)
  return (
    <p className="current-version">
      <span className="current-number">{t('fileList.count', { n: there.length })}</span>
      <span>{formats.size(size)}</span>
      {history > size && <span>{t('fileList.withHistory', { size: formats.size(history) })}</span>}
      <span>{t('fileList.free', { size: formats.size(usage.free) })}</span>
    </p>
  )
}

function Empty({ app }: { app: App }) {
  const { t } = useSpeech()
  return (
    <div className="empty">
      <p>
        <strong>{t('fileList.emptyTitle')}</strong>
      </p>
      <p>
        {t(app.connects === 'webdav' ? 'fileList.emptyWebdav' : 'fileList.emptyWhat', {
          app: app.name,
        })}
      </p>
    </div>
  )
}

interface DropPlaceProps {
  app: App
  folder: string
  items: readonly FileItem[]
  /** `choose` opens the browser's file dialog, for everyone who does not drag. */
  children: (choose: () => void) => ReactNode
}

/** Takes files for the folder that is shown, dropped anywhere on the page or chosen by a button. */
function DropPlace({ app, folder, items, children }: DropPlaceProps) {
  const { t } = useSpeech()
  const [chosen, setChosen] = useState<readonly File[]>([])
  const input = useRef<HTMLInputElement>(null)
  const { over, handlers } = useFileDrop(setChosen)
  return (
    <>
      <div className={over ? 'app-page file-over' : 'app-page'} {...handlers}>
        {children(() => input.current?.click())}
        {over && (
          <div className="file-veil" aria-hidden="true">
            <Icon name="upload" size={36} />
            {folder === ''
              ? t('upload.dropHere', { app: app.name })
              : t('uploadFiles.dropInto', { folder })}
          </div>
        )}
      </div>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        onChange={(event) => {
          setChosen([...(event.target.files ?? [])])
          // The same file chosen again is a new choice.
          event.target.value = ''
        }}
      />
      {chosen.length > 0 && (
        <UploadFiles
          app={app}
          folder={folder}
          files={chosen}
          items={items}
          onClose={() => setChosen([])}
        />
      )}
    </>
  )
}
