import { emojiFrom } from '../../src/domain/emoji.ts'
import { VisibleError } from '../../src/domain/error.ts'
import { type Membership, refusalOf } from '../../src/domain/group.ts'
import { editRefusalOf, idempotencyKeyFrom, type Message, nextEditKey } from '../../src/domain/message.ts'
import { changeOf, type Place, timeOfUuid } from '../../src/domain/place.ts'
import type { Frame } from '../../src/domain/viewSchemas.ts'
import { changedFrame } from '../../src/domain/views.ts'
import type { Person } from './modelServer.ts'

/* What people change about messages in the model of the server: edits, deletions and reactions. */

type Context = {
  now: () => number
  later: (work: () => void) => void
  push: (userUuids: string[], frame: Frame) => void
  messagesOf: (groupUuid: string) => Message[]
  /** Who sees a message. */
  recipientsOf: (message: Message) => string[]
  replace: (message: Message) => void
  getMembership: (userUuid: string, groupUuid: string) => Membership
  findMembership: (userUuid: string, groupUuid: string) => Membership | undefined
  change: (membership: Membership, changes: Partial<Membership>) => void
}

export const createModelChanges = (context: Context) => {
  const { now, later, push, messagesOf, recipientsOf, replace, getMembership, findMembership, change } =
    context
  const changes = new Map<string, Set<string>>()

  const findMessage = (groupUuid: string, uuid: string): Message => {
    const message = messagesOf(groupUuid).find((one) => one.uuid === uuid)
    if (!message) throw new VisibleError('message_not_found')
    return message
  }

  const requireWritable = (user: Person, groupUuid: string) => {
    const refusal = refusalOf(getMembership(user.uuid, groupUuid))
    if (refusal) throw new VisibleError(refusal)
  }

  /** What the stream's function does: a row that shows or counts the message gets a new revision. */
  const updateRows = (message: Message) => {
    for (const userUuid of recipientsOf(message)) {
      const row = findMembership(userUuid, message.groupUuid)
      const isCounted = message.deletedAt !== undefined && message.sender.uuid !== userUuid
      if (!row) continue
      if (message.place >= row.lastPlace || (isCounted && message.place > (row.readPlace ?? '')))
        change(row, {})
    }
  }

  const write = (message: Message, kind: 'text' | 'reaction'): Message => {
    const changed = { ...message, revision: (message.revision ?? 0) + 1 }
    const noted = changes.get(message.groupUuid) ?? new Set()
    changes.set(message.groupUuid, noted.add(changeOf(now(), message.place)))
    replace(changed)
    if (kind === 'text') later(() => updateRows(changed))
    later(() => push(recipientsOf(changed), changedFrame(changed)))
    return changed
  }

  return {
    /** The changes of a conversation after one, oldest first. */
    changesAfter: (groupUuid: string, from: string): string[] =>
      [...(changes.get(groupUuid) ?? [])].filter((change) => change > from).sort(),

    edit: (user: Person, groupUuid: string, uuid: string, text: string, givenKey?: string): Message => {
      const key = idempotencyKeyFrom(givenKey, now())
      getMembership(user.uuid, groupUuid)
      const message = findMessage(groupUuid, uuid)
      const isOwn = message.sender.uuid === user.uuid
      if (isOwn && key !== undefined && message.editKey !== undefined && key <= message.editKey) {
        const isOther = message.editKey === key && message.deletedAt === undefined && message.text !== text
        if (isOther) throw new VisibleError('idempotency_key_reused')
        return message
      }
      const refusal = editRefusalOf(message, user.uuid, now())
      if (refusal) throw new VisibleError(refusal)
      requireWritable(user, groupUuid)
      if (message.text === text) return message
      const editKey = key ?? nextEditKey(message, now())
      const editedAt = new Date(Math.max(now(), timeOfUuid(editKey))).toISOString()
      return write({ ...message, text, editKey, editedAt }, 'text')
    },

    remove: (user: Person, groupUuid: string, uuid: string): Message => {
      getMembership(user.uuid, groupUuid)
      const message = findMessage(groupUuid, uuid)
      if (message.sender.uuid !== user.uuid) throw new VisibleError('not_the_author')
      if (message.deletedAt !== undefined) return message
      const { editedAt: _, replyTo: __, reactions: ___, attachments: ____, ...rest } = message
      return write({ ...rest, text: '', deletedAt: new Date(now()).toISOString() }, 'text')
    },

    react: (user: Person, groupUuid: string, uuid: string, text: string | undefined): Message => {
      getMembership(user.uuid, groupUuid)
      const message = findMessage(groupUuid, uuid)
      const { [user.uuid]: before, ...others } = message.reactions ?? {}
      if (text === undefined)
        return before === undefined ? message : write({ ...message, reactions: others }, 'reaction')
      const emoji = emojiFrom(text)
      if (!emoji) throw new VisibleError('emoji_invalid')
      if (message.deletedAt !== undefined) throw new VisibleError('message_deleted')
      if (message.event) throw new VisibleError('message_is_event')
      requireWritable(user, groupUuid)
      if (before === emoji) return message
      return write({ ...message, reactions: { ...others, [user.uuid]: emoji } }, 'reaction')
    },
  }
}

/** The messages that a page quotes; of those that are not on the page, at most `max`. */
export const quotesFor = (page: readonly Message[], all: readonly Message[], max: number) => {
  const onPage = new Map<Place, Message | undefined>(page.map((message) => [message.place, message]))
  const quoted = page.toReversed().flatMap(({ replyTo }) => (replyTo ? [replyTo.place] : []))
  const others = [...new Set(quoted)].filter((place) => !onPage.has(place)).slice(0, max)
  const found = others.map((place) => [place, all.find((message) => message.place === place)] as const)
  return new Map([...onPage, ...found])
}
