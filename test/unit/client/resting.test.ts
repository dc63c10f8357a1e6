import { describe, expect, test } from '@jest/globals'
import { restWhileHidden } from '../../../client/restWhileHidden.ts'
import { anOpenChat } from '../../steps/modelChat.ts'

/* A page that closes its socket while nobody looks at it, so that the server sends push messages. */

const aRestingChat = async () => {
  const chat = await anOpenChat()
  const { tab } = chat
  return {
    ...chat,
    stopResting: restWhileHidden(tab.messenger, tab.platform),
    look: (isVisible: boolean) => tab.look({ isVisible }),
    connection: () => tab.messenger.status.get().connection,
    sockets: () => tab.openSockets().length,
  }
}

describe('a page that rests', () => {
  test('closes its socket when it has been hidden for a while, and is up to date as soon as the person looks', async () => {
    const { look, passes, sockets, connection, annWrites, texts, until, takeRequests } = await aRestingChat()
    look(false)
    await passes(1500)
    expect(sockets()).toBe(1)
    await passes(1000)
    expect(sockets()).toBe(0)
    takeRequests()
    await annWrites('Are you there?')
    await passes(10 * 60_000)
    expect([takeRequests(), sockets()]).toEqual([[], 0])
    look(true)
    expect(connection()).toBe('connecting')
    await until(() => texts().includes('Are you there?') && connection() === 'live', 2000)
    await passes(60_000)
    expect(sockets()).toBe(1)
  })

  test('keeps its socket if the person looks again soon', async () => {
    const { look, passes, tab } = await aRestingChat()
    look(false)
    await passes(1500)
    look(true)
    await passes(60_000)
    expect([tab.sockets.length, tab.openSockets().length]).toEqual([1, 1])
  })

  test('opens no socket when the network comes back, but does when the person looks at the same time', async () => {
    const { look, passes, sockets, device, until, connection } = await aRestingChat()
    look(false)
    await passes(6000)
    device.setOnline(false)
    device.setOnline(true)
    await passes(60_000)
    expect(sockets()).toBe(0)
    device.setOnline(false)
    await passes(60_000)
    device.comeOnlineUnnoticed()
    look(true)
    await until(() => connection() === 'live', 2000)
  })

  test('fetches what is new when it is asked to, and sends what is not sent, without a socket', async () => {
    const { look, passes, annWrites, tab, conversation, texts, textsIn, group, sockets } =
      await aRestingChat()
    look(false)
    await passes(6000)
    await annWrites('Are you there?')
    conversation.send({ text: 'Yes' })
    await passes(5000)
    expect(textsIn(group)).toEqual(['Hello', 'Are you there?', 'Yes'])
    tab.messenger.refresh()
    await passes(2000)
    expect([texts(), sockets()]).toEqual([['Hello', 'Are you there?', 'Yes'], 0])
  })

  test('keeps its socket once the device is not registered any more', async () => {
    const { look, passes, sockets, stopResting } = await aRestingChat()
    look(false)
    stopResting()
    await passes(60_000)
    expect(sockets()).toBe(1)
  })
})
