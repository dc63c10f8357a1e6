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
