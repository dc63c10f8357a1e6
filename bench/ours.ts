import { capacityOf, sumOf } from './capacity.ts'
import { minutesInMs, shiftClock } from './clock.ts'
import { type Design, rowsOnAPage } from './design.ts'
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

/** This project: the real handlers, and the stream between them with the filters of serverless.yml. */
export const ours: Design = {
  name: 'ours',
  createPair: async (text) => {
    const { me, others, groups } = await createPersonWithConversations(rowsOnAPage, text)
    const people = { me, other: others[0] as Person }
    const group = groups[0] as string
    await Promise.all([me, people.other].map((person) => get(person, '/users/me')))
    return {
      send: async (who, message) => {
        const send = await capacityOf(() => sendMessage(people[who], { group }, message))
        const { updateInbox, pushMessage } = await deliverStream()
        return { send, inbox: updateInbox, push: pushMessage }
      },
      readInbox: () => capacityOf(() => get(me, '/message_groups')),
      readPage: (who) => capacityOf(() => get(people[who], `/messages/${group}`)),
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
