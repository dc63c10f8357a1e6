import { v7 as uuidv7 } from 'uuid'
import { sendMessage } from './api.ts'
import { serverClock } from './clock.ts'
import { dropUnsent, hearDropped, idsWithUnsent, isUnsent, keepDraft, keepUnsent, readDraft } from './kept.ts'
import { conversationOf, inbox, isBegun, knownIds, me, tellConversation } from './mailbox.ts'
import { allowNewKeys, replaceKey } from './newKey.ts'
import { RequestError } from './requestError.ts'
import type { Unsent } from './state/conversation.ts'
import { createStore } from './store.ts'
import { postToTabs } from './tabs.ts'
import type { Message } from './types.ts'

/*
 * Messages on their way: one after the other in each conversation, so that they come in the order in which they were
 * written; each with a key that stays the same, so that it comes once.
 */

/** The conversations that this tab has begun: the group's uuid by `@` and handle. */
export const begun = createStore(
  (state: Record<string, string>, [id, groupUuid]: [string, string]) => ({ ...state, [id]: groupUuid }),
  {},
)

const withoutWordMs = 5000
const longestWaitMs = 2 * 60_000

/** When a UUIDv7 was made. */
const timeOfUuid = (uuid: string): number => Number.parseInt(uuid.slice(0, 8) + uuid.slice(9, 13), 16)

const move = (from: string, to: string, { code: _, ...message }: Unsent) => {
  keepUnsent(to, message)
  tellConversation(to, { type: 'written', message })
  dropUnsent(from, message.uuid)
  tellConversation(from, { type: 'takenBack', uuid: message.uuid })
}

const stored = (id: string, groupUuid: string, unsent: Unsent, message: Message) => {
  serverClock.placed(timeOfUuid(unsent.uuid), message.created_at)
  tellConversation(groupUuid, { type: 'messagesCame', messages: [message] })
  inbox.send({ type: 'messageCame', groupUuid, message, isOwn: true })
  postToTabs({ type: 'message', message_group_uuid: groupUuid, message })
  dropUnsent(id, message.uuid)
  if (isBegun(id)) return
  tellConversation(id, { type: 'takenBack', uuid: message.uuid })
  for (const waiting of conversationOf(id).get().unsent) move(id, groupUuid, waiting)
  sendAll(groupUuid)
  keepDraft(groupUuid, readDraft(id))
  keepDraft(id, '')
  begun.send([id, groupUuid])
}

const failed = (id: string, unsent: Unsent, error: unknown) => {
  if (!(error instanceof RequestError)) throw error
  // What kept this one from going keeps those behind it, too; what was wrong with this one is its own.
  const { unsent: all } = conversationOf(id).get()
  const concerned = error.isTransient ? all.filter(({ code }) => !code) : [unsent]
  for (const { uuid } of concerned) tellConversation(id, { type: 'failed', uuid, code: error.code })
}

/** How long to wait before the same is sent again without a word, for a server that is asked too much. */
const waitMs = ({ code, retryAfterMs = withoutWordMs }: RequestError): number | undefined =>
  code === 'too_many_requests' && retryAfterMs <= longestWaitMs ? retryAfterMs : undefined

const attempt = async (id: string, unsent: Unsent) => {
  try {
    const target = isBegun(id) ? { message_group_uuid: id } : { handle: id.slice(1) }
    const { message_group_uuid = id, ...message } = await sendMessage(unsent.uuid, unsent.message, target)
    stored(id, message_group_uuid, unsent, message)
  } catch (error) {
    if (!(error instanceof RequestError)) throw error
    const wait = waitMs(error)
    if (wait !== undefined) await new Promise((resolve) => setTimeout(resolve, wait))
    else if (error.code === 'idempotency_key_invalid') {
      const known = await replaceKey(id, unsent)
      if (known) stored(id, known.groupUuid, unsent, known.message)
    } else throw error
  }
}

const busy = new Set<string>()

const sendAll = async (id: string) => {
  if (busy.has(id)) return
  busy.add(id)
  try {
    for (;;) {
      const next = conversationOf(id)
        .get()
        .unsent.find(({ code }) => !code)
      if (!next) return
      if (isUnsent(id, next.uuid)) await attempt(id, next).catch((error) => failed(id, next, error))
      else tellConversation(id, { type: 'takenBack', uuid: next.uuid })
    }
  } finally {
    busy.delete(id)
  }
}

export const write = (id: string, text: string) => {
  const profile = me.get()
  if (!profile) return
  const now = serverClock.mint()
  const message: Message = {
    uuid: uuidv7({ msecs: now }),
    user_uuid: profile.uuid,
    display_name: profile.display_name,
    handle: profile.handle,
    message: text,
    created_at: new Date(now).toISOString(),
  }
  keepUnsent(id, message)
  tellConversation(id, { type: 'written', message })
  sendAll(id)
}

/** Sends what has failed once more, with the same keys. */
export const tryAgain = (id: string) => {
  allowNewKeys(conversationOf(id).get().unsent)
  tellConversation(id, { type: 'triedAgain' })
  sendAll(id)
}

/** What another tab has sent, or taken back, is no longer ours to send. */
export const heedOtherTabs = () =>
  hearDropped((id, uuid) => tellConversation(id, { type: 'takenBack', uuid }))

/** Gives an unsent message back to the composer. */
export const takeBack = (id: string, { uuid, message }: Unsent) => {
  dropUnsent(id, uuid)
  tellConversation(id, { type: 'takenBack', uuid })
  keepDraft(id, [readDraft(id), message].filter(Boolean).join('\n'))
}

const isPassing = ({ code }: Unsent) =>
  code !== undefined && ['unreachable', 'internal_error', 'too_many_requests'].includes(code)

/** When the network is back, and after a reload. */
export const sendWhatIsLeft = () => {
  for (const id of new Set([...idsWithUnsent(), ...knownIds()])) {
    if (conversationOf(id).get().unsent.some(isPassing)) tryAgain(id)
    else sendAll(id)
  }
}
