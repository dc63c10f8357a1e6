import { createApi } from './api.ts'
import { MessengerError } from './errors.ts'
import { platformOf } from './platform.ts'
import { createServerClock } from './serverClock.ts'
import type { Api, Platform } from './types.ts'

const rejectWithoutUser = () => Promise.reject(new MessengerError('unauthorized', { status: 401 }))

/** The routes that need no access token, before anybody has signed in. Other routes reject with the code `unauthorized`. */
export const createPublicApi = ({ apiUrl, ...given }: { apiUrl: string } & Partial<Platform>): Api => {
  const platform = platformOf(given)
  const tokens = { get: rejectWithoutUser, use: rejectWithoutUser }
  return createApi(platform, { apiUrl, tokens, clock: createServerClock(platform.now) })
}
