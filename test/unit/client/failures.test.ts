import { describe, expect, test } from '@jest/globals'
import { anOpenChat } from '../../steps/modelChat.ts'
import { aWorld } from '../../steps/modelWorld.ts'

/* Requests that fail: what is shown, and what is tried again. */

describe('the error of a conversation', () => {
  test('is there until loading succeeds, which is retried', async () => {
    const { conversation, network, device, until, texts } = await anOpenChat()
    const end = network.fail(/since=/, 'unreachable', Number.POSITIVE_INFINITY)
    device.setOnline(false)
    device.setOnline(true)
    await until(() => conversation.get().error?.code === 'unreachable')
    expect(texts()).toEqual(['Hello'])
    end()
    await until(() => conversation.get().error === undefined)
  })

  test('rejects the load that failed', async () => {
    const { conversation, network, passes } = await anOpenChat({ pageSize: 1 }, 'one', 'two', 'three', 'four')
    network.fail(/before=/, { status: 500, code: 'internal_error' })
    const result = conversation.load('older').catch((error) => error.code)
    await passes(1000)
    expect(await result).toBe('internal_error')
    expect(conversation.get().error?.code).toBe('internal_error')
  })

  test('of a conversation that does not exist is not retried', async () => {
    const world = aWorld()
    await world.aChat()
    const conversation = world.aTab().conversation('00000000-0000-4000-8000-999999999999')
    conversation.open()
    await world.until(() => conversation.get().error !== undefined)
    expect(conversation.get().error?.code).toBe('message_group_not_found')
    await world.passes(5000)
    world.takeRequests()
    await world.passes(10 * 60_000)
    expect(world.takeRequests(/999999999999/)).toEqual([])
  })
})

test('a messenger that is started while nothing can be reached recovers by itself', async () => {
  const world = aWorld()
  const group = await world.aChat()
  world.network.refuseSockets(true)
  const ends = [/users\/me/, /message_groups\?/, /./].map((pattern) =>
    world.network.fail(pattern, 'unreachable', Number.POSITIVE_INFINITY),
  )
  const tab = world.aTab()
  const conversation = tab.conversation(group)
  conversation.open()
  const { status } = tab.messenger
  await world.passes(60_000)
  expect(status.get().error?.code).toBe('unreachable')
  expect(tab.messenger.inbox().get().error?.code).toBe('unreachable')
  expect(conversation.get().error?.code).toBe('unreachable')
  for (const end of ends) end()
  await world.until(() => status.get().me?.handle === 'ben_bond')
  await world.until(() => tab.messenger.inbox().get().isLoaded)
  await world.until(() => conversation.get().messages.length === 1)
  expect([status.get().error, tab.messenger.inbox().get().error, conversation.get().error]).toEqual([
    undefined,
    undefined,
    undefined,
  ])
})

test('"refresh" tries again at once', async () => {
  const world = aWorld()
  await world.aChat()
  world.network.refuseSockets(true)
  const end = world.network.fail(/./, 'unreachable', Number.POSITIVE_INFINITY)
  const { messenger } = world.aTab()
  await world.until(() => messenger.inbox().get().error !== undefined)
  await world.passes(60_000)
  end()
  messenger.refresh()
  await world.until(() => messenger.inbox().get().isLoaded && messenger.status.get().me !== undefined, 1500)
})
