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
  /** The conversation after that, if a part of it is done, and the place of the last message of this part. */
  begun?: { groupUuid: string; place: Place } | undefined
  /** How many files of this list, or of the conversation that is begun, there are already. */
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
  /** From then on it is not listed. */
  expiresAtSeconds: number
}

// The rule of the bucket, in resources/bucket.yml, deletes the files after the same time, at the midnight that follows.
export const exportSeconds = 7 * 24 * 60 * 60

const failedAfterMs = 60 * 60_000

/** A job that fails is repeated for half an hour. */
export const stateOf = ({ cursor, updatedAt }: Export, now: number): 'running' | 'ready' | 'failed' => {
  if (!cursor) return 'ready'
  return now - Date.parse(updatedAt) > failedAfterMs ? 'failed' : 'running'
}

/** Where the files of all exports of a user are. */
export const exportsPrefix = (userUuid: string): string => `exports/${userUuid}/`

/** Where the files of an export are. */
export const exportPrefix = ({ userUuid, uuid }: Pick<Export, 'userUuid' | 'uuid'>): string =>
  `${exportsPrefix(userUuid)}${uuid}/`

/** Each attempt to write a file has a key of its own. */
export const exportKey = (one: Export, fileUuid: string): string => `${exportPrefix(one)}${fileUuid}`

/** The name under which a browser saves the file. */
export const exportFileName = ({ createdAt, files }: Export, index = files.length): string =>
  `cruddur-${createdAt.slice(0, 10)}-${index + 1}.zip`
