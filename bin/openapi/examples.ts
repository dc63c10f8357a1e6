import { people } from '../../seed/people.ts'
import { groupUuidOf } from '../../src/domain/group.ts'
import { placeOf, timeOfUuid } from '../../src/domain/place.ts'
import { linkToMessages } from '../../src/middleware/links.ts'
import { accountExamples } from './accountExamples.ts'
import { attachmentExamplesOf } from './attachmentExamples.ts'

// The demo users, so that the examples work on the local stack.
const person = (handle: string) => people.find((user) => user.handle === handle) as (typeof people)[number]
const andrew = person('andrewbrown')
const bayko = person('bayko')
const nadia = person('nadia')

const group = groupUuidOf(andrew.uuid, bayko.uuid)

const message = ({ uuid, handle, display_name }: typeof andrew, messageUuid: string, text: string) => ({
  uuid: messageUuid,
  user_uuid: uuid,
  display_name,
  handle,
  message: text,
  created_at: new Date(timeOfUuid(messageUuid)).toISOString(),
  revision: 0,
})

const first = message(
  andrew,
  '019a1f5e-8c00-7b3a-9c41-2f6d0e8a7b15',
  'STOP ME. The thumbnail is looking right at me',
)
const last = message(
  bayko,
  '019a1f5e-d63f-7d0e-8f57-61c2b94ae308',
  'Put the remote down. Step back from the sofa.',
)
const sent = message(andrew, '019a1f60-1b7a-7c52-a9d6-0e4f83b1c297', 'ok. Stepping back')
const started = message(andrew, '019a1f63-40d2-7a18-b3f5-95d27c08e164', 'Are you coming on Saturday?')

const reply = message(andrew, '019a1f64-8e10-7c3d-9b52-c4f7a1d86e03', 'I was only going to dust it')
const quote = {
  uuid: last.uuid,
  user_uuid: bayko.uuid,
  handle: bayko.handle,
  display_name: bayko.display_name,
  message: last.message,
}

const namedGroup = '019a1f65-2c40-7e6b-8a17-d3b05f9c4e21'
const createdAt = new Date(timeOfUuid(namedGroup)).toISOString()
const event = {
  type: 'created',
  user_uuid: andrew.uuid,
  handle: andrew.handle,
  display_name: andrew.display_name,
  title: 'Sofa',
}
const createdMessage = '019a1f65-2c41-7d08-b6e5-4f7a29c81d30'
const seenByAll = { message_uuid: createdMessage, created_at: createdAt }
const member = ({ uuid, handle, display_name }: typeof andrew, is_owner = false) => ({
  uuid,
  handle,
  display_name,
  is_owner,
  joined_at: createdAt,
  seen: seenByAll,
})
const members = [member(andrew, true), member(bayko), member(nadia)]
const createdGroup = {
  uuid: namedGroup,
  kind: 'named',
  state: 'inbox',
  display_name: event.title,
  handle: '',
  title: event.title,
  member_count: 3,
  members_preview: [bayko, nadia].map(({ uuid, handle, display_name }) => ({ uuid, handle, display_name })),
  message: `${andrew.display_name} created the group “Sofa”`,
  created_at: createdAt,
  last_message: {
    uuid: createdMessage,
    user_uuid: andrew.uuid,
    handle: andrew.handle,
    display_name: andrew.display_name,
    revision: 0,
    event,
  },
  last_read_uuid: createdMessage,
  unread_count: 0,
  is_marked_unread: false,
  muted_until: null,
  revision: 0,
  seen: null,
}
const anotherTitle = 'Sofa and remote'

const groupInInbox = {
  uuid: group,
  kind: 'direct',
  state: 'inbox',
  user_uuid: bayko.uuid,
  display_name: bayko.display_name,
  handle: bayko.handle,
  message: last.message,
  created_at: last.created_at,
  last_message: {
    uuid: last.uuid,
    user_uuid: bayko.uuid,
    handle: bayko.handle,
    display_name: bayko.display_name,
    revision: 0,
  },
  last_read_uuid: first.uuid,
  unread_count: 1,
  is_marked_unread: false,
  muted_until: null,
  revision: 2,
}

export const examples = {
  health: { success: true, ver: 1 },
  me: { uuid: andrew.uuid, handle: andrew.handle, display_name: andrew.display_name, strangers: 'inbox' },
  names: { display_name: 'Andrew Brown', handle: 'andrewbrown' },
  settings: { strangers: 'inbox' },
  mute: { muted_until: '2026-12-24T18:00:00.000Z' },
  archive: { is_archived: true },
  accept: { request: 'accepted' },
  report: {
    message_group_uuid: group,
    message_uuid: last.uuid,
    reason: 'spam',
    note: 'The third time today.',
  },
  reported: {
    message_group_uuid: group,
    message_uuid: last.uuid,
    reason: 'spam',
    created_at: '2026-11-02T09:30:00.000Z',
  },
  nothing: {},
  newGroup: { title: event.title, user_uuids: [bayko.uuid, nadia.uuid] },
  createdGroup: { ...createdGroup, members },
  members,
  groupChange: { title: anotherTitle },
  renamedGroup: { ...createdGroup, title: anotherTitle, display_name: anotherTitle },
  newMember: { user_uuid: bayko.uuid },
  grownGroup: createdGroup,
  other: { uuid: bayko.uuid, handle: bayko.handle, display_name: bayko.display_name },
  groups: [groupInInbox],
  group: { ...groupInInbox, seen: { message_uuid: first.uuid, created_at: first.created_at } },
  messages: [first, last],
  send: { message: sent.message, message_group_uuid: group },
  start: { message: started.message, handle: nadia.handle },
  reply: { message: reply.message, message_group_uuid: group, reply_to: last.uuid },
  ...attachmentExamplesOf(group),
  ...accountExamples,
  edit: { message: 'ok. Stepping back now' },
  edited: {
    ...sent,
    message: 'ok. Stepping back now',
    revision: 1,
    edited_at: new Date(timeOfUuid(sent.uuid) + 60_000).toISOString(),
  },
  deleted: {
    ...sent,
    message: '',
    revision: 2,
    deleted_at: new Date(timeOfUuid(sent.uuid) + 120_000).toISOString(),
  },
  reaction: { emoji: '😂' },
  reacted: { ...last, revision: 1, reactions: [{ emoji: '😂', user_uuids: [andrew.uuid] }] },
  unreacted: { ...last, revision: 2 },
  replied: { ...reply, message_group_uuid: group, reply_to: quote },
  sent: { ...sent, message_group_uuid: group },
  pictured: {
    ...message(andrew, '019a1f61-0c3e-7b90-8f21-5d6e94a0b7c3', ''),
    attachments: [attachmentExamplesOf(group).attachment],
    message_group_uuid: group,
  },
  started: { ...started, message_group_uuid: groupUuidOf(andrew.uuid, nadia.uuid) },
  read: { message_uuid: last.uuid },
  unread: { unread_count: 0 },
  unreadConversations: { conversations: 1, has_requests: false },
  groupUuid: group,
  messageUuid: last.uuid,
  handle: bayko.handle,
  link: linkToMessages(
    `/api/messages/${group}`,
    20,
    { relation: 'before', place: placeOf(timeOfUuid(first.uuid), first.uuid) },
    'next',
  ),
  requestId: '8f5b2c0e-6a41-4d3f-9b7a-1c2d3e4f5a60',
}
