import { messengerErrorOf } from './errors.ts'
import type { Groups } from './groups.ts'
import { createQueue, repeatedFlight } from './singleFlight.ts'
import { createStore, setView } from './store.ts'
import type { Api, Blocked, BlockedUsers, BlocksStore, Frame, LocalFrame, Me, MeChange } from './types.ts'

type Context = {
  api: Api
  groups: Groups
  publish: (frame: LocalFrame) => void
  /** Tells the other tabs only. */
  tellTabs: (frame: Frame) => void
  onMe: (me: Me) => void
  onFailure: (error: unknown) => void
}

const pageSize = 100

/** The user's profile, settings and blocks. */
export const createAccount = ({ api, groups, publish, tellTabs, onMe, onFailure }: Context) => {
  // A response that was requested before a change never arrives after it.
  const inOrder = createQueue()
  let isOutdated = true
  let me: Me | undefined // as the server has it
  let change: MeChange | undefined // under way
  let users: readonly Blocked[] = []
  let next: string | undefined
  let areBlocksInUse = false
  const unblocked = new Set<string>() // under way
  const store = createStore<BlockedUsers>({ users, isLoaded: false, hasMore: false, error: undefined })

  const showMe = () => {
    if (me) onMe({ ...me, ...change })
  }

  const showBlocks = (changes: Partial<BlockedUsers> = {}) =>
    setView(store, {
      ...store.get(),
      users: users.filter(({ uuid }) => !unblocked.has(uuid)),
      hasMore: next !== undefined,
      ...changes,
    })

  /** The server may have made a change whose response was lost. */
  const changeFailed = (error: unknown) => {
    isOutdated = true
    onFailure(error)
    throw error
  }

  const fetchBlocks = async (link?: string) => {
    try {
      const { body, links } = await api('GET /api/blocks', link ? { link } : { query: { limit: pageSize } })
      users = link ? [...users, ...body] : body
      next = links.next
      showBlocks({ isLoaded: true, error: undefined })
    } catch (cause) {
      const error = messengerErrorOf(cause)
      showBlocks({ error })
      throw error
    }
  }

  const changeBlock = async (userUuid: string, isBlock: boolean) => {
    const group = groups.findWhere(({ user_uuid }) => user_uuid === userUuid)
    const path = { user_uuid: userUuid }
    const work = async () => {
      const others = users.filter(({ uuid }) => uuid !== userUuid)
      if (isBlock) {
        const { body } = await api('PUT /api/blocks/{user_uuid}', { path })
        users = [...others, body].sort((one, other) => (one.uuid < other.uuid ? -1 : 1))
      } else {
        await api('DELETE /api/blocks/{user_uuid}', { path })
        users = others
      }
      tellTabs({ type: 'me' })
      if (!group) return
      const tell = () => publish({ type: 'row', group: groups.stored(group.uuid) ?? group })
      await groups.fetch(group.uuid).then(tell, onFailure)
    }
    // In which list the conversation is without the block, only the server knows.
    const shown = isBlock ? ({ state: 'blocked', unread_count: 0 } as const) : {}
    if (!isBlock) unblocked.add(userUuid)
    showBlocks()
    try {
      await groups.showWhile({ groupUuid: group?.uuid, shown }, () => inOrder(work)).catch(changeFailed)
    } finally {
      unblocked.delete(userUuid)
      showBlocks()
    }
  }

  const blocks: BlocksStore = {
    get: store.get,
    subscribe: store.subscribe,
    load: () => {
      areBlocksInUse = true
      return inOrder(fetchBlocks)
    },
    loadMore: () =>
      inOrder(async () => {
        if (next) await fetchBlocks(next)
      }),
    block: (userUuid) => changeBlock(userUuid, true),
    unblock: (userUuid) => changeBlock(userUuid, false),
  }

  return {
    blocks,

    /** The profile, settings or blocks may have changed: `refresh` fetches them. */
    outdate: () => {
      isOutdated = true
    },

    refresh: repeatedFlight(async () => {
      if (!isOutdated) return
      isOutdated = false
      try {
        await inOrder(async () => {
          me = (await api('GET /api/users/me')).body
          showMe()
          if (areBlocksInUse) await fetchBlocks()
        })
      } catch (error) {
        isOutdated = true
        throw error
      }
    }),

    updateMe: async (meChange: MeChange) => {
      // Only the server knows whether somebody can have a name, so it is shown when it is stored.
      const { display_name: _, handle: __, ...shown } = meChange
      const wanted = { ...change, ...shown }
      change = wanted
      showMe()
      const work = async () => {
        me = (await api('PATCH /api/users/me', { body: meChange })).body
        tellTabs({ type: 'me' })
      }
      try {
        await inOrder(work).catch(changeFailed)
      } finally {
        if (change === wanted) change = undefined
        showMe()
      }
    },
  }
}
