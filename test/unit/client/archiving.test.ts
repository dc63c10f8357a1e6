import { describe, expect, test } from '@jest/globals'
import { isSent } from '../../steps/modelChat.ts'
import { aListedChat, withoutGroup } from '../../steps/modelListedChat.ts'

/* What a person archives, mutes and marks as unread, on one of several devices. */

const patch = /^PATCH/
const put = /^PUT/
const unreachable = { code: 'unreachable' }

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
    await passes(1000)
    expect([tab.where(), tab.row()?.message]).toEqual([['inbox'], 'Are you there?'])
    expect(tab.unread().conversations).toBe(1)
  })

  test('ends with the frame of the message, however late the function is that updates the rows', async () => {
    // The function that pushes the message is the second one that reads the stream.
    const lagsMs = { row: 10_000, push: 100 }
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
    await passes(500)
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

  test('twice in a row ends with the last change', async () => {
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
    await until(() => messenger.inbox().get().isLoaded)
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
