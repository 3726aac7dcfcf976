import { type ReactNode, Suspense, useRef, useState } from 'react'
import type { App } from '../../../server/api/schemas/apps.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { Icon } from '../../ui/icon.tsx'
import { later } from '../../ui/later.tsx'
import { useFileDrop } from './use-file-drop.ts'

const UploadDialog = later(async () => (await import('./upload-dialog.tsx')).UploadDialog)

interface FileTargetProps {
  app: App
  className: string
  /** `choose` opens the browser's file dialog, for everyone who does not drag. */
  children: (choose: () => void) => ReactNode
}

/** Takes the app's export file, dropped anywhere on it or chosen by a button inside. */
export function FileTarget({ app, className, children }: FileTargetProps) {
  const { t } = useSpeech()
  const [file, setFile] = useState<File>()
  const input = useRef<HTMLInputElement>(null)
  const { over, handlers } = useFileDrop(([dropped]) => setFile(dropped))
  return (
    <>
      <div className={over ? `${className} file-over` : className} {...handlers}>
        {children(() => input.current?.click())}
        {over && (
          <div className="file-veil" aria-hidden="true">
            <Icon name="upload" size={36} />
            {t('upload.dropHere', { app: app.name })}
          </div>
        )}
      </div>
      <input
        ref={input}
        type="file"
        hidden
        onChange={(event) => {
          setFile(event.target.files?.[0])
          // The same file chosen again is a new choice.
          event.target.value = ''
        }}
      />
      {file && (
        <Suspense fallback={null}>
          <UploadDialog app={app} file={file} onClose={() => setFile(undefined)} />
        </Suspense>
      )}
    </>
  )
}
