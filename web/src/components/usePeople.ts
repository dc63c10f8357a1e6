import { useEffect, useState } from 'react'
import { messengerErrorOf } from '../../../client/errors.ts'
import type { Profile } from '../../../client/types.ts'
import { useFoundProfiles, useMessenger } from '../messengerContext.tsx'
import { handleIn } from '../search.ts'
import { useStore } from '../useStore.ts'

const debounceMs = 250

type Found = { people: Profile[]; code: string }

const nobody: Found = { people: [], code: '' }

/** People who match a query: at present, the person with exactly this handle. Ignores the response to an earlier query. */
export const usePeople = (query: string): Found & { isSearching: boolean } => {
  const { api, status } = useMessenger()
  const foundProfiles = useFoundProfiles()
  const ownHandle = useStore(status, ({ me }) => me?.handle)
  const handle = handleIn(query)
  const [result, setResult] = useState({ handle: '', found: nobody })

  useEffect(() => {
    if (!handle) return
    let isCurrent = true
    const search = async (): Promise<Found> => {
      try {
        const { body } = await api('GET /api/users/@{handle}/short', { path: { handle } })
        if (body.handle === ownHandle) return { people: [], code: 'message_to_self' }
        foundProfiles.set(body.handle, body)
        return { people: [body], code: '' }
      } catch (error) {
        const { code } = messengerErrorOf(error)
        return code === 'user_not_found' ? nobody : { people: [], code }
      }
    }
    const timer = setTimeout(async () => {
      const found = await search()
      if (isCurrent) setResult({ handle, found })
    }, debounceMs)
    return () => {
      isCurrent = false
      clearTimeout(timer)
    }
  }, [api, handle, ownHandle, foundProfiles])

  const isSearching = handle !== '' && result.handle !== handle
  return { ...(handle && !isSearching ? result.found : nobody), isSearching }
}
