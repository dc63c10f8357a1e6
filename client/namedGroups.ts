import { MessengerError, messengerErrorOf } from './errors.ts'
import { createMembers } from './members.ts'
import type { Group, Messenger, NamedGroups, NewGroup, OpenGroup } from './types.ts'

const rowOf = ({ seen: _, ...group }: OpenGroup): Group => group

const isGone = (error: unknown) => messengerErrorOf(error).code === 'message_group_not_found'

/** Creates groups, each once: a call that repeats one that failed has the same idempotency key. */
const createCreator = ({ api, newKey, publish }: Messenger): NamedGroups['create'] => {
  /** The keys of groups of which it is not known whether they were created, by what was asked for. */
  const keys = new Map<string, string>()
  const running = new Map<string, Promise<string>>()

  const post = async (body: NewGroup, key: string): Promise<string> => {
    const { members: _, ...group } = (await api('POST /api/message_groups', { body, key })).body
    publish({ type: 'row', group: rowOf(group) })
    return group.uuid
  }

  const keyFor = async (asked: string, isRefused = false): Promise<string> => {
    const key = (isRefused ? undefined : keys.get(asked)) ?? (await newKey(isRefused))
    keys.set(asked, key)
    return key
  }

  const create = async (asked: string, body: NewGroup): Promise<string> => {
    const uuid = await post(body, await keyFor(asked)).catch(async (error) => {
      if (messengerErrorOf(error).code !== 'idempotency_key_invalid') throw error
      return post(body, await keyFor(asked, true))
    })
    keys.delete(asked)
    return uuid
  }

  return ({ title, userUuids }) => {
    const body = { title, user_uuids: [...userUuids] }
    const asked = JSON.stringify(body)
    const request = running.get(asked) ?? create(asked, body).finally(() => running.delete(asked))
    running.set(asked, request)
    return request
  }
}

/** What people do with named groups. It uses the messenger as a program does, which can load it when it is needed. */
export const createNamedGroups = (messenger: Messenger): NamedGroups => {
  const { api, publish, status } = messenger
  const stores = new Map<string, ReturnType<typeof createMembers>>()

  const members = (groupUuid: string) => {
    const store = stores.get(groupUuid) ?? createMembers(messenger, groupUuid)
    stores.set(groupUuid, store)
    return store
  }

  const pathTo = (groupUuid: string) => ({ message_group_uuid: groupUuid })
  const remove = async (groupUuid: string, userUuid: string) => {
    const route = 'DELETE /api/message_groups/{message_group_uuid}/members/{user_uuid}'
    return (await api(route, { path: { ...pathTo(groupUuid), user_uuid: userUuid } })).body
  }

  /** The members and the row are shown before the frame about it arrives. */
  const changed = (group: OpenGroup) => {
    publish({ type: 'row', group: rowOf(group) })
    stores.get(group.uuid)?.changed()
  }

  return {
    create: createCreator(messenger),

    rename: async (groupUuid, title) => {
      const route = 'PATCH /api/message_groups/{message_group_uuid}'
      changed((await api(route, { path: pathTo(groupUuid), body: { title } })).body)
    },

    addMember: async (groupUuid, userUuid) => {
      const route = 'POST /api/message_groups/{message_group_uuid}/members'
      changed((await api(route, { path: pathTo(groupUuid), body: { user_uuid: userUuid } })).body)
    },

    removeMember: async (groupUuid, userUuid) => {
      changed((await remove(groupUuid, userUuid)) as OpenGroup)
    },

    leave: async (groupUuid) => {
      const { me } = status.get()
      if (!me) throw new MessengerError('user_unknown')
      await remove(groupUuid, me.uuid).catch((error) => {
        if (!isGone(error)) throw error // an earlier attempt succeeded, or somebody has removed the user
      })
      messenger.conversation(groupUuid).discard()
      publish({ type: 'group_removed', message_group_uuid: groupUuid })
    },

    members,
  }
}
