import type { Apps } from '../apps/apps.ts'
import type { AppId } from '../storage/store.ts'
import { appTree } from './app-tree.ts'
import { appsTree } from './apps-tree.ts'
import type { FileTree } from './file-tree.ts'
import type { AppTree, FilesContext, TreeContext } from './tree-context.ts'

/** The files of whatever somebody may see. */
export interface Trees {
  /** Of one app. @throws HubError where the app is not known, or switched off */
  ofApp(id: AppId): AppTree
  /** Of all apps of an account that are switched on, each in a folder of its type. */
  ofAccount(accountId: string): FileTree
}

export function createTrees(
  context: FilesContext,
  apps: Pick<Apps, 'all' | 'get' | 'isOn'>,
): Trees {
  const underway: TreeContext['underway'] = new Map()
  const ofApp = (id: AppId) => appTree({ ...context, underway, id, rules: apps.get(id.app).files })
  return {
    ofApp,
    ofAccount: (accountId) =>
      appsTree({
        hubCreatedAt: context.store.hub.createdAt,
        apps: () => [...apps.all.keys()].filter(apps.isOn).sort(),
        treeOf: (app) => ofApp({ accountId, app }),
      }),
  }
}
