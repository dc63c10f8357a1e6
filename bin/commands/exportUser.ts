import { type DirectMembership, listOf, type NamedMembership } from '../../src/domain/group.ts'
import { timeOf } from '../../src/domain/place.ts'
import type { User } from '../../src/domain/user.ts'
import { messageView, meView, reportView } from '../../src/domain/views.ts'
import { readReports } from '../../src/repository/admin/reports.ts'
import {
  readBlocked,
  readFormerGroups,
  readLimits,
  readMemberships,
  readTouchedMessages,
} from '../../src/repository/admin/userData.ts'
import { listConnections } from '../../src/repository/connections.ts'
import { getNamedGroup } from '../../src/repository/namedGroups.ts'
import type { Command } from '../command.ts'
import { createPictureExport, exportedMessage, type PictureExport } from '../exportedPictures.ts'
import { findUser } from '../findUser.ts'
import { targetOptions, useTarget } from '../target.ts'

const indented = (value: unknown) => JSON.stringify(value, null, 2)

/** A JSON property with an array, element by element. */
async function* list(name: string, elements: AsyncIterable<unknown>): AsyncGenerator<string> {
  let separator = `"${name}": [`
  for await (const element of elements) {
    yield `${separator}\n${indented(element)}`
    separator = ','
  }
  yield separator === ',' ? '\n]' : `${separator}]`
}

/** What the user wrote in a conversation, their reactions to messages of others, and the events by or about them. */
type Part = { userUuid: string; groupUuid: string; pictures: PictureExport }

const touchedBy = async ({ userUuid, groupUuid, pictures }: Part) => {
  const messages = []
  const reactions = []
  const events = []
  for await (const message of readTouchedMessages({ userUuid, groupUuid })) {
    const { sender, reactions: all, event } = message
    const emoji = all?.[userUuid]
    if (event) events.push(messageView(message))
    else if (sender.uuid === userUuid) {
      messages.push(exportedMessage(message))
      await pictures.save(message)
    }
    // The user can have reacted to a message of their own: that is in the message.
    else if (emoji) reactions.push({ message_uuid: message.uuid, emoji })
  }
  return { messages, reactions, events }
}

const namedGroupOf = async (
  { userUuid, groupUuid, joinedAt, shown }: NamedMembership,
  pictures: PictureExport,
) => ({
  title: shown.title,
  joined_at: joinedAt,
  is_owner: (await getNamedGroup(groupUuid))?.ownerUuid === userUuid,
  ...(await touchedBy({ userUuid, groupUuid, pictures })),
})

const directOf = async ({ userUuid, groupUuid, other }: DirectMembership, pictures: PictureExport) => {
  const { messages, reactions } = await touchedBy({ userUuid, groupUuid, pictures })
  return { with: { handle: other.handle, display_name: other.displayName }, messages, reactions }
}

async function* conversationsOf({ uuid }: User, pictures: PictureExport) {
  for await (const membership of readMemberships(uuid)) {
    const { groupUuid, readPlace, state, hasBlocked, mutedUntil, isMarkedUnread, kind } = membership
    yield {
      message_group_uuid: groupUuid,
      list: listOf({ state, hasBlocked }) ?? state,
      muted_until: mutedUntil ?? null,
      is_marked_unread: isMarkedUnread === true,
      read_up_to: readPlace === undefined ? null : timeOf(readPlace),
      ...(await (kind === 'named' ? namedGroupOf(membership, pictures) : directOf(membership, pictures))),
    }
  }
}

/** The named groups that the user has left, with what they wrote there. */
async function* formerGroupsOf({ uuid }: User, pictures: PictureExport) {
  for await (const groupUuid of readFormerGroups(uuid))
    yield { message_group_uuid: groupUuid, ...(await touchedBy({ userUuid: uuid, groupUuid, pictures })) }
}

async function* blocksOf({ uuid }: User) {
  for await (const blocked of readBlocked(uuid)) yield { user_uuid: blocked }
}

async function* reportsOf({ uuid }: User) {
  for await (const report of readReports())
    if (report.reporter.uuid === uuid) yield { ...reportView(report), note: report.note ?? null }
}

async function* connectionsOf({ uuid }: User) {
  for (const { id, connectedAt, expiresAtSeconds } of await listConnections(uuid, { consistent: true })) {
    const expires = new Date(expiresAtSeconds * 1000).toISOString()
    yield { connection_id: id, connected_at: new Date(connectedAt).toISOString(), expires_at: expires }
  }
}

async function* everything(user: User, pictures: PictureExport): AsyncGenerator<string> {
  const { cognitoUserId: cognito_user_id, claim, suspendedAt: suspended_at } = user
  const more = { cognito_user_id, claim, suspended_at, reserved_handles: user.reservedHandles }
  yield `{\n"profile": ${indented({ ...meView(user), ...more })},\n`
  yield* list('conversations', conversationsOf(user, pictures))
  yield ',\n'
  yield* list('former_groups', formerGroupsOf(user, pictures))
  yield ',\n'
  yield* list('blocks', blocksOf(user))
  yield ',\n'
  yield* list('reports', reportsOf(user))
  yield ',\n'
  yield* list('connections', connectionsOf(user))
  yield ',\n'
  yield* list('limits', readLimits(user.uuid))
  yield '\n}\n'
}

export const exportUser: Command = {
  summary: 'Print everything that the table stores about a user, as JSON',
  arguments: [{ name: 'handle', description: 'The user' }],
  options: {
    files: { value: 'folder', description: 'Save the pictures that the user has sent in this folder' },
    ...targetOptions,
  },
  notes:
    "Includes the user's own messages, with the names of the files of their pictures, and reports, their reactions to messages of others, but not those messages, and of groups what they did and what was done to them. The e-mail address is only in the user pool.",
  example: 'npm run --silent users:export -- bayko --files pictures > bayko.json',
  run: async (values, [handle = ''], io) => {
    await useTarget(values)
    const user = await findUser(handle)
    const pictures = createPictureExport(typeof values.files === 'string' ? values.files : undefined, io)
    await io.streamToStdout(everything(user, pictures), '')
    io.writeStderr(`Exported everything that the table stores about ${user.handle}.${pictures.describe()}`)
  },
}
