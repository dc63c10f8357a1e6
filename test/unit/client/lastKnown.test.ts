import { describe, expect, test } from '@jest/globals'
import { removeListsOfOthers } from '../../../client/lastKnown.ts'
import { aListedChat } from '../../steps/modelListedChat.ts'
import { aWorld, type World } from '../../steps/modelWorld.ts'

/* The list that is stored on the device, and shown at the next start until the server has answered. */

const namesIn = ({ device }: Pick<World, 'device'>) =>
  [...device.entries.keys()].filter((name) => name.endsWith('.known'))

const storedIn = (world: Pick<World, 'device'>): string =>
  world.device.entries.get(namesIn(world)[0] ?? '') ?? ''

/** Ben has used the client, and starts it again without a network. */
const aStartOffline = async () => {
  const world = await aListedChat()
  world.tab.stop()
  world.device.setOnline(false)
  const { messenger, conversation } = world.aTab()
  return { ...world, messenger, conversation, inbox: messenger.inbox() }
}

describe('without a network, the next start', () => {
  test('shows who is signed in and the list as it was, as not loaded, and counts nothing as unread', async () => {
    const { messenger, inbox, passes, group, ben, problems } = await aStartOffline()
    await passes(10_000)
    expect(inbox.get()).toMatchObject({
      isLoaded: false,
      hasMore: false,
      groups: [{ uuid: group, display_name: 'Ann Abel', message: 'Hello' }],
    })
    expect(messenger.status.get()).toMatchObject({ connection: 'offline', me: { uuid: ben.uuid } })
    expect([messenger.unread.get().conversations, problems]).toEqual([0, []])
  })

  test('shows with whom a conversation is, and sends what was written when the network is back', async () => {
    const { conversation, group, passes, device, textsIn } = await aStartOffline()
    const opened = conversation(group)
    opened.open()
    opened.send({ text: 'Written offline' })
    await passes(10_000)
    expect(opened.get()).toMatchObject({ isLoaded: false, group: { handle: 'ann_abel' } })
    device.setOnline(true)
    await passes(10_000)
    expect([opened.get().isLoaded, textsIn(group)]).toEqual([true, ['Hello', 'Written offline']])
  })
})

describe('the answer of the server', () => {
  test('replaces the list, also where that has conversations that are not in it any more', async () => {
    const { server, ann, ben, inbox, passes, device, changes } = await aStartOffline()
    const cat = server.addPerson('Cat Cole')
    changes({ is_archived: true })
    server.write(cat, ben, 'Hi')
    await passes(5000)
    expect(inbox.get().groups.map(({ handle }) => handle)).toEqual(['ann_abel'])
    device.setOnline(true)
    await passes(10_000)
    expect(inbox.get().groups.map(({ handle }) => handle)).toEqual(['cat_cole'])
    server.write(ann, ben, 'Back')
    await passes(5000)
    expect(inbox.get().groups.map(({ message }) => message)).toEqual(['Back', 'Hi'])
  })

  test('replaces rows of a page that is not loaded yet', async () => {
    const world = aWorld({ pageSize: 2 })
    const { server, ben, passes, device, aTab, resolves } = world
    const groups: string[] = []
    for (const name of ['Cat Cole', 'Dan Dale']) {
      groups.push(await world.aChat(server.addPerson(name)))
      await passes(10 * 60_000)
    }
    const tab = aTab()
    await passes(5000)
    tab.stop()
    for (const name of ['Eve East', 'Flo Ford', 'Gil Gray']) {
      await world.aChat(server.addPerson(name))
      await passes(10 * 60_000)
    }
    server.changeMembership(ben, groups[0] ?? '', { is_archived: true })
    device.setOnline(false)
    const inbox = aTab().messenger.inbox()
    const handles = () => inbox.get().groups.map(({ handle }) => handle)
    await passes(5000)
    expect(handles()).toEqual(['dan_dale', 'cat_cole'])
    device.setOnline(true)
    await passes(10_000)
    expect(handles()).toEqual(['gil_gray', 'flo_ford'])
    while (inbox.get().hasMore) await resolves(inbox.loadMore())
    expect(handles()).toEqual(['gil_gray', 'flo_ford', 'eve_east', 'dan_dale'])
  })

  test('that the user is unknown hides who was signed in', async () => {
    const { network, messenger, device, passes } = await aStartOffline()
    network.fail(/users\/me/, { status: 403, code: 'user_unknown' }, 100)
    device.setOnline(true)
    await passes(5000)
    expect(messenger.status.get()).toMatchObject({ me: undefined, error: { code: 'user_unknown' } })
  })

  test.each([
    [403, 'user_unknown'],
    [403, 'account_suspended'],
    [401, 'unauthorized'],
  ])('with status %i and code %s removes the list from the device', async (status, code) => {
    const { network, device, passes } = await aStartOffline()
    network.fail(/.*/, { status, code }, 100)
    device.setOnline(true)
    await passes(5000)
    expect(namesIn({ device })).toEqual([])
  })

  test('decides what is unread when a conversation is opened', async () => {
    const { server, ben, conversation, group, annWrites, passes, device } = await aStartOffline()
    const opened = conversation(group)
    opened.open()
    await annWrites('Seen on the phone')
    server.markRead(ben, group, server.messagesOf(group).at(-1)?.uuid ?? '')
    await annWrites('New')
    device.setOnline(true)
    await passes(10_000)
    const { firstUnread, messages } = opened.get()
    expect(messages.find(({ uuid }) => uuid === firstUnread)?.message).toBe('New')
  })
})

