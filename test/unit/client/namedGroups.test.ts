import { describe, expect, test } from '@jest/globals'
import { createNamedGroups } from '../../../client/namedGroups.ts'
import { anOpenGroup } from '../../steps/modelGroup.ts'
import { aWorld } from '../../steps/modelWorld.ts'

/* What people do with named groups, and what they see of them. */

const aCreator = async (settings: Parameters<typeof aWorld>[0] = {}) => {
  const world = aWorld(settings)
  const tab = world.aTab()
  await world.until(() => tab.messenger.status.get().connection === 'live')
  const groups = createNamedGroups(tab.messenger)
  const asked = { title: 'Trip', userUuids: [world.ann.uuid] }
  const keys = () =>
    world.network.requests.filter(({ name }) => name === 'POST /api/message_groups').map(({ key }) => key)
  return { ...world, tab, groups, asked, keys }
}

describe('creating a group', () => {
  test('shows it in the list and in the other tabs of the user', async () => {
    const { groups, asked, resolves, tab, aTab, passes } = await aCreator()
    const other = aTab()
    await passes(5000)
    const uuid = await resolves(groups.create(asked))
    const rowsOf = ({ messenger }: typeof tab) => messenger.inbox().get().groups
    expect(rowsOf(tab)).toMatchObject([{ uuid, title: 'Trip', member_count: 2, unread_count: 0 }])
    await passes(1000)
    expect(rowsOf(other)).toEqual(rowsOf(tab))
  })

  test('again after a failure creates no second one', async () => {
    const { groups, asked, resolves, network, server, ben, keys } = await aCreator()
    network.fail(/^POST/, 'lost')
    await expect(resolves(groups.create(asked))).rejects.toMatchObject({ code: 'unreachable' })
    const uuid = await resolves(groups.create({ ...asked }))
    expect([new Set(keys()), keys().length]).toEqual([new Set([uuid]), 2])
    expect(server.membershipsOf(ben.uuid)).toHaveLength(1)
  })

  test('twice at the same time creates one, and later another one', async () => {
    const { groups, asked, resolves, server, ben } = await aCreator()
    const uuids = await resolves(Promise.all([groups.create(asked), groups.create(asked)]))
    expect(new Set(uuids).size).toBe(1)
    await resolves(groups.create(asked))
    expect(server.membershipsOf(ben.uuid)).toHaveLength(2)
  })

  test('works on a device whose clock is wrong', async () => {
    const { network, aTab, ann, ben, until, resolves } = aWorld()
    network.setServerAhead(-26 * 60 * 60_000)
    const times = [undefined]
    const readServerTime = async () => (times.length > 0 ? times.pop() : network.serverNow())
    const tab = aTab(ben, { readServerTime })
    await until(() => tab.messenger.inbox().get().isLoaded)
    const groups = createNamedGroups(tab.messenger)
    const uuid = await resolves(groups.create({ title: 'Trip', userUuids: [ann.uuid] }))
    expect(tab.messenger.inbox().get().groups).toMatchObject([{ uuid }])
  })
})

describe('the row of a group', () => {
  test('shows who has written, and keeps the title', async () => {
    const { writes, cat, row } = await anOpenGroup()
    await writes(cat, 'Hi all')
    expect(row()).toMatchObject({
      display_name: 'Trip',
      handle: '',
      message: 'Hi all',
      unread_count: 1,
      last_message: { display_name: 'Cat Cole' },
    })
  })

  test('follows the events, of which none is unread', async () => {
    const { server, ann, cat, group, row, passes, conversation } = await anOpenGroup()
    const dan = server.addPerson('Dan Dale')
    server.renameGroup(cat, group, 'Tour')
    server.addMember(cat, group, dan.uuid)
    server.removeMember(ann, group, cat.uuid)
    await passes(2000)
    expect(row()).toMatchObject({
      title: 'Tour',
      display_name: 'Tour',
      member_count: 3,
      members_preview: [{ uuid: ann.uuid }, { uuid: dan.uuid }],
      unread_count: 0,
      last_message: { event: { type: 'removed', user_uuid: cat.uuid } },
    })
    expect(conversation.get().firstUnread).toBeUndefined()
  })

  test('is not accepted by an event of the user', async () => {
    const { server, ann, ben, aTab, passes, resolves, until } = aWorld()
    server.changeSettings(ben, { strangers: 'requests' })
    const group = server.createGroup(ann, { title: 'Trip', user_uuids: [ben.uuid] })
    const { messenger } = aTab()
    await until(() => messenger.inbox('request').get().groups.length === 1)
    await resolves(createNamedGroups(messenger).rename(group, 'Tour'))
    await passes(2000)
    expect(messenger.inbox('request').get().groups).toMatchObject([{ title: 'Tour', state: 'request' }])
  })

  test('appears when somebody adds the user', async () => {
    const { server, ann, ben, aTab, until, passes } = aWorld()
    const cat = server.addPerson('Cat Cole')
    const group = server.createGroup(ann, { title: 'Trip', user_uuids: [cat.uuid] })
    const { messenger } = aTab()
    await until(() => messenger.status.get().connection === 'live')
    await passes(5000)
    server.addMember(ann, group, ben.uuid)
    await passes(1000)
    expect(messenger.inbox().get().groups).toMatchObject([{ uuid: group, member_count: 3 }])
  })
})

