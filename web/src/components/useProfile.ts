import { useEffect, useRef, useState } from 'react'
import { getProfile } from '../api.ts'
import { codeOf } from '../requestError.ts'
import { retryUntilDone } from '../retry.ts'
import type { ProfileView } from '../types.ts'

/** Looks up a profile by handle. Without a handle, it keeps the last profile. */
export const useProfile = (handle: string | undefined) => {
  const [profile, setProfile] = useState<ProfileView>()
  const [code, setCode] = useState('')
  const request = useRef<ReturnType<typeof retryUntilDone>>(undefined)
  useEffect(() => {
    if (!handle) return
    const load = async () => {
      const found = await getProfile(handle).catch((error) => {
        if (codeOf(error) !== 'user_not_found') throw error
        return undefined
      })
      setProfile(found)
      setCode(found ? '' : 'user_not_found')
    }
    request.current = retryUntilDone(load, setCode)
    return request.current.stop
  }, [handle])
  return { profile, code, retry: () => request.current?.now() }
}

export type ProfileLookup = ReturnType<typeof useProfile>
