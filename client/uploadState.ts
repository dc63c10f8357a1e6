import type { Upload, UploadState } from './types.ts'

/* The upload of one file. A pure state machine; uploads.ts runs the requests. */

export type UploadEvent =
  /** The server permits an upload. */
  | { type: 'granted'; grant: Upload }
  /** `sent`: the part of the file that has left, from 0 to 1. */
  | { type: 'progressed'; sent: number }
  /** The response of the storage; 0 if it could not be reached. */
  | { type: 'answered'; status: number }

/** A permission lasts for 10 minutes, so a slow connection or a device that slept may need another one. */
const maxGrants = 3

export const newUpload: UploadState = { name: 'requesting', grants: 0 }

export const reduceUpload = (state: UploadState, event: UploadEvent): UploadState => {
  switch (event.type) {
    case 'granted': {
      if (state.name !== 'requesting') return state
      return { name: 'uploading', grants: state.grants + 1, grant: event.grant, sent: 0 }
    }
    case 'progressed':
      return state.name === 'uploading' ? { ...state, sent: Math.max(state.sent, event.sent) } : state
    case 'answered': {
      if (state.name !== 'uploading') return state
      const { status } = event
      const { grants, grant } = state
      if (status >= 200 && status < 300) return { name: 'uploaded', grant }
      if (status === 0) return { name: 'failed', code: 'unreachable', status }
      if (status === 429 || status >= 500) return { name: 'failed', code: 'internal_error', status }
      if (grants < maxGrants) return { name: 'requesting', grants } // the permission has expired
      return { name: 'failed', code: 'attachment_invalid', status }
    }
  }
}
