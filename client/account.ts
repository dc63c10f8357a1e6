import { messengerErrorOf } from './errors.ts'
import type { Groups } from './groups.ts'
import { createQueue } from './singleFlight.ts'
import { createStore, setView } from './store.ts'
import type { Api, Blocked, BlockedUsers, BlocksStore, Frame, LocalFrame, Me, MeChange } from './types.ts'

type Context = {
  api: Api
  groups: Groups
  publish: (frame: LocalFrame) => void
  /** Tells the other tabs only. */
  tellTabs: (frame: Frame) => void
  onMe: (me: Me | undefined) => void
  onFailure: (error: unknown) => void
}

const pageSize = 100

/** What belongs to the user and to no conversation: their profile and settings, and whom they block. */
export const createAccount = ({ api, groups, publish, tellTabs, onMe, onFailure }: Context) => {
  // A response that was requested before a change never arrives after it.
  const inOrder = createQueue()
  let me: Me | undefined // as the server has it
  let change: MeChange | undefined // on its way
  let users: readonly Blocked[] = []
  let next: string | undefined
  let isInUse = false
  const unblocked = new Set<string>() // on their way
  const store = createStore<BlockedUsers>({ users, isLoaded: false, hasMore: false, error: undefined })

  const showMe = () => onMe(me && { ...me, ...change })

  const show = (changes: Partial<BlockedUsers> = {}) =>
    setView(store, {
      ...store.get(),
      users: users.filter(({ uuid }) => !unblocked.has(uuid)),
      hasMore: next !== undefined,
      ...changes,
    })

  const fetchBlocks = async (link?: string) => {
    try {
      const page = await api('GET /api/blocks', link ? { link } : { query: { limit: pageSize } })
      users = link ? [...users, ...page.body] : page.body
      next = page.links.next
      show({ isLoaded: true, error: undefined })
    } catch (cause) {
      const error = messengerErrorOf(cause)
      show({ error })
      throw error
    }
  }

  const load = () => {
    isInUse = true
    return inOrder(fetchBlocks)
  }

  const changeBlock = async (userUuid: string, isBlock: boolean) => {
    const path = { user_uuid: userUuid }
    const group = groups.findWhere(({ user_uuid }) => user_uuid === userUuid)
    const work = async () => {
      const { body } = await api(isBlock ? 'PUT /api/blocks/{user_uuid}' : 'DELETE /api/blocks/{user_uuid}', {
        path,
      })
      users = users.filter(({ uuid }) => uuid !== userUuid)
      if (isBlock) users = [...users, body as Blocked].sort((one, other) => (one.uuid < other.uuid ? -1 : 1))
      tellTabs({ type: 'me' })
      if (!group) return
      const { seen: _, ...row } = await groups.fetch(group.uuid)
      publish({ type: 'row', group: row })
    }
    // In which list the conversation is without the block, only the server knows.
    const shown = isBlock ? ({ state: 'blocked', unread_count: 0 } as const) : {}
    if (!isBlock) unblocked.add(userUuid)
    show()
    try {
      await groups.showWhile({ groupUuid: group?.uuid ?? '', shown }, () => inOrder(work))
    } catch (error) {
      onFailure(error)
      throw error
    } finally {
      unblocked.delete(userUuid)
      show()
    }
  }

  const blocks: BlocksStore = {
    get: store.get,
    subscribe: store.subscribe,
    load,
    loadMore: () =>
      inOrder(async () => {
        if (next) await fetchBlocks(next)
      }),
    block: (userUuid) => changeBlock(userUuid, true),
    unblock: (userUuid) => changeBlock(userUuid, false),
  }

  return {
    blocks,

    fetchMe: () =>
      inOrder(async () => {
        me = (await api('GET /api/users/me')).body
        showMe()
      }),

    /** Fetches the list of blocks again if it is in use. */
    refreshBlocks: async () => {
      if (isInUse) await load()
    },

    updateMe: async (meChange: MeChange) => {
      const wanted = { ...change, ...meChange }
      change = wanted
      showMe()
      try {
        await inOrder(async () => {
          me = (await api('PATCH /api/users/me', { body: meChange })).body
        })
        tellTabs({ type: 'me' })
      } catch (error) {
        onFailure(error)
        throw error
      } finally {
        if (change === wanted) change = undefined
        showMe()
      }
    },
  }
}
