import { describe, expect, test } from '@jest/globals'
import { aWorld } from '../../steps/modelWorld.ts'

/* A message whose idempotency key the server refuses, because it is too old or was made by a wrong clock. */

const post = /^POST/
const hourMs = 60 * 60_000
const dayMs = 24 * hourMs

const anOfflineChat = async () => {
  const world = aWorld()
  const group = await world.aChat()
  const tab = world.aTab()
  const conversation = tab.conversation(group)
  conversation.open()
  await world.until(() => conversation.get().isLoaded && tab.messenger.status.get().connection === 'live')
  world.device.setOnline(false)
  await world.passes(1000)
  return { ...world, group, tab, conversation, keys: () => network(world) }
}

const network = ({ network }: ReturnType<typeof aWorld>) =>
  network.requests.filter(({ method }) => method === 'POST').map(({ key }) => key)

describe('a message with a key of more than 24 hours', () => {
  test('that was never attempted gets a new key without being sent with the old one', async () => {
    const { conversation, tab, aTab, device, passes, until, textsIn, group, keys } = await anOfflineChat()
    tab.stop()
    const uuid = conversation.send({ text: 'From yesterday' })
    tab.kill()
    await passes(dayMs + hourMs)
    device.setOnline(true)
    const next = aTab().conversation(group)
    next.open()
    await until(() => next.get().isLoaded && next.get().outbox.length === 0)
    expect(textsIn(group)).toEqual(['Hello', 'From yesterday'])
    expect(keys().length).toBe(1)
    expect(keys()).not.toContain(uuid)
  })

  test('that an attempt has stored is not sent again', async () => {
    const { conversation, tab, aTab, device, network, passes, until, textsIn, group, keys } =
      await anOfflineChat()
    device.setOnline(true)
    await passes(100)
    network.fail(post, 'lost')
    conversation.send({ text: 'Arrived' })
    await until(() => textsIn(group).length === 2)
    tab.kill()
    await passes(dayMs + hourMs)
    const posts = keys().length
    const next = aTab().conversation(group)
    await until(() => next.get().outbox.length === 0)
    await passes(60_000)
    expect(textsIn(group)).toEqual(['Hello', 'Arrived'])
    expect(keys().length).toBe(posts)
  })

  test('that was attempted in vain is looked up, and then sent with a new key', async () => {
    const { conversation, tab, aTab, device, network, passes, until, textsIn, group, keys } =
      await anOfflineChat()
    device.setOnline(true)
    await passes(100)
    network.fail(post, 'unreachable', Number.POSITIVE_INFINITY)
    const uuid = conversation.send({ text: 'In vain' })
    await passes(10_000)
    tab.kill()
    network.clearFaults()
    await passes(dayMs + hourMs)
    network.requests.length = 0
    const next = aTab().conversation(group)
    await until(() => next.get().outbox.length === 0)
    expect(textsIn(group)).toEqual(['Hello', 'In vain'])
    expect(network.requests.map(({ query }) => query.around)).toContain(uuid)
    expect(keys()).not.toContain(uuid)
  })

  test('is sent once, and in its place of the outbox, if two tabs have it', async () => {
    const { conversation, aTab, device, time, passes, until, textsIn, group } = await anOfflineChat()
    const other = aTab().conversation(group)
    conversation.send({ text: 'one' })
    conversation.send({ text: 'two' })
    await passes(1000)
    time.sleep(dayMs + hourMs)
    conversation.send({ text: 'three' })
    await passes(1000)
    device.setOnline(true)
    await until(() => [conversation, other].every((one) => one.get().outbox.length === 0))
    await passes(60_000)
    expect(textsIn(group)).toEqual(['Hello', 'one', 'two', 'three'])
  })

  test('is not sent if the person cancels it while it gets a new key', async () => {
    const { conversation, device, network, time, passes, until, textsIn, group } = await anOfflineChat()
    conversation.send({ text: 'Better not' })
    await passes(1000)
    time.sleep(dayMs + hourMs)
    network.fail(/around=/, { lateMs: 5000 })
    device.setOnline(true)
    await until(() => network.requests.some(({ query }) => query.around !== undefined))
    const [item] = conversation.get().outbox
    conversation.cancel(item?.uuid ?? '')
    await passes(60_000)
    expect(conversation.get().outbox).toEqual([])
    expect(textsIn(group)).toEqual(['Hello'])
  })

  test('that has begun a conversation, which is archived, is not sent again', async () => {
    const { server, network, aTab, ann, ben, passes, until, textsIn } = aWorld()
    network.fail(post, 'lost')
    const tab = aTab()
    tab.conversation(`@${ann.handle}`).send({ text: 'Hi' })
    await until(() => server.membershipsOf(ben.uuid).length === 1)
    tab.kill()
    const group = server.membershipsOf(ben.uuid)[0]?.groupUuid ?? ''
    server.changeMembership(ben, group, { is_archived: true })
    await passes(dayMs + hourMs)
    const next = aTab().conversation(`@${ann.handle}`)
    await until(() => next.get().outbox.length === 0)
    await passes(60_000)
    expect(textsIn(group)).toEqual(['Hi'])
  })

  test('of a conversation that has not begun begins it', async () => {
    const world = aWorld()
    world.device.setOnline(false)
    const conversation = world.aTab().conversation(`@${world.ann.handle}`)
    conversation.send({ text: 'Hi' })
    world.time.sleep(dayMs + hourMs)
    world.device.setOnline(true)
    await world.until(() => conversation.get().outbox.length === 0)
    expect(world.textsIn(conversation.get().uuid ?? '')).toEqual(['Hi'])
  })
})

