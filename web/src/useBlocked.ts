import { useEffect, useMemo } from 'react'
import { messengerErrorOf } from '../../client/errors.ts'
import type { BlocksStore } from '../../client/types.ts'
import { useMessenger } from './messengerContext.tsx'
import { useStore } from './useStore.ts'

const loadAll = async (blocks: BlocksStore) => {
  if (!blocks.get().isLoaded) await blocks.load()
  while (blocks.get().hasMore) await blocks.loadMore()
}

/** The uuids of the people whom the user blocks: clients hide their messages in groups. Undefined until they are known. */
export const useBlocked = (isNeeded: boolean): ReadonlySet<string> | undefined => {
  const { blocks } = useMessenger()
  const { users, isLoaded, hasMore, error } = useStore(blocks)
  useEffect(() => {
    if (isNeeded) loadAll(blocks).catch(messengerErrorOf) // the error is in the state as well
  }, [blocks, isNeeded])
  const isKnown = !isNeeded || error !== undefined || (isLoaded && !hasMore)
  return useMemo(() => (isKnown ? new Set(users.map(({ uuid }) => uuid)) : undefined), [isKnown, users])
}
