import { messengerErrorOf } from './errors.ts'
import { repeatedFlight } from './singleFlight.ts'
import { createStore, setView } from './store.ts'
import type { GroupMembers, MembersStore, Messenger } from './types.ts'

const noMembers: GroupMembers = { members: [], isLoaded: false, error: undefined }

/** The members of a named group. They are fetched again when its row has changed: every event changes it. */
export const createMembers = (
  { api, conversation, status }: Messenger,
  groupUuid: string,
): MembersStore & { changed: () => void } => {
  const store = createStore<GroupMembers>(noMembers)
  const group = conversation(groupUuid)
  let openings = 0
  let stop = () => {}

  const fetch = async () => {
    try {
      const path = { message_group_uuid: groupUuid }
      const { body } = await api('GET /api/message_groups/{message_group_uuid}/members', { path })
      setView(store, { members: body, isLoaded: true, error: undefined })
    } catch (cause) {
      const error = messengerErrorOf(cause)
      const isGone = error.code === 'message_group_not_found'
      setView(store, { ...(isGone ? noMembers : store.get()), error })
    }
  }
  const load = repeatedFlight(fetch)

  const changed = () => {
    if (openings > 0) load()
  }

  const begin = () => {
    const versionOf = () => {
      const { revision, title, member_count } = group.get().group ?? {}
      return `${revision} ${member_count} ${title}`
    }
    const isConnected = () => ['live', 'polling'].includes(status.get().connection)
    let version = versionOf()
    let wasConnected = isConnected()
    const update = () => {
      const isNew = versionOf() !== version
      const isBack = isConnected() && !wasConnected
      version = versionOf()
      wasConnected = isConnected()
      if (isNew || isBack) load()
    }
    const stops = [group.subscribe(update), status.subscribe(update)]
    load()
    return () => {
      for (const each of stops) each()
    }
  }

  return {
    get: store.get,
    subscribe: store.subscribe,
    load,
    changed,
    open: () => {
      openings += 1
      if (openings === 1) stop = begin()
      let isStopped = false
      return () => {
        if (isStopped) return
        isStopped = true
        openings -= 1
        if (openings === 0) stop()
      }
    },
  }
}
