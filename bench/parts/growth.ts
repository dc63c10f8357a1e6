import { DeleteCommand } from '@aws-sdk/lib-dynamodb'
import { placeOf } from '../../src/domain/place.ts'
import { env } from '../../src/env.ts'
import { handler as updateInbox } from '../../src/handlers/updateInbox.ts'
import { documents } from '../../src/repository/client.ts'
import { type Key, messageKey } from '../../src/repository/keys.ts'
import { withoutStream } from '../../test/steps/table.ts'
import { addConversations, addEarlierMessages, earlierMessage } from '../bulkData.ts'
import { startEnvironment } from '../environment.ts'
import { growthChecks, growthTables, type Series } from '../growth.ts'
import { growthChart } from '../growthChart.ts'
import type { Part } from '../part.ts'
import { bodyOf, createPeople, type Person, request, sendMessage } from '../people.ts'
import { type Action, sample } from '../sample.ts'
import { streamRecordOf } from '../streamRecord.ts'

const text = 'a'.repeat(170)
const rounds = 40
const warmUp = 40

const remove = (Key: Key) => documents.send(new DeleteCommand({ TableName: env.tableName, Key }))

const get = async (as: Person, path: string) => bodyOf(await request(as, 'GET', path))

const createGroup = async () => {
  const members = (await createPeople(2)) as [Person, Person]
  const { message_group_uuid: uuid } = await sendMessage(members[0], { handle: members[1].handle }, text)
  return { uuid: uuid as string, members, startedAt: Date.now() - 1000 }
}

type Group = Awaited<ReturnType<typeof createGroup>>

/** The reference call, the same at every size: other load on the machine affects it as it does the others. */
const referenceCall = ({ members: [me] }: Group): Action => ({
  name: 'look up a user',
  run: () => get(me, `/users/@${me.handle}/short`),
})

/** Sends a message and removes it again, so that the size stays the same. */
const createSender = ({ uuid, members: [me] }: Group) => {
  let newest = { uuid: '', created_at: '' }
  return {
    send: async () => {
      newest = await sendMessage(me, { group: uuid }, text)
    },
    removeSent: () => remove(messageKey(uuid, placeOf(Date.parse(newest.created_at), newest.uuid))),
    sent: () => newest.uuid,
  }
}

const actionsInConversation = (group: Group, middle: { uuid: string }): Action[] => {
  const { uuid, members } = group
  const [me, other] = members
  const { send, removeSent, sent } = createSender(group)
  return [
    referenceCall(group),
    { name: 'newest page', run: () => get(me, `/messages/${uuid}`) },
    { name: 'page before the middle', run: () => get(me, `/messages/${uuid}?before=${middle.uuid}`) },
    { name: 'page around the middle', run: () => get(me, `/messages/${uuid}?around=${middle.uuid}`) },
    { name: 'send', run: send, after: removeSent },
    {
      name: 'mark as read',
      before: send,
      run: async () =>
        bodyOf(await request(other, 'PUT', `/message_groups/${uuid}/read`, { message_uuid: sent() })),
      after: removeSent,
    },
    { name: 'get the conversation', run: () => get(other, `/message_groups/${uuid}`) },
  ]
}

const actionsInInbox = async (group: Group): Promise<Action[]> => {
  const [me] = group.members
  const { send, removeSent } = createSender(group)
  let at = Date.now()
  const arrival = () => {
    at += 1
    const message = earlierMessage(group, 0)
    return updateInbox({ Records: [streamRecordOf({ ...message, place: placeOf(at, message.uuid) })] })
  }
  await arrival() // the first page then notes the conversation as moving, however long the inserts took
  const first = await request(me, 'GET', '/message_groups')
  const [, next = ''] = /<\/api(.+?)>/.exec(first.headers.get('link') ?? '') ?? []
  return [
    referenceCall(group),
    { name: 'inbox', run: () => get(me, '/message_groups') },
    ...(next ? [{ name: 'inbox, second page', run: () => get(me, next) }] : []),
    { name: 'send', run: send, after: removeSent },
    { name: 'update two inboxes', run: arrival },
  ]
}

const messageSizes = [10, 100, 1000, 10_000, 100_000]
const conversationSizes = [1, 10, 100, 1000, 10_000]

export const growth: Part = {
  title: 'Growth',
  run: async ({ isFull, say }) => {
    const environment = await startEnvironment()
    await withoutStream()
    const messages: Series = { of: 'messages in one conversation', points: [] }
    const conversation = await createGroup()
    let messageCount = 1
    for (const size of isFull ? [...messageSizes, 1_000_000] : messageSizes) {
      say(`${size} messages in one conversation`)
      const middle = await addEarlierMessages(conversation, messageCount - 1, size - 1)
      messageCount = size
      const actions = actionsInConversation(conversation, middle)
      if (messages.points.length === 0) await sample(actions, warmUp)
      messages.points.push({ size, samples: await sample(actions, rounds) })
    }

    const conversations: Series = { of: 'conversations of one person', points: [] }
    const inbox = await createGroup()
    let conversationCount = 1
    for (const size of conversationSizes) {
      say(`${size} conversations of one person`)
      if (size > conversationCount)
        await addConversations(inbox.members[0], conversationCount - 1, size - 1, inbox.startedAt)
      conversationCount = size
      const actions = await actionsInInbox(inbox)
      if (conversations.points.length === 0) await sample(actions, warmUp)
      conversations.points.push({ size, samples: await sample(actions, rounds) })
    }
    await environment.end()
    const all = [messages, conversations]
    return {
      tables: growthTables(all),
      findings: growthChecks(all),
      images: { 'growth.svg': growthChart(all) },
    }
  },
}
