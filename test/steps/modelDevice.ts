import { prefixOf } from '../../client/storedData.ts'
import type { LocalAttachment } from '../../client/types.ts'
import type { ModelNetwork } from './modelNetwork.ts'
import type { Person } from './modelServer.ts'
import { createTab, type SharedByTabs } from './modelTab.ts'

/* A browser on a device, with a clock, a network connection and tabs that share storage, channel and locks. */

export const apiUrl = 'https://api.test'
export const webSocketUrl = 'wss://sockets.test'

export const createDevice = (network: ModelNetwork, random: () => number) => {
  const shared: SharedByTabs = {
    network,
    random,
    entries: new Map(),
    files: new Map(),
    storageListeners: new Map(),
    channelListeners: new Map(),
    locks: new Map(),
    activityListeners: new Set(),
    isOnline: true,
    clockAheadMs: 0,
  }

  return {
    entries: shared.entries,
    /** The names of the files that are stored. */
    fileNames: () => [...(shared.files?.keys() ?? [])],
    /** As a messenger stores a picture for a draft. */
    storePicture: ({ cognitoUserId }: Person, id: string): LocalAttachment => {
      shared.files?.set(`${prefixOf({ apiUrl, userId: cognitoUserId })}${id}`, new Blob(['x']))
      return { id, content_type: 'image/webp', bytes: 1, width: 1, height: 1, alt: '' }
    },
    removeFiles: () => shared.files?.clear(),
    blockFiles: () => {
      shared.files = undefined
    },
    openTab: () => createTab(shared),
    setOnline: (isOnline: boolean) => {
      shared.isOnline = isOnline
      for (const listener of shared.activityListeners) listener()
    },
    /** The network is back, which the tabs find with the next event, as after they were suspended. */
    comeOnlineUnnoticed: () => {
      shared.isOnline = true
    },
    /** Sets how far the device's clock is ahead of the time of the test. */
    setClockAhead: (ms: number) => {
      shared.clockAheadMs = ms
    },
  }
}

export type ModelDevice = ReturnType<typeof createDevice>
