import { findMessage } from './findMessage.ts'
import type { TimelineEvent } from './timelineState.ts'
import type { Api } from './types.ts'

type Context = { api: Api; onFailure: (error: unknown) => void }

type Conversation = {
  uuid: () => string | undefined
  /** The uuids of the messages that are quoted and not known. */
  unknown: () => readonly string[]
  dispatch: (event: TimelineEvent) => void
}

/** Fetches quoted messages that neither a frame nor a page contained, one after the other. */
export const createQuotes = ({ api, onFailure }: Context, { uuid, unknown, dispatch }: Conversation) => {
  let isFetching = false

  const fetchAll = async (groupUuid: string) => {
    const asked = new Set<string>()
    const next = () => unknown().find((quoted) => !asked.has(quoted))
    for (let quoted = next(); quoted !== undefined; quoted = next()) {
      asked.add(quoted)
      dispatch({ type: 'quoteLoaded', uuid: quoted, message: await findMessage(api, groupUuid, quoted) })
    }
  }

  return {
    fetch: () => {
      const groupUuid = uuid()
      if (isFetching || groupUuid === undefined || unknown().length === 0) return
      isFetching = true
      fetchAll(groupUuid)
        .catch(onFailure)
        .finally(() => {
          isFetching = false
        })
    },
  }
}
