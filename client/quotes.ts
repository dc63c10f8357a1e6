import { findMessage } from './findMessage.ts'
import { isResolved } from './mergeMessages.ts'
import type { TimelineEvent } from './timelineState.ts'
import type { Api, ConversationState } from './types.ts'

type Context = { api: Api; onFailure: (error: unknown) => void }

type Conversation = { state: () => ConversationState; dispatch: (event: TimelineEvent) => void }

/** The uuids of the messages that are quoted and not known. */
const unknownIn = ({ messages, outbox, replyingTo }: ConversationState): string[] => {
  const quotes = [
    ...messages.map(({ reply_to }) => reply_to),
    ...outbox.map(({ replyTo }) => replyTo),
    replyingTo,
  ]
  return quotes.flatMap((quote) => (quote && !isResolved(quote) ? quote.uuid : []))
}

/** Fetches quoted messages that neither a frame nor a page contained, one after the other. */
export const createQuotes = ({ api, onFailure }: Context, { state, dispatch }: Conversation) => {
  let isFetching = false

  const fetchAll = async (groupUuid: string) => {
    const asked = new Set<string>()
    const next = () => unknownIn(state()).find((quoted) => !asked.has(quoted))
    for (let quoted = next(); quoted !== undefined; quoted = next()) {
      asked.add(quoted)
      dispatch({ type: 'quoteLoaded', uuid: quoted, message: await findMessage(api, groupUuid, quoted) })
    }
  }

  return {
    fetch: () => {
      const { uuid } = state()
      if (isFetching || uuid === undefined || unknownIn(state()).length === 0) return
      isFetching = true
      fetchAll(uuid)
        .catch(onFailure)
        .finally(() => {
          isFetching = false
        })
    },
  }
}