test('nobody is told of typing in a group of more than ten', async () => {
  const { conversation, network, passes, server, ann, group } = await anOpenGroup()
  const add = (count: number) => {
    for (let number = 1; number <= count; number += 1)
      server.addMember(ann, group, server.addPerson(`Guest ${count} ${number}`).uuid)
  }
  const typings = () => network.actions.filter(({ action }) => action === 'typing').length
  add(7)
  await passes(5000)
  conversation.setTyping(true)
  await passes(1000)
  expect(typings()).toBe(1)
  add(1)
  await passes(5000)
  conversation.setTyping(true)
  await passes(1000)
  expect(typings()).toBe(1)
})

describe('the members', () => {
  test('are loaded on demand, and again after each event', async () => {
    const { groups, group, server, ann, ben, cat, passes, takeRequests, conversation } = await anOpenGroup()
    expect(takeRequests(/members/)).toEqual([])
    const store = groups.members(group)
    const close = store.open()
    await passes(1000)
    expect(store.get()).toMatchObject({
      isLoaded: true,
      members: [{ uuid: ann.uuid, is_owner: true }, { uuid: ben.uuid }, { uuid: cat.uuid }],
    })
    const namesOf = () => store.get().members.map(({ handle }) => handle)
    server.removeMember(cat, group, cat.uuid)
    await passes(2000)
    expect(namesOf()).toEqual(['ann_abel', 'ben_bond'])
    close()
    takeRequests()
    server.addMember(ann, group, cat.uuid)
    await passes(2000)
    expect([takeRequests(/members/), conversation.get().group?.member_count]).toEqual([[], 3])
  })

  test('are right after a gap', async () => {
    const { groups, group, device, server, ann, cat, passes } = await anOpenGroup()
    const store = groups.members(group)
    store.open()
    await passes(1000)
    device.setOnline(false)
    server.removeMember(ann, group, cat.uuid)
    await passes(10_000)
    device.setOnline(true)
    await passes(10_000)
    expect(store.get().members).toHaveLength(2)
  })

  test('are right after a gap in which the user was removed from a group of another list', async () => {
    const { group, device, server, ann, ben, aTab, passes, resolves } = await anOpenGroup()
    const { messenger } = aTab()
    await passes(1000)
    const store = createNamedGroups(messenger).members(group)
    store.open()
    await passes(1000)
    await resolves(messenger.conversation(group).update({ is_archived: true }))
    await passes(1000)
    device.setOnline(false)
    server.removeMember(ann, group, ben.uuid)
    await passes(10_000)
    device.setOnline(true)
    await passes(10_000)
    expect(store.get()).toMatchObject({ members: [], error: { code: 'message_group_not_found' } })
  })

  test('are loaded when the network is back', async () => {
    const { groups, group, network, passes, resolves } = await anOpenGroup()
    network.fail(/members/, { status: 503, code: 'internal_error' })
    const store = groups.members(group)
    store.open()
    await passes(1000)
    expect(store.get().error?.code).toBe('internal_error')
    await resolves(store.load())
    expect(store.get()).toMatchObject({ error: undefined, isLoaded: true })
  })

  test('are changed by the user, with the events', async () => {
    const { groups, group, server, cat, resolves, row, texts, passes, codeOf } = await anOpenGroup()
    const dan = server.addPerson('Dan Dale')
    const store = groups.members(group)
    store.open()
    await resolves(groups.addMember(group, dan.uuid))
    expect(row()?.member_count).toBe(4)
    await resolves(groups.rename(group, 'Tour'))
    expect(row()?.title).toBe('Tour')
    await passes(1000)
    expect(store.get().members).toHaveLength(4)
    expect(texts()).toEqual([
      'Ann Abel created the group “Trip”',
      'Ben Bond added Dan Dale',
      'Ben Bond renamed the group to “Tour”',
    ])
    expect(await codeOf(groups.removeMember(group, cat.uuid))).toBe('not_the_owner')
  })

  test('are removed by the owner', async () => {
    const { server, group, ann, cat, open, aTab, aDevice, until, resolves } = await anOpenGroup()
    const { tab, groups } = open(aTab(ann, {}, aDevice()))
    await until(() => tab.messenger.inbox().get().isLoaded)
    await resolves(groups.removeMember(group, cat.uuid))
    expect(tab.messenger.inbox().get().groups).toMatchObject([{ member_count: 2 }])
    expect(server.membershipsOf(cat.uuid)).toEqual([])
  })
})
