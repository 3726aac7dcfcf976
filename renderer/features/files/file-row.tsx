import type { FileItem } from '../../../server/api/schemas/files.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Button } from '../../ui/button.tsx'
import { Download } from '../../ui/download.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Link } from '../../ui/link.tsx'
import { useAction } from '../../ui/use-action.ts'
import { When } from '../../ui/when.tsx'
import { useBringBack } from './bring-back.ts'
import { fileLinks, filePages, folderOf, nameOf } from './hub-files.ts'
import type { Folder } from './list-files.ts'

interface FileRowProps {
  app: string
  file: FileItem
  /** The folder that is shown; where the file stands deeper, its own is named. */
  folder: string
}

/** A file in a list: what and whose it is, and the shortest way to it. */
export function FileRow({ app, file, folder }: FileRowProps) {
  const { t, formats } = useSpeech()
  const name = nameOf(file.path)
  const deeper = folderOf(file.path)
  return (
    <li className="row file-row">
      <Icon name="file" />
      <div className="row-text">
        <Link to={filePages.file(app, file.path)} className="file-name">
          {name}
        </Link>
        {file.deleted && <span className="chip">{t('version.mark.deleted')}</span>}
        {deeper !== folder && <span className="soft small file-folder">{deeper}</span>}
        <p className="soft small file-about">
          {!file.deleted && <span>{formats.size(file.size)}</span>}
          <span>{file.deviceName}</span>
          <span>
            <When at={file.receivedAt} />
          </span>
          <span>{t('status.versions', { n: file.versions })}</span>
        </p>
      </div>
      {file.deleted ? (
        <BringBack app={app} file={file} />
      ) : (
        file.size > 0 && (
          <Download
            className="icon-button"
            href={fileLinks.newest(app, file.path)}
            label={t('fileList.download', { file: name })}
          >
            <Icon name="download" />
          </Download>
        )
      )}
    </li>
  )
}

function BringBack({ app, file }: { app: string; file: FileItem }) {
  const { t } = useSpeech()
  const bringBack = useBringBack(app, file.path)
  const { start, busy } = useAction(bringBack)
  return (
    <Button icon="restore" busy={busy} onClick={() => void start()}>
      {t('file.bringBack')}
      <span className="visually-hidden">: {nameOf(file.path)}</span>
    </Button>
  )
}

export function FolderRow({ app, folder }: { app: string; folder: Folder }) {
  const { t, formats } = useSpeech()
  return (
    <li className="row file-row">
      <Icon name="folder" />
      <div className="row-text">
        <Link to={filePages.list(app, folder.path)} className="file-name">
          {nameOf(folder.path)}
        </Link>
        <p className="soft small file-about">
          <span>{t('fileList.count', { n: folder.count })}</span>
          {folder.count > 0 && <span>{formats.size(folder.size)}</span>}
        </p>
      </div>
    </li>
  )
}
