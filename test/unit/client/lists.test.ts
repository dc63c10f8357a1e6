import { describe, expect, test } from '@jest/globals'
import type { ListName, MembershipChange } from '../../../client/types.ts'
import { isSent } from '../../steps/modelChat.ts'
import { aWorld } from '../../steps/modelWorld.ts'

/* What a person does with a conversation: archives, mutes, marks, accepts and declines it, on one of several devices. */

const patch = /^PATCH/
const put = /^PUT/
const unreachable = { code: 'unreachable' }

/** The frames about changes of lists are lost. */
const withoutGroup = ({ type }: { type: string }) => (type === 'group' ? [] : [10])

/** Ben has a conversation with Ann, which he has not opened, and the lists on the screen. */
const aListedChat = async ({
  isRequest = false,
  ...settings
}: Parameters<typeof aWorld>[0] & { isRequest?: boolean } = {}) => {
  const world = aWorld(settings)
  const { server, ben, ann } = world
  if (isRequest) server.changeSettings(ben, { strangers: 'requests' })
  const group = await world.aChat()
  const open = () => {
    const tab = world.aTab()
    const list = (name: ListName) => tab.messenger.inbox(name).get()
    const names: ListName[] = ['inbox', 'request', 'archived', 'blocked']
    for (const name of names) list(name)
    return {
      ...tab,
      list,
      /** The names of the lists that have the conversation. */
      where: () => names.filter((name) => list(name).groups.some(({ uuid }) => uuid === group)),
      row: () => names.flatMap((name) => list(name).groups).find(({ uuid }) => uuid === group),
      unread: () => tab.messenger.unread.get(),
    }
  }
  const tab = open()
  await world.until(() => tab.messenger.status.get().connection === 'live')
  await world.passes(5000)
  const changes = (change: MembershipChange) => server.changeMembership(ben, group, change)
  const annWrites = async (text: string) => {
    server.write(ann, ben, text)
    await world.passes(1000)
  }
  return { ...world, group, tab, open, conversation: tab.conversation(group), changes, annWrites }
}

describe('a list', () => {
  test('is loaded when it is asked for, with its error if it cannot be', async () => {
    const { server, ben, group, aTab, network, passes, until } = await aListedChat()
    server.changeMembership(ben, group, { is_archived: true })
    const { messenger } = aTab()
    await until(() => messenger.status.get().connection === 'live')
    await passes(5000)
    network.fail(/state=archived/, { status: 503, code: 'internal_error' })
    const archived = messenger.inbox('archived')
    expect(archived.get().isLoaded).toBe(false)
    await until(() => archived.get().error !== undefined)
    await passes(10_000)
    expect(archived.get()).toMatchObject({ isLoaded: true, error: undefined, groups: [{ uuid: group }] })
  })

  test('is right after a gap, also if conversations have moved below its first page', async () => {
    const { server, ben, device, tab, passes, changes, resolves } = await aListedChat({ pageSize: 2 })
    for (const name of ['Cat Cole', 'Dan Dale', 'Eve East', 'Flo Ford']) {
      await passes(10 * 60_000)
      server.write(server.addPerson(name), ben, 'Hello')
    }
    await passes(5000)
    const inbox = tab.messenger.inbox()
    while (inbox.get().hasMore) await resolves(inbox.loadMore())
    expect(tab.where()).toEqual(['inbox'])
    device.setOnline(false)
    changes({ is_archived: true })
    await passes(60_000)
    device.setOnline(true)
    await passes(10_000)
    expect([tab.where(), tab.list('inbox').groups.length]).toEqual([['archived'], 4])
  })
})

