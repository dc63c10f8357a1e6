import { useEffect } from 'react'
import { useMessenger } from '../messengerContext.tsx'
import { useStore } from '../useStore.ts'
import { namedGroupsOf } from './namedGroupsOf.ts'

/** The members of a group, kept up to date as long as they are wanted. */
export const useMembers = (groupUuid: string, areWanted = true) => {
  const store = namedGroupsOf(useMessenger()).members(groupUuid)
  useEffect(() => (areWanted ? store.open() : undefined), [store, areWanted])
  return { ...useStore(store), load: store.load }
}