describe('a message whose key was made by a wrong clock', () => {
  test.each([
    ['two days ahead', 2 * dayMs],
    ['six minutes ahead', 6 * 60_000],
    ['two days behind', -2 * dayMs],
  ])('(%s) is sent once with a new key', async (_, aheadMs) => {
    const world = aWorld()
    const group = await world.aChat()
    const readServerTime = async () => world.network.serverNow()
    const conversation = world.aTab(world.ben, { readServerTime }).conversation(group)
    await world.passes(10_000)
    world.device.setClockAhead(aheadMs) // after the start, so that the messenger does not know
    conversation.send({ text: 'From another time' })
    await world.until(() => conversation.get().outbox.length === 0)
    await world.passes(60_000)
    expect(world.textsIn(group)).toEqual(['Hello', 'From another time'])
    conversation.send({ text: 'And now' })
    await world.until(() => conversation.get().outbox.length === 0)
    expect(world.textsIn(group)).toEqual(['Hello', 'From another time', 'And now'])
  })

  test('is made from the time of the server, if the app can read it at the start', async () => {
    const world = aWorld()
    const group = await world.aChat()
    world.device.setClockAhead(3 * dayMs)
    const readServerTime = async () => world.network.serverNow()
    const conversation = world.aTab(world.ben, { readServerTime }).conversation(group)
    await world.passes(10_000)
    conversation.send({ text: 'Hi' })
    await world.until(() => conversation.get().outbox.length === 0)
    expect(network(world).length).toBe(1)
    expect(world.textsIn(group)).toEqual(['Hello', 'Hi'])
  })

  test('is not replaced again and again if the server refuses the new key, too', async () => {
    const world = aWorld()
    const group = await world.aChat()
    const conversation = world.aTab().conversation(group)
    await world.passes(10_000)
    world.network.fail(post, { status: 400, code: 'idempotency_key_invalid' }, Number.POSITIVE_INFINITY)
    conversation.send({ text: 'Hi' })
    await world.until(() => conversation.get().outbox[0]?.state === 'failed')
    await world.passes(60_000)
    expect(network(world).length).toBe(2)
    world.network.clearFaults()
    conversation.retry(conversation.get().outbox[0]?.uuid ?? '')
    await world.until(() => conversation.get().outbox.length === 0)
    expect(world.textsIn(group)).toEqual(['Hello', 'Hi'])
  })
})