describe('what is stored', () => {
  test('follows every change', async () => {
    const { annWrites, ...world } = await aListedChat()
    await annWrites('Something new')
    expect(storedIn(world)).toContain('Something new')
    world.changes({ is_archived: true })
    await world.passes(5000)
    expect(storedIn(world)).not.toContain('Something new')
  })

  test('is at most 20 rows', async () => {
    const { server, ben, passes, aTab, ...world } = aWorld()
    for (let number = 0; number < 30; number++)
      server.write(server.addPerson(`Person ${number}`), ben, `${number} ${'🙂'.repeat(1000)}`)
    await passes(5000)
    const { messenger } = aTab()
    await passes(5000)
    expect(messenger.inbox().get().groups.length).toBeGreaterThan(19)
    expect(JSON.parse(storedIn(world)).groups.length).toBe(20)
    expect(storedIn(world).length).toBeLessThan(30_000)
  })

  test('belongs to one user of one API', async () => {
    const { ann, ben, aTab, passes } = await aStartOffline()
    const others = [aTab(ann), aTab(ben, { apiUrl: 'https://other.test' })]
    await passes(5000)
    expect(others.map(({ messenger }) => messenger.inbox().get().groups)).toEqual([[], []])
    expect(others.map(({ messenger }) => messenger.status.get().me)).toEqual([undefined, undefined])
  })

  test('is ignored if another version has stored something else', async () => {
    const { aTab, ...world } = await aStartOffline()
    for (const stored of ['{"format":0,"me":{},"groups":[{}]}', '[', '""']) {
      world.device.entries.set(namesIn(world)[0] ?? '', stored)
      expect(aTab().messenger.inbox().get().groups).toEqual([])
    }
  })

  test('does not come back after it was erased, if a request was under way', async () => {
    const { tab, passes, problems, ...world } = await aListedChat()
    tab.messenger.updateMe({ strangers: 'nobody' })
    tab.stop()
    tab.messenger.forget()
    await passes(5000)
    expect([namesIn(world), problems]).toEqual([[], []])
  })

  test('is erased with everything else, and when another user is signed in, or nobody', async () => {
    const { ann, ben, aTab, passes, ...world } = await aListedChat()
    const { platform } = aTab(ann)
    await passes(5000)
    expect(namesIn(world)).toHaveLength(2)
    removeListsOfOthers(platform.storage, ben.cognitoUserId)
    expect(namesIn(world)).toEqual([expect.stringContaining(ben.cognitoUserId)])
    removeListsOfOthers(platform.storage, undefined)
    expect(namesIn(world)).toEqual([])
  })

  test('makes room for what the person writes when the storage is full', async () => {
    const { aTab, ben, device, passes, group, ...world } = await aListedChat()
    const { platform } = device.openTab()
    const room = { left: Number.POSITIVE_INFINITY }
    const setItem = (name: string, value: string) => {
      const before = device.entries.get(name)?.length ?? 0
      if (value.length - before > room.left)
        throw new DOMException('The quota has been exceeded.', 'QuotaExceededError')
      room.left -= value.length - before
      platform.storage.setItem(name, value)
    }
    const removeItem = (name: string) => {
      room.left += device.entries.get(name)?.length ?? 0
      platform.storage.removeItem(name)
    }
    const { messenger } = aTab(ben, { storage: { ...platform.storage, setItem, removeItem } })
    await passes(5000)
    expect(namesIn({ device })).toHaveLength(1)
    room.left = 0
    messenger.conversation(group).setDraft('I was about to say')
    expect(namesIn({ device })).toEqual([])
    expect([...device.entries.values()]).toEqual(['I was about to say'])
    expect(messenger.status.get().hasUnstored).toBe(false)
    expect(world.problems).toEqual([])
  })
})
