import { createContext, useContext } from 'react'
import type { browserPlatform } from '../../client/browser.ts'
import { createCognitoSession } from '../../client/cognito/session.ts'
import type { CognitoSession } from '../../client/cognito/types.ts'
import { removeListsOfOthers } from '../../client/lastKnown.ts'
import { createMessenger } from '../../client/messenger.ts'
import { createPublicApi } from '../../client/publicApi.ts'
import { withFallback } from '../../client/storage.ts'
import { createStore } from '../../client/store.ts'
import { createStoredData } from '../../client/storedData.ts'
import type { Api, Messenger, MessengerStorage, Store } from '../../client/types.ts'
import { type Appearance, applyAppearance, readAppearance, storeAppearance } from './appearance.ts'
import { loadLater } from './components/useLoadedLater.ts'
import { type Config, createServerTimeReader, type LoadedConfig } from './config.ts'
import { migrateStorage } from './migrateStorage.ts'

type WebPlatform = ReturnType<typeof browserPlatform>

export type Services = {
  config: Config
  platform: WebPlatform
  /** The server's clock, as far as it is known. */
  serverNow: () => number
  session: CognitoSession
  /** For the routes that need no access token. */
  publicApi: Api
  createMessengerOf: (userId: string) => Messenger
  /** How many messages of a user are stored on this device and not sent. */
  countUnsentOf: (userId: string) => number
  /**
   * What one form hands to the next, so that a new user need not type it again. In memory only: the password is never
   * stored.
   */
  pendingSignIn: { email: string; password: string }
  appearance: Store<Appearance> & { set: (appearance: Appearance) => void }
}

const createAppearance = (storage: MessengerStorage): Services['appearance'] => {
  const store = createStore(readAppearance(storage))
  const set = (appearance: Appearance) => {
    storeAppearance(storage, appearance)
    applyAppearance(appearance)
    store.set(appearance)
  }
  return { get: store.get, subscribe: store.subscribe, set }
}

/** The client library with its configuration and the browser that it runs in. */
export const createServices = (loaded: LoadedConfig, platform: WebPlatform): Services => {
  const { config } = loaded
  const { apiUrl, webSocketUrl, cognitoUrl: url, userPoolId, clientId, signIn } = config
  const { storage, locks } = platform
  const serverNow = () => Date.now() + (loaded.aheadByMs ?? 0)
  const session = createCognitoSession({ url, userPoolId, clientId, signIn, serverNow, storage, locks })
  const user = () => ({ userId: undefined, ...session.state.get() })
  migrateStorage(storage, { apiUrl, signedInUserId: user().userId })
  const removeOthers = () => {
    const { name, userId } = user()
    removeListsOfOthers(withFallback(storage), name === 'expired' ? undefined : userId)
  }
  session.state.subscribe(removeOthers)
  removeOthers()
  return {
    config,
    platform,
    serverNow,
    session,
    publicApi: createPublicApi({ apiUrl }),
    createMessengerOf: (userId) =>
      createMessenger({
        ...platform,
        apiUrl,
        webSocketUrl,
        userId,
        loadAttachments: async () => (await loadLater()).attachmentSupport,
        getToken: session.getTokenOf(userId),
        readServerTime: createServerTimeReader(loaded),
      }),
    countUnsentOf: (userId) => createStoredData(withFallback(storage), { apiUrl, userId }).count().messages,
    pendingSignIn: { email: '', password: '' },
    appearance: createAppearance(withFallback(storage)),
  }
}

export const ServicesContext = createContext<Services | undefined>(undefined)

export const useServices = (): Services => {
  const services = useContext(ServicesContext)
  if (!services) throw new Error('There is no ServicesContext')
  return services
}