test('a conversation that was archived during a gap leaves the end of the list, too', async () => {
  const { server, ben, ann, device, aTab, passes, changes, resolves } = await aListedChat({ pageSize: 2 })
  const add = async (name: string) => {
    server.write(server.addPerson(name), ben, 'Hello')
    await passes(60_000)
  }
  for (const name of ['Cat Cole', 'Dan Dale']) await add(name)
  server.write(ann, ben, 'Again')
  await passes(60_000)
  await add('Eve East')
  const inbox = aTab().messenger.inbox()
  await passes(10_000)
  const handles = () => inbox.get().groups.map(({ handle }) => handle)
  expect([handles(), inbox.get().hasMore]).toEqual([['eve_east', 'ann_abel'], true])
  device.setOnline(false)
  changes({ is_archived: true })
  await passes(1000)
  device.setOnline(true)
  await passes(10_000)
  expect(handles()).toEqual(['eve_east', 'dan_dale'])
  await resolves(inbox.loadMore())
  expect(handles()).toEqual(['eve_east', 'dan_dale', 'cat_cole'])
})

describe('archiving', () => {
  test('moves the conversation at once, and in other tabs without a socket and a request', async () => {
    const { group, tab, open, conversation, passes, network, server, ben, resolves, takeRequests } =
      await aListedChat()
    network.refuseSockets(true)
    for (const { die } of tab.openSockets()) die()
    const other = open()
    await passes(10_000)
    other.look({ isVisible: false }) // so that it does not poll
    await passes(10_000)
    takeRequests()
    const isDone = conversation.update({ is_archived: true })
    expect([tab.where(), tab.unread().conversations, other.where()]).toEqual([['archived'], 0, ['inbox']])
    await resolves(isDone)
    await passes(10)
    expect(other.where()).toEqual(['archived'])
    expect(takeRequests(/^(?!GET .api.(unread|message_groups\?|users))/)).toEqual([
      `PATCH /api/message_groups/${group}/membership`,
    ])
    expect(server.openRow(ben.uuid, group).state).toBe('archived')
  })

  test('is put back if the request fails, which rejects', async () => {
    const { tab, conversation, network, resolves } = await aListedChat()
    network.fail(patch, 'unreachable')
    const failure = conversation.update({ is_archived: true }).catch((error) => error)
    expect(tab.where()).toEqual(['archived'])
    expect(await resolves(failure)).toMatchObject(unreachable)
    expect(tab.where()).toEqual(['inbox'])
  })

  test('is shown again if only the response was lost', async () => {
    const { tab, conversation, network, passes, resolves } = await aListedChat({
      frameDelaysMs: withoutGroup,
    })
    network.fail(patch, 'lost')
    await resolves(conversation.update({ is_archived: true }).catch((error) => error))
    await passes(10_000)
    expect(tab.where()).toEqual(['archived'])
  })

  test('on another device is followed by a frame; a message of the other person brings it back', async () => {
    const { tab, changes, annWrites, passes } = await aListedChat()
    changes({ is_archived: true })
    await passes(1000)
    expect([tab.where(), tab.unread().conversations]).toEqual([['archived'], 0])
    await annWrites('Are you there?')
    await passes(10_000)
    expect([tab.where(), tab.row()?.message]).toEqual([['inbox'], 'Are you there?'])
    expect(tab.unread().conversations).toBe(1)
  })

  test.each([
    [500, 1500],
    [3000, 5000],
  ])('ends also if the row changes %d ms after the message, within %d ms', async (rowLagMs, withinMs) => {
    // The function that pushes the message is the second one that reads the stream.
    const lagsMs = { row: rowLagMs, push: 100 }
    let isRow = false
    const { tab, changes, passes, server, ann, ben } = await aListedChat({
      streamLagMs: () => {
        isRow = !isRow
        return isRow ? lagsMs.row : lagsMs.push
      },
    })
    changes({ is_archived: true })
    await passes(5000)
    server.write(ann, ben, 'Are you there?')
    await passes(rowLagMs)
    expect(tab.where()).toEqual(['archived'])
    await passes(withinMs - rowLagMs)
    expect(tab.where()).toEqual(['inbox'])
  })

  test('ends when the user writes, here or on another device', async () => {
    const { tab, conversation, changes, passes, server, ann, ben, until } = await aListedChat()
    changes({ is_archived: true, is_marked_unread: true })
    await passes(1000)
    conversation.send({ text: 'Hi' })
    await until(isSent(conversation))
    expect([tab.where(), tab.row()?.is_marked_unread]).toEqual([['inbox'], false])
    changes({ is_archived: true })
    await passes(1000)
    server.write(ben, ann, 'Hi again')
    await passes(1000)
    expect([tab.where(), tab.row()?.message]).toEqual([['inbox'], 'Hi again'])
  })

  test('twice in a row ends as the person wanted it last', async () => {
    const { tab, group, conversation, network, server, ben, passes, resolves } = await aListedChat()
    network.fail(patch, { lateMs: 3000 })
    const first = conversation.update({ is_archived: true })
    const second = conversation.update({ is_archived: false })
    expect(tab.where()).toEqual(['inbox'])
    await resolves(Promise.all([first, second]))
    await passes(1000)
    expect([tab.where(), server.openRow(ben.uuid, group).state]).toEqual([['inbox'], 'inbox'])
  })
})

