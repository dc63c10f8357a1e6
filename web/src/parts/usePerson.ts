import { useEffect, useRef, useState } from 'react'
import { getPerson } from '../api.ts'
import { codeOf } from '../failure.ts'
import { retryUntilDone } from '../retry.ts'
import type { ProfileView } from '../types.ts'

/** Somebody by handle; without one, the last who was found. */
export const usePerson = (handle: string | undefined) => {
  const [person, setPerson] = useState<ProfileView>()
  const [code, setCode] = useState('')
  const looking = useRef<ReturnType<typeof retryUntilDone>>(undefined)
  useEffect(() => {
    if (!handle) return
    const look = async () => {
      const found = await getPerson(handle).catch((error) => {
        if (codeOf(error) !== 'user_not_found') throw error
        return undefined
      })
      setPerson(found)
      setCode(found ? '' : 'user_not_found')
    }
    looking.current = retryUntilDone(look, setCode)
    return looking.current.stop
  }, [handle])
  return { person, code, look: () => looking.current?.now() }
}

export type Found = ReturnType<typeof usePerson>
