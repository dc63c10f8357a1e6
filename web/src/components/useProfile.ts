import { useEffect, useRef, useState } from 'react'
import { messengerErrorOf } from '../../../client/errors.ts'
import type { Profile } from '../../../client/types.ts'
import { useFoundProfiles, useMessenger } from '../messengerContext.tsx'
import { retryUntilDone } from '../retryUntilDone.ts'

/** Looks up a profile by handle. Without a handle, it keeps the last profile. */
export const useProfile = (handle: string | undefined) => {
  const { api } = useMessenger()
  const foundProfiles = useFoundProfiles()
  const [profile, setProfile] = useState<Profile | undefined>(() => foundProfiles.get(handle ?? ''))
  const [code, setCode] = useState('')
  const request = useRef<ReturnType<typeof retryUntilDone>>(undefined)
  useEffect(() => {
    if (!handle || foundProfiles.has(handle)) return
    const load = async () => {
      try {
        const { body } = await api('GET /api/users/@{handle}/short', { path: { handle } })
        setProfile(body)
        setCode('')
      } catch (error) {
        if (messengerErrorOf(error).code !== 'user_not_found') throw error
        setProfile(undefined)
        setCode('user_not_found')
      }
    }
    request.current = retryUntilDone(load, (error) => setCode(error.code))
    return request.current.stop
  }, [api, handle, foundProfiles])
  return { profile, code, retry: () => request.current?.now() }
}

export type ProfileLookup = ReturnType<typeof useProfile>