test.each(['archived', 'blocked'])(
  'a conversation that is %s is found by the handle of the other person',
  async (list) => {
    const { server, ben, ann, changes, group, aTab, until, passes } = await aListedChat()
    if (list === 'blocked') server.block(ben, ann.uuid)
    else changes({ is_archived: true })
    const [early, late] = [aTab(), aTab()].map((tab) => tab.conversation(`@${ann.handle}`))
    early?.open()
    await passes(5000)
    late?.open()
    await until(() => [early, late].every((one) => one?.get().uuid === group && one.get().isLoaded))
  },
)

test('a conversation that has not begun cannot be changed', async () => {
  const { tab } = await aListedChat()
  const code = await tab
    .conversation('@cat_cole')
    .update({ is_archived: true })
    .catch((error) => error.code)
  expect(code).toBe('message_group_not_found')
})

describe('a muted conversation', () => {
  test('does not count as unread until the mute ends, without a request', async () => {
    const { tab, conversation, network, passes, resolves, takeRequests } = await aListedChat()
    const muted_until = new Date(network.serverNow() + 60_000).toISOString()
    await resolves(conversation.update({ muted_until }))
    await passes(1000)
    expect([tab.unread().conversations, tab.row()?.muted_until]).toEqual([0, muted_until])
    takeRequests()
    await passes(60_000)
    expect([tab.unread().conversations, tab.row()?.muted_until]).toEqual([1, null])
    expect(takeRequests()).toEqual([])
  })

  test('counts when it is unmuted on another device', async () => {
    const { tab, changes, passes } = await aListedChat()
    changes({ muted_until: '9999-12-31T00:00:00.000Z' })
    await passes(1000)
    expect(tab.unread().conversations).toBe(0)
    changes({ muted_until: null })
    await passes(1000)
    expect(tab.unread().conversations).toBe(1)
  })

  test('for years sets no timer that is too long for a browser', async () => {
    const { aTab, aDevice, ben, until, changes } = await aListedChat()
    changes({ muted_until: '9999-12-31T00:00:00.000Z' })
    const { platform } = aDevice().openTab()
    const delays: number[] = []
    const setTimeout = (callback: () => void, delayMs: number) => {
      delays.push(delayMs)
      return platform.setTimeout(callback, delayMs)
    }
    const { messenger } = aTab(ben, { setTimeout })
    await until(() => messenger.inbox().get().groups[0]?.muted_until !== undefined)
    expect(Math.max(...delays)).toBeGreaterThan(60 * 60_000)
    expect(Math.max(...delays)).toBeLessThan(2 ** 31)
  })
})

