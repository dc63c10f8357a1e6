import { describe, expect, test } from '@jest/globals'
import type { Frame } from '../../../src/domain/viewSchemas.ts'
import * as given from '../../steps/given.ts'
import { adds, aNamedGroup, createsGroup, leaves, people, removes, renames } from '../../steps/groups.ts'
import { deletes, edits, reacts } from '../../steps/messageChanges.ts'
import { admits, changes, marksRead, saysInto } from '../../steps/safety.ts'
import { handlerOf, hasReceivedAll, live, opens, type Socket } from '../../steps/sockets.ts'
import { newIn } from '../../steps/stream.ts'
import { through } from '../../steps/wire.ts'

given.anEngine()
live()
given.aWorkQueue()

const shows = (message: string) => ({ message: expect.objectContaining({ message }) })

const isAbout = (uuid: string, frame: Frame) =>
  'message_group_uuid' in frame && frame.message_group_uuid === uuid

/** What the frames about a group are, once the socket has received all that was sent to it. */
const framesOf = async (socket: Socket, uuid: string): Promise<string[]> => {
  await hasReceivedAll(socket)
  return socket.frames
    .filter((frame) => isAbout(uuid, frame))
    .map((frame) => ('message' in frame ? `${frame.type} ${frame.message.message}` : frame.type))
}

/** A group whose first message was pushed to the sockets of its members. */
const aLiveGroup = async () => {
  const group = await aNamedGroup()
  const sockets = { ann: await opens(group.ann), bob: await opens(group.bob), cy: await opens(group.cy) }
  const { body: first } = await saysInto(group.ann, 'first', group.uuid)
  for (const socket of Object.values(sockets)) await socket.receives(shows('first'))
  return { ...group, sockets, first }
}

type LiveGroup = Awaited<ReturnType<typeof aLiveGroup>>

test('a new group is told to every device of every member', async () => {
  const [ann, bob] = await people('Ann', 'Bob')
  const sockets = [await opens(ann), await opens(ann), await opens(bob)]
  const { body } = await createsGroup(ann, 'Trip', [bob])
  for (const socket of sockets) {
    await socket.receives({ type: 'group', message_group_uuid: body.uuid })
    await socket.receives(shows('Ann created the group “Trip”'))
  }
})

const waysOut: [string, (group: LiveGroup) => Promise<{ status: number }>][] = [
  ['leaves', ({ bob, uuid }) => leaves(bob, uuid)],
  ['is removed', ({ ann, bob, uuid }) => removes(ann, uuid, bob)],
]

describe.each(waysOut)('somebody who %s', (_, act) => {
  test('is told so on every device, and nothing else of the group from then on', async () => {
    const group = await aLiveGroup()
    const { ann, bob, cy, uuid, sockets, first } = group
    const second = await opens(bob)
    await act(group)
    for (const socket of [sockets.bob, second])
      await socket.receives({ type: 'group_removed', message_group_uuid: uuid })

    await saysInto(ann, 'second', uuid)
    await reacts(cy, first, '👍')
    await edits(ann, first, 'first, edited')
    await deletes(ann, first)
    await renames(cy, uuid, 'Tour')
    await sockets.cy.sends({ action: 'typing', message_group_uuid: uuid })
    await marksRead(cy, uuid, first.uuid)
    await saysInto(cy, 'last', uuid)

    await sockets.ann.receives({ type: 'typing' })
    await sockets.ann.receives(shows('last'))
    const changed = (await framesOf(sockets.ann, uuid)).filter((text) => text.startsWith('changed'))
    expect(changed.length).toBeGreaterThanOrEqual(2)
    for (const socket of [sockets.bob, second]) {
      const frames = await framesOf(socket, uuid)
      expect(frames.slice(frames.indexOf('group_removed'))).toEqual(['group_removed'])
    }
  })

  test('gets no message that was sent before and is pushed after that', async () => {
    const group = await aLiveGroup()
    const { bob, uuid, sockets } = group
    const records = await newIn([uuid], 2, 'pushMessage')
    await act(group)
    await sockets.bob.receives({ type: 'group_removed' })
    const late = await opens(bob)
    await (await handlerOf('pushMessage'))({ Records: records })
    expect(await framesOf(sockets.ann, uuid)).toContain('message first')
    expect(await framesOf(late, uuid)).toEqual([])
  })

  test('cannot say that they are typing', async () => {
    const group = await aLiveGroup()
    const { uuid, sockets } = group
    await act(group)
    await sockets.bob.sends({ action: 'typing', message_group_uuid: uuid })
    await sockets.bob.receives({ type: 'error', code: 'message_group_not_found' })
    expect(await framesOf(sockets.ann, uuid)).not.toContain('typing')
  })
})

