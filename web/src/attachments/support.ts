import { createAttachments } from '../../../client/attachments.ts'
import type { AttachmentSupport } from '../../../client/types.ts'
import { cachedFiles } from './cachedFiles.ts'
import { sendFile } from './sendFile.ts'

/** What the client library needs for pictures. */
export const attachmentSupport: AttachmentSupport = { createAttachments, files: cachedFiles, sendFile }
