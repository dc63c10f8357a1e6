import { pushSubscriptionView, timeOfSeconds } from '../domain/accountViews.ts'
import type { ExportCursor, Section } from '../domain/export.ts'
import type { User } from '../domain/user.ts'
import { reportView } from '../domain/views.ts'
import { listDevices } from '../repository/connections.ts'
import { keyOfReport, readReports } from '../repository/readReports.ts'
import { readBlocked, readLimits } from '../repository/userData.ts'
import type { Piece } from './pieces.ts'

/* The lists of an export. */

const maxPerPiece = 1000

/** What was read, with its key, and what of it is exported, if anything is. */
type Read = { key: string; value: unknown | undefined }

/** A piece for every thousand that were read, so that a job can continue from there. */
async function* piecesOf(
  section: Section,
  all: AsyncIterable<Read>,
  { files: before }: ExportCursor,
): AsyncGenerator<Piece> {
  let files = before
  let chunk: Read[] = []
  const piece = (continues: boolean): Piece => {
    const content = chunk.flatMap(({ value }) => (value === undefined ? [] : [value]))
    const after = chunk.at(-1)?.key
    if (content.length > 0) files += 1
    chunk = []
    return {
      section,
      name: `${section}${files > 1 ? `-${files}` : ''}.json`,
      content: content.length > 0 ? content : undefined,
      pictures: [],
      continues,
      next: continues ? { section, ...(after === undefined ? {} : { after }), files } : undefined,
    }
  }
  for await (const read of all) {
    chunk.push(read)
    if (chunk.length >= maxPerPiece) yield piece(true)
  }
  yield piece(false)
}

async function* blocksOf(userUuid: string, after?: string): AsyncGenerator<Read> {
  for await (const key of readBlocked(userUuid, after)) yield { key, value: { user_uuid: key } }
}

async function* reportsOf(userUuid: string, after?: string): AsyncGenerator<Read> {
  for await (const report of readReports(after)) {
    const isOwn = report.reporter.uuid === userUuid
    const value = isOwn ? { ...reportView(report), note: report.note ?? null } : undefined
    yield { key: keyOfReport(report).sk, value }
  }
}

async function* connectionsOf(userUuid: string): AsyncGenerator<Read> {
  const { connections } = await listDevices(userUuid, { consistent: true })
  for (const { id, connectedAt, expiresAtSeconds } of connections) {
    const connected_at = new Date(connectedAt).toISOString()
    yield { key: id, value: { connection_id: id, connected_at, expires_at: timeOfSeconds(expiresAtSeconds) } }
  }
}

/** Without the keys, which are of no use to the person. */
async function* subscriptionsOf(userUuid: string): AsyncGenerator<Read> {
  const { subscriptions } = await listDevices(userUuid, { consistent: true })
  for (const subscription of subscriptions) {
    const { uuid, endpoint, registeredAt } = subscription
    const registered_at = new Date(registeredAt).toISOString()
    yield { key: uuid, value: { ...pushSubscriptionView(subscription), endpoint, registered_at } }
  }
}

async function* limitsOf(userUuid: string): AsyncGenerator<Read> {
  for await (const item of readLimits(userUuid)) yield { key: String(item.sk), value: item }
}

const readers: Record<Exclude<Section, 'conversations' | 'former_groups'>, typeof blocksOf> = {
  blocks: blocksOf,
  reports: reportsOf,
  connections: connectionsOf,
  push_subscriptions: subscriptionsOf,
  limits: limitsOf,
}

export const listPieces =
  (section: keyof typeof readers) =>
  ({ uuid }: User, cursor: ExportCursor): AsyncGenerator<Piece> =>
    piecesOf(section, readers[section](uuid, cursor.after), cursor)
