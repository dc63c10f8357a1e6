import { describe, expect, test } from '@jest/globals'
import { anOpenChat } from '../../steps/modelChat.ts'
import { aWorld } from '../../steps/modelWorld.ts'

/* What a messenger stores on the device. */

describe('a storage', () => {
  const throwing = () => {
    throw new DOMException('Access is denied for this document.', 'SecurityError')
  }

  test.each([
    ['full', { setItem: throwing }],
    ['blocked', { getItem: throwing, setItem: throwing, removeItem: throwing, names: throwing }],
  ])('that is %s does not prevent anything but keeping messages over a restart', async (_, broken) => {
    const world = aWorld()
    const group = await world.aChat()
    const { platform } = world.device.openTab()
    const { messenger } = world.aTab(world.ben, { storage: { ...platform.storage, ...broken } })
    const conversation = messenger.conversation(group)
    conversation.open()
    await world.until(() => conversation.get().isLoaded)
    conversation.setDraft('A draft')
    for (const text of ['one', 'two']) conversation.send({ text })
    await world.until(() => world.textsIn(group).length === 3)
    await world.passes(5000)
    expect([conversation.get().draft, conversation.get().outbox]).toEqual(['A draft', []])
    expect(world.textsIn(group)).toEqual(['Hello', 'one', 'two'])
  })

  const aFullStorage = async () => {
    const world = aWorld()
    const group = await world.aChat()
    const { platform } = world.device.openTab()
    const room = { isFull: true }
    const setItem = (name: string, value: string) => {
      if (room.isFull) throw new DOMException('The quota has been exceeded.', 'QuotaExceededError')
      platform.storage.setItem(name, value)
    }
    const { messenger } = world.aTab(world.ben, { storage: { ...platform.storage, setItem } })
    return {
      ...world,
      room,
      messenger,
      conversation: messenger.conversation(group),
      isReported: () => messenger.status.get().hasUnstored,
      stored: () => [...world.device.entries.values()].sort(),
    }
  }

  test('that is full is reported as long as something is only in memory', async () => {
    const { room, messenger, conversation, isReported, stored } = await aFullStorage()
    expect(isReported()).toBe(false)
    conversation.setDraft('A draft')
    expect([isReported(), stored()]).toEqual([true, []])
    conversation.setDraft('')
    expect(isReported()).toBe(false)
    conversation.setDraft('A draft')
    room.isFull = false
    messenger.conversation('@cat').setDraft('Another draft')
    expect([isReported(), stored()]).toEqual([false, ['A draft', 'Another draft']])
  })

  test('that is full gets what is in memory when another tab makes room', async () => {
    const { room, conversation, isReported, stored, device, passes } = await aFullStorage()
    device.entries.set('large', 'xxx')
    device.setOnline(false)
    conversation.send({ text: 'Waits' })
    await passes(1000)
    expect([isReported(), stored()]).toEqual([true, ['xxx']])
    room.isFull = false
    device.openTab().platform.storage.removeItem('large')
    await passes(1000)
    expect([isReported(), stored()]).toEqual([false, [expect.stringContaining('"text":"Waits"')]])
  })

  test('that is shared brings drafts and unsent messages to other tabs', async () => {
    const { aTab, device, group, passes, conversation } = await anOpenChat()
    const other = aTab().conversation(group)
    await passes(5000)
    conversation.setDraft('I was about to say')
    device.setOnline(false)
    const uuid = conversation.send({ text: 'Waits' })
    await passes(1000)
    expect([other.get().draft, other.get().outbox[0]?.uuid]).toEqual(['I was about to say', uuid])
  })
})
