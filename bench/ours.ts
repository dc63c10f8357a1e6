import { capacityOf, sumOf } from './capacity.ts'
import { minutesInMs, shiftClock } from './clock.ts'
import { type Design, type MessageCost, rowsOnAPage } from './design.ts'
import { bodyOf, createPeople, type Person, request, sendMessage } from './people.ts'
import { deliverStream } from './stream.ts'

const get = async (as: Person, path: string) => bodyOf(await request(as, 'GET', path))

/** Creates a person who started conversations with many others, the last of them an hour ago. */
export const createPersonWithConversations = async (count: number, text: string, ageMs = minutesInMs(60)) => {
  const [me, ...others] = (await createPeople(count + 1)) as [Person, ...Person[]]
  const groups: string[] = []
  for (const [index, { handle }] of others.entries()) {
    shiftClock(-ageMs - minutesInMs(10 * (count - index))) // ten minutes apart, so that no two are in the same window for quiet messages
    groups.push((await sendMessage(me, { handle }, text)).message_group_uuid)
  }
  await deliverStream()
  shiftClock(0)
  return { me, others, groups }
}

/** Creates named groups of the same people, ten minutes apart, the last of them an hour ago, with a message in each. */
export const createNamedGroups = async (
  size: number,
  { count = rowsOnAPage, text, ageMs = minutesInMs(60) }: { count?: number; text: string; ageMs?: number },
) => {
  const members = await createPeople(size)
  const [me, ...others] = members as [Person, ...Person[]]
  const groups: string[] = []
  for (let index = 0; index < count; index += 1) {
    shiftClock(-ageMs - minutesInMs(10 * (count - index)))
    const body = { title: 'A week in the mountains', user_uuids: others.map(({ uuid }) => uuid) }
    const group: string = bodyOf(await request(me, 'POST', '/message_groups', body)).uuid
    groups.push(group)
    await sendMessage(me, { group }, text)
  }
  await deliverStream()
  shiftClock(0)
  for (const member of members) await get(member, '/users/me')
  return { members, groups, group: groups.at(-1) as string }
}

const sendAndDeliver = async (by: Person, group: string, message: string): Promise<MessageCost> => {
  const send = await capacityOf(() => sendMessage(by, { group }, message))
  const { updateInbox, pushMessage } = await deliverStream()
  return { send, inbox: updateInbox, push: pushMessage }
}

/** This project: the real handlers, and the stream between them with the filters of serverless.yml. */
export const ours: Design = {
  name: 'ours',
  createPair: async (text) => {
    const { me, others, groups } = await createPersonWithConversations(rowsOnAPage, text)
    const people = { me, other: others[0] as Person }
    const group = groups[0] as string
    await Promise.all([me, people.other].map((person) => get(person, '/users/me')))
    return {
      send: (who, message) => sendAndDeliver(people[who], group, message),
      readInbox: () => capacityOf(() => get(me, '/message_groups')),
      readPage: (who) => capacityOf(() => get(people[who], `/messages/${group}`)),
    }
  },
  createGroups: async (size, text) => {
    const { members, group } = await createNamedGroups(size, { text })
    const [me] = members as [Person]
    return {
      send: (by, message) => sendAndDeliver(members[by] as Person, group, message),
      markRead: async () => {
        const [newest] = (await get(me, `/messages/${group}?limit=1`)) as { uuid: string }[]
        for (const member of members)
          bodyOf(
            await request(member, 'PUT', `/message_groups/${group}/read`, { message_uuid: newest?.uuid }),
          )
      },
      readInbox: () => capacityOf(() => get(me, '/message_groups')),
      readPage: () => capacityOf(() => get(me, `/messages/${group}`)),
    }
  },
  startConversation: async (text) => {
    const [me, other] = (await createPeople(2)) as [Person, Person]
    await get(me, '/users/me')
    const start = await capacityOf(() => sendMessage(me, { handle: other.handle }, text))
    const { updateInbox } = await deliverStream()
    return sumOf([start, updateInbox])
  },
}
