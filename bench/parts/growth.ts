import { DeleteCommand } from '@aws-sdk/lib-dynamodb'
import { placeOf } from '../../src/domain/place.ts'
import { env } from '../../src/env.ts'
import { handler as updateInbox } from '../../src/handlers/updateInbox.ts'
import { documents } from '../../src/repository/client.ts'
import { type Key, messageKey } from '../../src/repository/keys.ts'
import { withoutStream } from '../../test/steps/table.ts'
import { earlier, growBack, growInbox } from '../fill.ts'
import { growthChecks, growthTables, type Series } from '../growth.ts'
import type { Part } from '../part.ts'
import { asks, bodyOf, type Person, says, somePeople } from '../people.ts'
import { growthPicture } from '../picture.ts'
import { recordOf } from '../records.ts'
import { type Act, sample } from '../sample.ts'
import { startSurroundings } from '../surroundings.ts'

const text = 'a'.repeat(170)
const rounds = 40
const warmUp = 40

const remove = (Key: Key) => documents.send(new DeleteCommand({ TableName: env.tableName, Key }))

const get = async (as: Person, path: string) => bodyOf(await asks(as, 'GET', path))

const aGroup = async () => {
  const members = (await somePeople(2)) as [Person, Person]
  const { message_group_uuid: uuid } = await says(members[0], { handle: members[1].handle }, text)
  return { uuid: uuid as string, members, begunAt: Date.now() - 1000 }
}

type Group = Awaited<ReturnType<typeof aGroup>>

/** The same read for every size, against which the others are held: what else the machine does falls on both. */
const yardstick = ({ members: [me] }: Group): Act => ({
  name: 'look up a user',
  act: () => get(me, `/users/@${me.handle}/short`),
})

/** A message, and its undoing: so that there are as many as the heading says, however often one is sent. */
const sending = ({ uuid, members: [me] }: Group) => {
  let newest = { uuid: '', created_at: '' }
  return {
    send: async () => {
      newest = await says(me, { group: uuid }, text)
    },
    unsend: () => remove(messageKey(uuid, placeOf(Date.parse(newest.created_at), newest.uuid))),
    sent: () => newest.uuid,
  }
}

const inConversation = (group: Group, middle: { uuid: string }): Act[] => {
  const { uuid, members } = group
  const [me, other] = members
  const { send, unsend, sent } = sending(group)
  return [
    yardstick(group),
    { name: 'newest page', act: () => get(me, `/messages/${uuid}`) },
    { name: 'page before the middle', act: () => get(me, `/messages/${uuid}?before=${middle.uuid}`) },
    { name: 'page around the middle', act: () => get(me, `/messages/${uuid}?around=${middle.uuid}`) },
    { name: 'send', act: send, after: unsend },
    {
      name: 'mark as read',
      before: send,
      act: async () =>
        bodyOf(await asks(other, 'PUT', `/message_groups/${uuid}/read`, { message_uuid: sent() })),
      after: unsend,
    },
    { name: 'open the conversation', act: () => get(other, `/message_groups/${uuid}`) },
  ]
}

const inInbox = async (group: Group): Promise<Act[]> => {
  const [me] = group.members
  const { send, unsend } = sending(group)
  const first = await asks(me, 'GET', '/message_groups')
  const [, next = ''] = /<\/api(.+?)>/.exec(first.headers.get('link') ?? '') ?? []
  let at = Date.now()
  const arrival = () => {
    at += 1
    const message = earlier(group, 0)
    return updateInbox({ Records: [recordOf({ ...message, place: placeOf(at, message.uuid) })] })
  }
  return [
    yardstick(group),
    { name: 'inbox', act: () => get(me, '/message_groups') },
    ...(next ? [{ name: 'inbox, second page', act: () => get(me, next) }] : []),
    { name: 'send', act: send, after: unsend },
    { name: 'update two inboxes', act: arrival },
  ]
}

const messageSizes = [10, 100, 1000, 10_000, 100_000]
const conversationSizes = [1, 10, 100, 1000, 10_000]

export const growth: Part = {
  title: 'Growth',
  run: async ({ isFull, say }) => {
    const surroundings = await startSurroundings()
    await withoutStream()
    const messages: Series = { of: 'messages in one conversation', points: [] }
    const conversation = await aGroup()
    let has = 1
    for (const size of isFull ? [...messageSizes, 1_000_000] : messageSizes) {
      say(`${size} messages in one conversation`)
      const middle = await growBack(conversation, has - 1, size - 1)
      has = size
      const acts = inConversation(conversation, middle)
      if (messages.points.length === 0) await sample(acts, warmUp)
      messages.points.push({ size, samples: await sample(acts, rounds) })
    }

    const conversations: Series = { of: 'conversations of one person', points: [] }
    const inbox = await aGroup()
    let have = 1
    for (const size of conversationSizes) {
      say(`${size} conversations of one person`)
      if (size > have) await growInbox(inbox.members[0], have - 1, size - 1, inbox.begunAt)
      have = size
      const acts = await inInbox(inbox)
      if (conversations.points.length === 0) await sample(acts, warmUp)
      conversations.points.push({ size, samples: await sample(acts, rounds) })
    }
    await surroundings.end()
    const all = [messages, conversations]
    return {
      tables: growthTables(all),
      findings: growthChecks(all),
      pictures: { 'growth.svg': growthPicture(all) },
    }
  },
}
