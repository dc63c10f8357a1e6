import type { Conversation } from '../../client/types.ts'
import { VisibleError } from '../../src/domain/error.ts'
import type { Message } from '../../src/domain/message.ts'
import type { OnConversation, OnServer, Who } from './modelEvents.ts'
import type { ModelServer, Person } from './modelServer.ts'

/* How random histories reply, edit, delete and react, in a tab and elsewhere. */

/** What was done last to a message in the tabs, in which it has to end. */
export type LastChanges = Map<string, { text?: string; emoji?: string | undefined; isDeleted?: boolean }>

type Context = {
  server: ModelServer
  user: Person
  random: () => number
  groupOf: (who: Who) => string | undefined
  personOf: (who: Who) => Person
  /** The person no longer wants to send this message. */
  discard: (text: string) => void
}

const emoji = ['👍', '❤️', undefined] as const

/** The text without what an edit has added: messages are recognised by it. */
export const originalOf = (text: string): string => text.replace(/ edited \d+$/, '')

export const createChangeEvents = ({ server, user, random, groupOf, personOf, discard }: Context) => {
  /** Of changes that were made in the tabs only. */
  const last: LastChanges = new Map()
  /** Messages that were changed elsewhere, or of which a change was cancelled. */
  const uncertain = new Set<string>()
  let edits = 0

  const pick = <Item>(items: readonly Item[]): Item | undefined => items[Math.floor(random() * items.length)]
  /** Mostly a recent one. */
  const pickRecent = <Item>(items: readonly Item[]): Item | undefined =>
    random() < 0.6 ? pick(items.slice(-3)) : pick(items)
  const edited = (text: string) => {
    edits += 1
    return `${originalOf(text)} edited ${edits}`
  }
  const note = (uuid: string, change: ReturnType<LastChanges['get']>) =>
    last.set(uuid, { ...last.get(uuid), ...change })

  const ownIn = (conversation: Conversation) => {
    const { messages, outbox } = conversation.get()
    const sent = messages.filter(
      ({ user_uuid, deleted_at, event }) => user_uuid === user.uuid && !deleted_at && !event,
    )
    return [
      ...sent.map(({ uuid, message: text }) => ({ uuid, text, isUnsent: false })),
      ...outbox.map(({ uuid, text }) => ({ uuid, text, isUnsent: true })),
    ]
  }

  const refusable = (work: () => unknown) => {
    try {
      work()
    } catch (error) {
      if (!(error instanceof VisibleError)) throw error
    }
  }

  return {
    last,
    uncertain,

    inTab: (name: OnConversation, conversation: Conversation) => {
      const { messages, changes } = conversation.get()
      switch (name) {
        case 'edit': {
          const own = pickRecent(ownIn(conversation))
          if (!own) return
          const text = edited(own.text)
          note(own.uuid, { text })
          conversation.edit(own.uuid, text)
          return
        }
        case 'delete': {
          const own = pickRecent(ownIn(conversation))
          if (!own) return
          if (own.isUnsent) discard(own.text)
          else note(own.uuid, { isDeleted: true })
          conversation.delete(own.uuid)
          return
        }
        case 'react': {
          const message = pickRecent(messages)
          if (!message || message.deleted_at || message.event) return
          const chosen = pick(emoji)
          note(message.uuid, { emoji: chosen })
          conversation.react(message.uuid, chosen)
          return
        }
        case 'begin a reply':
          conversation.setReplyTo(pickRecent(messages)?.uuid)
          return
        case 'cancel a change':
          if (!changes[0]) return
          uncertain.add(changes[0].messageUuid)
          conversation.cancel(changes[0].id)
      }
    },

    elsewhere: (name: OnServer, who: Who) => {
      const groupUuid = groupOf(who)
      if (!groupUuid) return
      const isOwn = name.endsWith(' elsewhere')
      const by = isOwn ? user : personOf(who)
      const all = server.messagesOf(groupUuid).filter(({ event }) => !event)
      const message: Message | undefined = pickRecent(
        name.startsWith('react') || name === 'replies'
          ? all
          : all.filter(({ sender }) => sender.uuid === by.uuid),
      )
      if (!message) return
      if (isOwn) uncertain.add(message.uuid)
      refusable(() => {
        switch (name) {
          case 'replies':
            edits += 1
            return server.send(by, server.freshKey(), `reply ${edits}`, {
              message_group_uuid: groupUuid,
              reply_to: message.uuid,
            })
          case 'edits':
          case 'edit elsewhere':
            return server.edit(by, groupUuid, message.uuid, edited(message.text))
          case 'deletes':
          case 'delete elsewhere':
            return server.remove(by, groupUuid, message.uuid)
          default:
            return server.react(by, groupUuid, message.uuid, pick(emoji))
        }
      })
    },
  }
}
