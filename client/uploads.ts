import { MessengerError } from './errors.ts'
import { createStore, setEntry } from './store.ts'
import type { Api, LocalAttachment, SendFile, Store, Upload, UploadState } from './types.ts'
import { newUpload, reduceUpload, type UploadEvent } from './uploadState.ts'

type Context = { api: Api; sendFile: SendFile }

type Request = {
  attachment: LocalAttachment
  file: Blob
  groupUuid: string
  /** Ends the upload, which then rejects with the reason of the signal. */
  signal: AbortSignal
}

/** A message may wait behind others before it is sent. */
const marginMs = 5 * 60_000

/** Whether the server has the file, and keeps it long enough. */
export const isUploaded = ({ uuid, expiresAt = '' }: LocalAttachment, now: number): boolean =>
  uuid !== undefined && Date.parse(expiresAt) - marginMs > now

/** Uploads the files of unsent messages. */
export const createUploads = ({ api, sendFile }: Context) => {
  const states = createStore<ReadonlyMap<string, UploadState>>(new Map())

  const askForGrant = async ({ attachment, groupUuid, signal }: Request): Promise<Upload> => {
    const { content_type, bytes, width, height } = attachment
    const body = { message_group_uuid: groupUuid, content_type, bytes, width, height }
    return (await api('POST /api/attachments', { body }, { signal })).body
  }

  const upload = async (request: Request): Promise<LocalAttachment> => {
    const { attachment, file, signal } = request
    let state: UploadState = newUpload
    const dispatch = (event: UploadEvent) => {
      state = reduceUpload(state, event)
      setEntry(states, attachment.id, state)
    }
    setEntry(states, attachment.id, state)
    try {
      for (;;) {
        signal.throwIfAborted()
        const current = state as UploadState
        switch (current.name) {
          case 'requesting':
            dispatch({ type: 'granted', grant: await askForGrant(request) })
            break
          case 'uploading': {
            const onProgress = (sent: number) => dispatch({ type: 'progressed', sent })
            const status = await sendFile({ ...current.grant.upload, file, signal, onProgress })
            signal.throwIfAborted()
            dispatch({ type: 'answered', status })
            break
          }
          case 'failed':
            throw new MessengerError(current.code, { status: current.status })
          case 'uploaded': {
            const { uuid, expires_at: expiresAt } = current.grant
            return { ...attachment, uuid, expiresAt }
          }
        }
      }
    } finally {
      setEntry(states, attachment.id, undefined)
    }
  }

  return {
    /** By the id of the attachment, while the file is being uploaded. */
    states: states as Store<ReadonlyMap<string, UploadState>>,
    upload,
  }
}
