import { describe, expect, test } from '@jest/globals'
import { awayWhileHidden } from '../../../client/awayWhileHidden.ts'
import { anOpenChat } from '../../steps/modelChat.ts'

/* A page that tells the server when nobody looks at it, so that the server sends push messages to the devices of the user. */

const aChat = async (isRegistered = true) => {
  const chat = await anOpenChat()
  const { tab, network } = chat
  const end = awayWhileHidden(tab.messenger, tab.platform, { isRegistered: () => isRegistered })
  return {
    ...chat,
    end,
    look: (isVisible: boolean) => tab.look({ isVisible }),
    away: network.areAway,
    pings: () => network.actions.filter(({ action }) => action === 'ping').length,
    isLive: () => tab.messenger.status.get().connection === 'live',
  }
}

describe('a hidden page', () => {
  test('tells after a while that nobody looks, receives as before, and tells with one ping that the person is back', async () => {
    const { look, passes, away, pings, annWrites, texts, takeRequests } = await aChat()
    look(false)
    await passes(1500)
    expect(away()).toEqual([false])
    await passes(1000)
    expect(away()).toEqual([true])
    takeRequests()
    await annWrites('Are you there?')
    expect(texts()).toContain('Are you there?')
    const before = pings()
    look(true)
    await passes(1000)
    expect([away(), pings() - before]).toEqual([[false], 1])
  })

  test('tells it later if its device gets no push messages', async () => {
    const { look, passes, away } = await aChat(false)
    look(false)
    await passes(59_000)
    expect(away()).toEqual([false])
    await passes(2000)
    expect(away()).toEqual([true])
  })

  test('tells nothing if the person looks again soon', async () => {
    const { look, passes, away, pings } = await aChat()
    look(false)
    await passes(1500)
    const before = pings()
    look(true)
    await passes(5000)
    expect([away(), pings() - before]).toEqual([[false], 1])
  })

  test('tells it for each new socket: after a lost network, and before its token expires', async () => {
    const { look, passes, away, device, until, isLive, tab } = await aChat()
    look(false)
    await passes(5000)
    device.setOnline(false)
    await passes(5000)
    expect(away()).toEqual([])
    device.setOnline(true)
    await until(isLive)
    await passes(2000)
    expect(away()).toEqual([true])
    const opened = tab.sockets.length
    await until(() => tab.sockets.length > opened, 60 * 60_000)
    await passes(2000)
    expect(away()).toEqual([true])
  })

  test('tells it when the socket opens later, but not if the person looks by then', async () => {
    const { look, passes, away, device, until, isLive } = await aChat()
    device.setOnline(false)
    look(false)
    await passes(5000)
    device.setOnline(true)
    await until(isLive)
    await passes(2000)
    expect(away()).toEqual([true])
    device.setOnline(false)
    look(true)
    device.setOnline(true)
    await until(isLive)
    await passes(2000)
    expect(away()).toEqual([false])
  })

  test('tells nothing if the person looked before the messenger started again', async () => {
    const { look, passes, away, until, isLive, tab } = await aChat()
    look(false)
    await passes(5000)
    tab.stop()
    look(true)
    await passes(5000)
    tab.messenger.start()
    await until(isLive)
    await passes(2000)
    expect(away()).toEqual([false])
  })

  test('tells nothing any more when that has ended', async () => {
    const { look, passes, away, end } = await aChat()
    look(false)
    end()
    await passes(60_000)
    expect(away()).toEqual([false])
  })
})