describe('somebody who is added', () => {
  test('is told so, and gets what is sent from then on, but nothing older and no change of it', async () => {
    const { ann, bob, uuid, sockets, first } = await aLiveGroup()
    const records = await newIn([uuid], 2, 'pushMessage')
    const [dee] = await people('Dee')
    const socket = await opens(dee)
    await adds(bob, uuid, dee)
    await socket.receives({ type: 'group', message_group_uuid: uuid })
    await edits(ann, first, 'first, edited')
    await saysInto(ann, 'second', uuid)
    await socket.receives(shows('second'))
    await sockets.cy.receives(shows('first, edited'))
    await (await handlerOf('pushMessage'))({ Records: records })
    const frames = await framesOf(socket, uuid)
    expect(frames.toSorted()).toEqual(['group', 'message Bob added Dee', 'message second'])
  })
})

test('a message that was let in arrives although its sender is removed meanwhile, who gets no frame of it', async () => {
  const { ann, bob, uuid, sockets } = await aLiveGroup()
  const { status } = await through(
    async ({ command, input }, send) => {
      if (command === 'PutItem' && input.Item.message === 'let in') await removes(ann, uuid, bob)
      return send()
    },
    () => saysInto(bob, 'let in', uuid),
  )
  expect(status).toBe(200)
  for (const socket of [sockets.ann, sockets.cy]) await socket.receives(shows('let in'))
  expect(await framesOf(sockets.bob, uuid)).not.toContain('message let in')
})

test('an event is pushed to all members, and says who did what', async () => {
  const { bob, uuid, sockets } = await aLiveGroup()
  await renames(bob, uuid, 'Tour')
  const event = { type: 'renamed', title: 'Tour', user_uuid: bob.uuid, handle: bob.handle }
  for (const socket of Object.values(sockets))
    await socket.receives({ message: expect.objectContaining({ event: expect.objectContaining(event) }) })
})

test('what a member has read is told to their own devices only', async () => {
  const { bob, uuid, sockets, first } = await aLiveGroup()
  const second = await opens(bob)
  await marksRead(bob, uuid, first.uuid)
  for (const socket of [sockets.bob, second])
    await socket.receives({ type: 'read', user_uuid: bob.uuid, message_uuid: first.uuid })
  for (const socket of [sockets.ann, sockets.cy]) expect(await framesOf(socket, uuid)).not.toContain('read')
})

test('what a member changes about their own view is told to their own devices only', async () => {
  const { bob, uuid, sockets } = await aLiveGroup()
  await changes(bob, uuid, { is_archived: true })
  await sockets.bob.receives({ type: 'group', message_group_uuid: uuid })
  for (const socket of [sockets.ann, sockets.cy]) expect(await framesOf(socket, uuid)).not.toContain('group')
})

describe('typing', () => {
  const names = Array.from({ length: 9 }, (_, index) => `Number ${index}`)

  test('is told to the others in a group of up to 10', async () => {
    const { ann, bob, members, uuid } = await aNamedGroup({ names: ['Ann', ...names] })
    const sockets = [await opens(bob), await opens(members[9] ?? bob)]
    const own = await opens(ann)
    await own.sends({ action: 'typing', message_group_uuid: uuid })
    for (const socket of sockets)
      await socket.receives({
        type: 'typing',
        message_group_uuid: uuid,
        user_uuid: ann.uuid,
        handle: ann.handle,
      })
    expect(await framesOf(own, uuid)).not.toContain('typing')
  })

  test('is told to nobody in a larger one', async () => {
    const { ann, bob, uuid } = await aNamedGroup({ names: ['Ann', 'Bob', ...names] })
    const [own, socket] = [await opens(ann), await opens(bob)]
    await own.sends({ action: 'typing', message_group_uuid: uuid })
    expect(await framesOf(socket, uuid)).not.toContain('typing')
    expect(own.frames.filter(({ type }) => type === 'error')).toEqual([])
  })

  test('of somebody who has not accepted the invitation is told to nobody', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    await admits(bob, 'requests')
    const { body } = await createsGroup(ann, 'Trip', [bob])
    const [own, socket] = [await opens(bob), await opens(ann)]
    await own.sends({ action: 'typing', message_group_uuid: body.uuid })
    expect(await framesOf(socket, body.uuid)).not.toContain('typing')
    expect(own.frames.filter(({ type }) => type === 'error')).toEqual([])
  })
})
