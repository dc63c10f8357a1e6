import { createContext, useContext } from 'react'
import { createApi } from '../../client/api.ts'
import { type CognitoSession, createCognitoSession } from '../../client/cognito/session.ts'
import { createMessenger } from '../../client/messenger.ts'
import { countStoredMessages } from '../../client/storedData.ts'
import type { Api, Messenger, Platform } from '../../client/types.ts'
import { createServerTimeReader, type LoadedConfig } from './config.ts'

export type Services = {
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
}

/** The client library, with the configuration and the browser that it runs in. */
export const createServices = (loaded: LoadedConfig, platform: Platform): Services => {
  const { apiUrl, webSocketUrl, cognitoUrl, userPoolId, clientId, signIn } = loaded.config
  const session = createCognitoSession({
    ...platform,
    cognitoUrl,
    userPoolId,
    clientId,
    signIn,
    readServerTime: createServerTimeReader(loaded),
  })
  return {
    session,
    publicApi: createApi({ ...platform, apiUrl }),
    createMessengerOf: (userId) =>
      createMessenger({
        ...platform,
        apiUrl,
        webSocketUrl,
        userId,
        getToken: session.getTokenOf(userId),
        readServerTime: createServerTimeReader(loaded),
      }),
    countUnsentOf: (userId) => countStoredMessages(platform.storage, apiUrl, userId),
    pendingSignIn: { email: '', password: '' },
  }
}

export const ServicesContext = createContext<Services | undefined>(undefined)

export const useServices = (): Services => {
  const services = useContext(ServicesContext)
  if (!services) throw new Error('There is no ServicesContext')
  return services
}
