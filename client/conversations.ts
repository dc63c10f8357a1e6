import { type ConversationContext, type ConversationCore, createConversation } from './conversation.ts'
import type { Groups } from './groups.ts'
import type { StoredData } from './storedData.ts'

/** `@Susan-Ivanova` becomes `@susan_ivanova`, as at sign-up. */
const normalise = (id: string): string =>
  id.startsWith('@')
    ? `@${id
        .slice(1)
        .toLowerCase()
        .replace(/[^a-z0-9_]+/g, '_')}`
    : id

/**
 * The conversations of a messenger by their ids. When a conversation that was looked up by handle has begun, its uuid leads
 * to it, too.
 */
export const createConversations = (
  context: Omit<ConversationContext, 'begin'>,
  { groups, stored }: { groups: Groups; stored: StoredData },
) => {
  const byId = new Map<string, ConversationCore>()
  const all = () => [...new Set(byId.values())]

  /** The uuid of the conversation with a person, if the conversation is known. */
  const begunUuid = (id: string): string | undefined =>
    id.startsWith('@') ? groups.findWhere(({ handle }) => handle === id.slice(1))?.uuid : undefined

  const begin = (conversation: ConversationCore, uuid: string) => {
    conversation.begin(uuid, byId.get(uuid))
    if (!byId.has(uuid)) byId.set(uuid, conversation)
  }

  const create = (id: string): ConversationCore => {
    const uuid = begunUuid(id)
    if (!uuid) return createConversation({ ...context, begin }, id)
    stored.move(id, uuid)
    const conversation = find(uuid)
    conversation.reload()
    return conversation
  }

  const find = (anyId: string): ConversationCore => {
    const id = normalise(anyId)
    const conversation = byId.get(id) ?? create(id)
    byId.set(id, conversation)
    return conversation
  }

  // It may have begun in another tab or on another device.
  groups.state.subscribe(() => {
    for (const conversation of all()) {
      const uuid = begunUuid(conversation.id())
      if (uuid) begin(conversation, uuid)
    }
  })

  return {
    all,
    find,

    /** Sends what is waiting, also of conversations that nobody has opened yet. */
    resume: () => {
      for (const id of stored.outboxIds()) find(id)
      for (const conversation of all()) conversation.resume()
    },

    /** Another tab has changed what is stored; of any conversation if there is no id. */
    reload: (id?: string) => {
      for (const conversation of all()) {
        if (id === undefined || conversation.id() === id) conversation.reload()
      }
    },
  }
}

export type Conversations = ReturnType<typeof createConversations>
