import { ApiError, asApiError } from '../../api/api-error.ts'
import { refresh } from '../../state/hub.ts'
import { showToast } from '../../state/toasts.ts'
import { useSpeech } from '../../texts/speech.tsx'
import { fileCalls, nameOf } from './hub-files.ts'

/** Makes the newest version that holds something current again. What goes wrong is said at once. */
export function useBringBack(app: string, path: string): () => Promise<void> {
  return useBringBackAll(app, path, [path])
}

/** The same for all files of a folder. @param path what was deleted, and is again by an undo */
export function useBringBackAll(
  app: string,
  path: string,
  files: readonly string[],
): () => Promise<void> {
  const { t, sayError } = useSpeech()
  const attempt = async (work: () => Promise<unknown>, done: string, undo?: () => void) => {
    try {
      await work()
      void refresh.files(app)
      showToast(done, undo && { action: { label: t('action.undo'), run: undo } })
    } catch (error) {
      showToast(sayError(asApiError(error)), { tone: 'bad' })
    }
  }
  const file = nameOf(path)
  const removeAgain = () =>
    void attempt(() => fileCalls.remove(app, path), t('file.deleted', { file }))
  const restoreAll = async () => {
    for (const one of files) await restoreNewest(app, one)
  }
  return () => attempt(restoreAll, t('file.broughtBack', { file }), removeAgain)
}

export async function restoreNewest(app: string, path: string): Promise<void> {
  const versions = await fileCalls.history(app, path)
  const newest = versions.find(({ mark }) => mark === undefined)
  if (!newest) throw new ApiError('file_unknown', 404, 'There is no file or folder at this path.')
  await fileCalls.restore(app, path, newest.version)
}
