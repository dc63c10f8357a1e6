import type { Place } from './place.ts'

/* Exports of everything that is stored about a user (docs/decisions/0050-the-account.md). */

/** The parts of an export, in order. */
export const sections = [
  'conversations',
  'former_groups',
  'blocks',
  'reports',
  'connections',
  'push_subscriptions',
  'limits',
] as const
export type Section = (typeof sections)[number]

/** From where to continue. */
export type ExportCursor = {
  section: Section
  /** The key of the last conversation, block or report that is done. */
  after?: string | undefined
  /** The place of the last message that is done in the conversation that follows `after`. */
  from?: Place | undefined
  /** How many files of this section, or of this conversation, there are already. */
  files: number
}

export const firstCursor: ExportCursor = { section: sections[0], files: 0 }

export type ExportFile = { key: string; bytes: number }

export type Export = {
  userUuid: string
  uuid: string
  createdAt: string
  /** When its last file was stored. */
  updatedAt: string
  /** Absent once it is complete. */
  cursor?: ExportCursor | undefined
  /** How often it was continued. */
  version: number
  files: ExportFile[]
  expiresAtSeconds: number
}

// The rule of the bucket, in resources/bucket.yml, deletes the files after the same time.
export const exportSeconds = 7 * 24 * 60 * 60

const failedAfterMs = 60 * 60_000

/** A job that fails is repeated for half an hour. */
export const stateOf = ({ cursor, updatedAt }: Export, now: number): 'running' | 'ready' | 'failed' => {
  if (!cursor) return 'ready'
  return now - Date.parse(updatedAt) > failedAfterMs ? 'failed' : 'running'
}

/** Where the files of all exports of a user are. */
export const exportsPrefix = (userUuid: string): string => `exports/${userUuid}/`

/** Each attempt to write a file has a key of its own. */
export const exportKey = ({ userUuid, uuid }: Export, fileUuid: string): string =>
  `${exportsPrefix(userUuid)}${uuid}/${fileUuid}`

/** The name under which a browser saves the file. */
export const exportFileName = ({ createdAt, files }: Export, index = files.length): string =>
  `cruddur-${createdAt.slice(0, 10)}-${index + 1}.zip`
