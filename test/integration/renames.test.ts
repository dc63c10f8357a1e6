import { describe, expect, test } from '@jest/globals'
import { v7 as uuidv7 } from 'uuid'
import { handler as updateInbox } from '../../src/handlers/updateInbox.ts'
import { suspendUser } from '../../src/repository/admin/suspension.ts'
import { putMessage } from '../../src/repository/messages.ts'
import { aConversation } from '../steps/conversation.ts'
import * as given from '../steps/given.ts'
import { hasRenamed, namesOf, namesSeenBy } from '../steps/renames.ts'
import { blocks, changes } from '../steps/safety.ts'
import { live, opens } from '../steps/sockets.ts'
import { newIn } from '../steps/stream.ts'
import { itemsIn } from '../steps/table.ts'
import { calls } from '../steps/when.ts'
import { works } from '../steps/workQueue.ts'

given.anEngine()
live()
given.aWorkQueue()

const starts = (as: { token: string }, handle: string, message = 'hi') =>
  calls('POST', '/api/messages', { as, body: { message, handle } })
const gets = async (as: { token: string }, target: string) => (await calls('GET', target, { as })).body

describe('after a rename', () => {
  test('lists, rows, profiles and searches show the new names, and old messages the names of that time', async () => {
    const { me, other, uuid } = await given.aGroup('Said before')
    const handle = given.aHandle('renamed')
    const names = namesOf(await hasRenamed(me, { display_name: 'Renamed Person', handle }))
    await works(me)
    const [listed] = await gets(other, '/api/message_groups')
    expect(listed).toMatchObject({ ...names, last_message: names })
    expect(await gets(other, `/api/message_groups/${uuid}`)).toMatchObject(names)
    expect(await gets(other, `/api/users/@${handle}/short`)).toMatchObject(names)
    expect(await gets(other, `/api/users?q=${handle}`)).toEqual([expect.objectContaining(names)])
    expect(await gets(other, `/api/users?q=${me.handle}`)).toEqual([])
    expect(await gets(other, `/api/messages/${uuid}`)).toEqual([
      expect.objectContaining({ message: 'Said before', handle: me.handle, display_name: me.displayName }),
    ])
  })

  test('the devices of the others are told, with a higher revision', async () => {
    const { me, other, uuid } = await given.aGroup()
    const device = await opens(other)
    const { revision } = await gets(other, `/api/message_groups/${uuid}`)
    await hasRenamed(me, { display_name: 'New' })
    await works(me)
    await device.receives({ type: 'group', message_group_uuid: uuid })
    const after = await gets(other, `/api/message_groups/${uuid}`)
    expect(after).toMatchObject({ display_name: 'New', revision: revision + 1 })
  })

  test('a settled row stays settled', async () => {
    const [me, other] = await Promise.all([given.aUser(), given.aUser()])
    await aConversation(me, other, [{ at: '2026-01-01T00:00:00.000Z', text: 'hi' }])
    await gets(other, '/api/message_groups')
    const [row] = await itemsIn(`GRP#${other.uuid}`)
    expect(row?.settled).toBeDefined()
    await hasRenamed(me, { display_name: 'New' })
    await works(me)
    expect(await itemsIn(`GRP#${other.uuid}`)).toEqual([
      { ...row, user_display_name: 'New', user_version: 1, revision: Number(row?.revision ?? 0) + 1 },
    ])
  })

  test('rows in every list follow, also those of blocks, requests and suspended accounts, and without a trace', async () => {
    const me = await given.aUser()
    const states: ((other: Awaited<ReturnType<typeof given.aUser>>, uuid: string) => Promise<unknown>)[] = [
      async () => {},
      (other, uuid) => changes(other, uuid, { is_archived: true }),
      (other) => blocks(other, me),
      (other) => blocks(me, other),
      (other) => suspendUser(other.uuid, Date.now(), () => {}),
    ]
    const groups = await Promise.all(
      states.map(async (reach) => {
        const other = await given.aUser()
        const uuid = String((await starts(me, other.handle)).body.message_group_uuid)
        await reach(other, uuid)
        const [row] = await itemsIn(`GRP#${other.uuid}`)
        return { other, uuid, row }
      }),
    )
    await hasRenamed(me, { display_name: 'New' })
    await works(me)
    for (const { other, row } of groups) {
      const revision = Number(row?.revision ?? 0) + 1
      const after = { ...row, user_display_name: 'New', user_version: 1, revision }
      expect(await itemsIn(`GRP#${other.uuid}`)).toEqual([after])
    }
  })

  test('the rows of blocks before a first message get no names', async () => {
    const [me, other] = await Promise.all([given.aUser(), given.aUser()])
    await blocks(other, me)
    const before = await itemsIn(`GRP#${other.uuid}`)
    await hasRenamed(me, { display_name: 'New' })
    await works(me)
    expect(before).toEqual([expect.not.objectContaining({ user_handle: expect.anything() })])
    expect(await itemsIn(`GRP#${other.uuid}`)).toEqual(before)
  })

  test('a conversation that is started with a cached profile has the new names', async () => {
    const [me, other] = await Promise.all([given.aUser(), given.aUser()])
    await gets(me, '/api/message_groups') // from then on, the profile is cached
    const names = namesOf(await hasRenamed(me, { display_name: 'New', handle: given.aHandle() }))
    await works(me)
    const { body } = await starts(me, other.handle)
    expect(await namesSeenBy(other, body.message_group_uuid)).toEqual(names)
    expect(body).toMatchObject(names)
  })

  test('a message that was sent before, and comes late to the inboxes, does not restore the old name', async () => {
    const { me, other, uuid } = await given.aGroupAtRest()
    const messageUuid = uuidv7()
    const place = `${new Date().toISOString()}#${messageUuid}`
    const memberUuids = [me.uuid, other.uuid]
    await putMessage({ uuid: messageUuid, groupUuid: uuid, place, text: 'late', sender: me, memberUuids })
    const names = namesOf(await hasRenamed(me, { display_name: 'New' }))
    await works(me)
    await updateInbox({ Records: await newIn([uuid], 1) })
    expect(await namesSeenBy(other, uuid)).toEqual(names)
    expect(await gets(other, `/api/message_groups/${uuid}`)).toMatchObject({ message: 'late' })
  })
})