describe('the mark "unread"', () => {
  const read = async () => {
    const chat = await aListedChat()
    const { server, ben, group, passes } = chat
    server.markRead(ben, group, server.messagesOf(group)[0]?.uuid ?? '')
    await passes(1000)
    expect(chat.tab.unread().conversations).toBe(0)
    return chat
  }

  test('counts, and marking as read removes it, also below an own message', async () => {
    const { tab, group, server, ann, ben, conversation, passes, resolves, takeRequests } = await read()
    server.write(ben, ann, 'Hi')
    await passes(1000)
    await resolves(conversation.update({ is_marked_unread: true }))
    await passes(1000)
    expect([tab.unread().conversations, tab.row()?.is_marked_unread]).toEqual([1, true])
    takeRequests()
    for (let count = 0; count < 2; count += 1) {
      conversation.markRead(tab.row()?.last_message.uuid ?? '')
      await passes(1000)
    }
    expect(takeRequests(put).length).toBe(1)
    expect([tab.unread().conversations, tab.row()?.is_marked_unread]).toEqual([0, false])
    expect(server.openRow(ben.uuid, group).is_marked_unread).toBe(false)
  })

  test.each([3, 4])(
    'set and removed %d times is shown at once, and is at last as the person wanted it',
    async (times) => {
      const { tab, group, conversation, network, server, ben, passes } = await read()
      network.fail(patch, { lateMs: 1000 }, times)
      const isMarked = () => [tab.row()?.is_marked_unread, tab.unread().conversations]
      for (let count = 1; count <= times; count += 1) {
        if (count % 2 === 1) conversation.update({ is_marked_unread: true })
        else conversation.markRead(tab.row()?.last_message.uuid ?? '')
        expect(isMarked()).toEqual(count % 2 === 1 ? [true, 1] : [false, 0])
      }
      await passes(10_000)
      expect(isMarked()).toEqual(times % 2 === 1 ? [true, 1] : [false, 0])
      expect(server.openRow(ben.uuid, group).is_marked_unread).toBe(times % 2 === 1)
    },
  )

  test('stays if the frame about an earlier reading arrives once more', async () => {
    const { tab, changes, server, ben, group, passes } = await aListedChat({
      frameDelaysMs: ({ type }) => (type === 'read' ? [10, 5000] : [10]),
    })
    server.markRead(ben, group, server.messagesOf(group)[0]?.uuid ?? '')
    await passes(1000)
    changes({ is_marked_unread: true })
    await passes(10_000)
    expect(tab.row()?.is_marked_unread).toBe(true)
  })

  test('is removed in another tab as well, without a socket', async () => {
    const { open, tab, conversation, network, passes, resolves, until } = await read()
    network.refuseSockets(true)
    const other = open()
    await until(() => other.where().length > 0)
    await resolves(conversation.update({ is_marked_unread: true }))
    await passes(100)
    expect(other.row()?.is_marked_unread).toBe(true)
    conversation.markRead(tab.row()?.last_message.uuid ?? '')
    await passes(500)
    expect(other.row()?.is_marked_unread).toBe(false)
  })
})

