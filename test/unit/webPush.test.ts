import { describe, expect, test } from '@jest/globals'
import type { DirectMembership, Membership } from '../../src/domain/group.ts'
import type { Message } from '../../src/domain/message.ts'
import { isWorthPush, pushPayload } from '../../src/domain/webPush.ts'

const now = Date.parse('2026-05-01T12:00:00.000Z')
const [before, place, after] = [
  '2026-05-01T11:59:58.000Z#a',
  '2026-05-01T11:59:59.000Z#b',
  '2026-05-01T12:00:01.000Z#c',
]
const groupUuid = 'the-group'
const sender = { uuid: 'the-sender', handle: 'sender', displayName: 'The Sender' }

const message: Message = {
  uuid: 'the-message',
  groupUuid,
  text: 'Hello!',
  sender,
  memberUuids: ['the-sender', 'me'],
  place,
}
const direct: DirectMembership = {
  kind: 'direct',
  userUuid: 'me',
  groupUuid,
  other: sender,
  lastPlace: place,
  state: 'inbox',
}
const shown = { title: 'Trip', memberCount: 3, preview: [], version: 1 }
const named: Membership = {
  kind: 'named',
  userUuid: 'me',
  groupUuid,
  lastPlace: place,
  state: 'inbox',
  joinedAt: '2026-05-01T11:00:00.000Z',
  shown,
}

describe('a member hears of', () => {
  test.each<[string, Membership, Partial<Message>]>([
    ['an unread message', direct, {}],
    ['one after what they have read', { ...direct, readPlace: before }, {}],
    ['one in the archive, which it leaves', { ...direct, state: 'archived' }, {}],
    ['one after the end of a mute', { ...direct, mutedUntil: '2026-05-01T12:00:00.000Z' }, {}],
    ['one in a conversation that they have marked as unread', { ...direct, isMarkedUnread: true }, {}],
    ['one of a sender who is suspended by now', { ...direct, isOtherSuspended: true }, {}],
    ['one of a sender who has blocked them by now', { ...direct, blockedWith: {} }, {}],
    ['one in a named group', named, {}],
    ['one in the moment in which they joined', { ...named, joinedAt: '2026-05-01T11:59:59.000Z' }, {}],
    ['one that was edited', direct, { editedAt: after, revision: 1 }],
    ['one that is quiet', direct, { isQuiet: true }],
  ])('%s', (_, membership, change) => {
    expect(isWorthPush(membership, { ...message, ...change }, now)).toBe(true)
  })
})

describe('a member does not hear of', () => {
  test.each<[string, Membership, Partial<Message>]>([
    ['their own message', direct, { sender: { ...sender, uuid: 'me' } }],
    ['a message that they have read', { ...direct, readPlace: place }, {}],
    ['one before what they have read', { ...direct, readPlace: after }, {}],
    ['a request', { ...direct, state: 'request' }, {}],
    ['a message in a declined conversation', { ...direct, state: 'declined' }, {}],
    ['one of somebody whom they have blocked', { ...direct, hasBlocked: true }, {}],
    ['one in a blocked conversation of the archive', { ...direct, state: 'archived', hasBlocked: true }, {}],
    ['one in a muted conversation', { ...direct, mutedUntil: '2026-05-01T12:00:00.001Z' }, {}],
    ['anything while they are suspended', { ...direct, isSuspended: true }, {}],
    ['a deleted message', direct, { deletedAt: after, text: '' }],
    ['an event', named, { event: { type: 'left', user: sender } }],
    ['a message from before they joined', { ...named, joinedAt: '2026-05-01T11:59:59.001Z' }, {}],
    ['one in a muted group', { ...named, mutedUntil: '9999-12-31T23:59:59.999Z' }, {}],
  ])('%s', (_, membership, change) => {
    expect(isWorthPush(membership, { ...message, ...change }, now)).toBe(false)
  })
})

describe('what a push contains', () => {
  const picture = {
    uuid: 'a-picture',
    copy: 'a-copy',
    contentType: 'image/png' as const,
    bytes: 1,
    width: 1,
    height: 1,
    alt: '',
  }

  test('is who wrote what, where', () => {
    expect(pushPayload(direct, message, { showsText: true })).toEqual({
      type: 'message',
      message_group_uuid: groupUuid,
      message: {
        uuid: 'the-message',
        created_at: '2026-05-01T11:59:59.000Z',
        user_uuid: 'the-sender',
        user_display_name: 'The Sender',
        message: 'Hello!',
      },
    })
  })

  test('is also the title of a named group, and the number of pictures', () => {
    const attachments = [picture, picture]
    expect(pushPayload(named, { ...message, text: '', attachments }, { showsText: true })).toMatchObject({
      title: 'Trip',
      message: { message: '', attachment_count: 2 },
    })
  })

  test('is neither text nor pictures where the text is hidden', () => {
    const { title, message: shownMessage } = pushPayload(
      named,
      { ...message, attachments: [picture] },
      { showsText: false },
    )
    expect(title).toBe('Trip')
    expect(Object.keys(shownMessage)).toEqual(['uuid', 'created_at', 'user_uuid', 'user_display_name'])
  })

  test('is the beginning of a long text', () => {
    const payload = pushPayload(direct, { ...message, text: '🚀'.repeat(1024) }, { showsText: true })
    expect(payload.message.message).toBe('🚀'.repeat(200))
  })
})
