import type { Outbox } from './outbox.ts'
import type { OutboxEntry, StoredData } from './storedData.ts'
import type { Message, Profile } from './types.ts'

type Context = { stored: StoredData; me: () => Profile | undefined }

type Conversation = {
  id: () => string
  outbox: Outbox
  /** A message that is held, as the server has it. */
  find: (uuid: string) => Message | undefined
}

type Change = Required<Pick<OutboxEntry, 'messageUuid' | 'kind'>> & Pick<OutboxEntry, 'text' | 'emoji'>

/** The user's changes of messages. They are put into the outbox, where a newer one replaces an older one. */
export const createChanges = ({ stored, me }: Context, { id, outbox, find }: Conversation) => {
  const changesOf = (messageUuid: string) =>
    stored.outbox(id()).filter((entry) => entry.messageUuid === messageUuid)

  const isDeleted = (messageUuid: string) =>
    find(messageUuid)?.deleted_at !== undefined ||
    changesOf(messageUuid).some(({ kind, failure }) => kind === 'deletion' && failure === undefined)

  const remove = (entries: readonly OutboxEntry[]) => {
    for (const { uuid } of entries) stored.removeEntry(id(), uuid)
  }

  /** `isAsStored`: the server has it like this already, unless an attempt of an earlier change succeeds. */
  const replace = (change: Change, isAsStored: boolean) => {
    const { messageUuid, kind } = change
    if (isDeleted(messageUuid)) return
    const replaced = changesOf(messageUuid).filter((entry) => entry.kind === kind)
    remove(replaced)
    const mayDiffer = replaced.some(({ isAttempted, mayDiffer }) => isAttempted || mayDiffer)
    if (isAsStored && !mayDiffer) outbox.reload()
    else outbox.add({ ...change, ...(mayDiffer && { mayDiffer }) }, replaced)
  }

  return {
    edit: (messageUuid: string, text: string) => {
      const unsent = stored.entry(id(), messageUuid)
      // The server has not stored a message that it refused.
      if (unsent && (!unsent.isAttempted || unsent.failure !== undefined)) {
        remove(changesOf(messageUuid))
        stored.putEntry(id(), { ...unsent, text, failure: undefined })
        outbox.reload()
      } else replace({ messageUuid, kind: 'edit', text }, find(messageUuid)?.message === text)
    },

    delete: (messageUuid: string) => {
      if (isDeleted(messageUuid)) return
      const unsent = stored.entry(id(), messageUuid)
      remove(changesOf(messageUuid))
      stored.removeEntry(id(), messageUuid)
      if (unsent && !unsent.isAttempted) outbox.reload()
      else outbox.add({ messageUuid, kind: 'deletion', text: '' })
    },

    react: (messageUuid: string, emoji: string | undefined) => {
      const held = find(messageUuid)
      const isOwn = ({ user_uuids }: { user_uuids: string[] }) => user_uuids.includes(me()?.uuid ?? '')
      const isAsStored = held !== undefined && held.reactions?.find(isOwn)?.emoji === emoji
      const fields = emoji === undefined ? {} : { emoji }
      replace({ messageUuid, kind: 'reaction', text: '', ...fields }, isAsStored)
    },
  }
}