describe('a request', () => {
  const aRequest = () => aListedChat({ isRequest: true })

  test('is in its own list, counts as no unread conversation, and moves up with each message', async () => {
    const { tab, server, ben, passes, annWrites } = await aRequest()
    server.write(server.addPerson('Cat Cole'), ben, 'Hello')
    await passes(5000)
    const handles = () => tab.list('request').groups.map(({ handle }) => handle)
    expect(handles()).toEqual(['cat_cole', 'ann_abel'])
    await annWrites('Are you there?')
    expect(handles()).toEqual(['ann_abel', 'cat_cole'])
    expect([tab.where(), tab.row()?.unread_count, tab.unread()]).toEqual([
      ['request'],
      0,
      { conversations: 0, hasRequests: true },
    ])
  })

  test('tells its sender nothing until it is accepted: not that it is read or answered', async () => {
    const { tab, group, conversation, server, ben, network, passes, until, takeRequests } = await aRequest()
    conversation.open()
    await until(() => conversation.get().isLoaded)
    const newest = server.messagesOf(group).at(-1)?.uuid ?? ''
    takeRequests()
    conversation.markRead(newest)
    conversation.setTyping(true)
    await passes(5000)
    expect([takeRequests(), network.actions.filter(({ action }) => action === 'typing')]).toEqual([[], []])
    conversation.update({ request: 'accepted' })
    conversation.markRead(newest)
    expect([tab.where(), conversation.get().group?.state]).toEqual([['inbox'], 'inbox'])
    await passes(5000)
    expect(takeRequests(/^P/)).toEqual([
      `PATCH /api/message_groups/${group}/membership`,
      `PUT /api/message_groups/${group}/read`,
    ])
    expect(server.openRow(ben.uuid, group)).toMatchObject({ state: 'inbox', unread_count: 0 })
    expect(tab.unread()).toEqual({ conversations: 0, hasRequests: false })
    conversation.setTyping(true)
    await passes(1000)
    expect(network.actions.filter(({ action }) => action === 'typing').length).toBe(1)
  })

  test('that is accepted on another device is not marked as read by what was seen before', async () => {
    const { tab, group, conversation, server, ben, passes, changes, until, takeRequests } = await aRequest()
    conversation.open()
    await until(() => conversation.get().isLoaded)
    conversation.markRead(server.messagesOf(group)[0]?.uuid ?? '')
    changes({ request: 'accepted' })
    await passes(1000)
    tab.messenger.refresh()
    await passes(5000)
    expect(takeRequests(put)).toEqual([])
    expect(server.openRow(ben.uuid, group).unread_count).toBe(1)
  })

  test('that was the last one is no longer announced when it is seen that it was accepted', async () => {
    const { aTab, group, changes, passes, until } = await aListedChat({
      isRequest: true,
      frameDelaysMs: withoutGroup,
    })
    const tab = aTab()
    await until(() => tab.messenger.unread.get().hasRequests)
    const conversation = tab.conversation(group)
    conversation.open()
    await until(() => conversation.get().isLoaded)
    await passes(5000)
    changes({ request: 'accepted' })
    conversation.load('newest')
    await passes(1000)
    expect([conversation.get().group?.state, tab.messenger.unread.get().hasRequests]).toEqual([
      'inbox',
      false,
    ])
  })

  test('is accepted by an answer', async () => {
    const { tab, conversation, until } = await aRequest()
    conversation.send({ text: 'Hi' })
    await until(isSent(conversation))
    expect([tab.where(), tab.unread().hasRequests]).toEqual([['inbox'], false])
  })

  test('that is declined leaves all lists, can still be read, and comes back with the next message', async () => {
    const { tab, conversation, annWrites, passes, resolves, until } = await aRequest()
    conversation.open()
    await until(() => conversation.get().isLoaded)
    const isDone = conversation.update({ request: 'declined' })
    expect([tab.where(), tab.unread().hasRequests]).toEqual([[], false])
    await resolves(isDone)
    await passes(5000)
    expect(tab.where()).toEqual([])
    expect(conversation.get().messages.map(({ message }) => message)).toEqual(['Hello'])
    await annWrites('Please')
    await passes(10_000)
    expect([tab.where(), tab.unread().hasRequests]).toEqual([['request'], true])
  })

  test('that is declined on another device leaves all lists', async () => {
    const { tab, changes, passes } = await aRequest()
    changes({ request: 'declined' })
    await passes(1000)
    expect([tab.where(), tab.unread().hasRequests]).toEqual([[], false])
  })

  test('is known without its list, until the last one is accepted on another device', async () => {
    const { aTab, until, passes, changes } = await aRequest()
    const { messenger } = aTab()
    await until(() => messenger.unread.get().hasRequests)
    await passes(5000)
    changes({ request: 'accepted' })
    await passes(1000)
    expect(messenger.unread.get()).toEqual({ conversations: 1, hasRequests: false })
  })
})
