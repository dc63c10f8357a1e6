import { capacityOf, sumOf } from './capacity.ts'
import { minutes, shiftClock } from './clock.ts'
import { type Design, rowsOnAPage } from './design.ts'
import { asks, bodyOf, type Person, says, somePeople } from './people.ts'
import { passOn } from './stream.ts'

const get = async (as: Person, path: string) => bodyOf(await asks(as, 'GET', path))

/** One who has begun conversations with many others, long ago. */
export const aRichPerson = async (count: number, text: string) => {
  const [me, ...others] = (await somePeople(count + 1)) as [Person, ...Person[]]
  const groups: string[] = []
  for (const [index, { handle }] of others.entries()) {
    shiftClock(-minutes(60 + 10 * (count - index))) // apart from each other, as conversations are
    groups.push((await says(me, { handle }, text)).message_group_uuid)
  }
  await passOn()
  shiftClock(0)
  return { me, others, groups }
}

/** This project: its own handlers, with the stream between them as serverless.yml has it. */
export const ours: Design = {
  name: 'ours',
  aPair: async (text) => {
    const { me, others, groups } = await aRichPerson(rowsOnAPage, text)
    const people = { me, other: others[0] as Person }
    const group = groups[0] as string
    await Promise.all([me, people.other].map((person) => get(person, '/users/me')))
    return {
      says: async (who, message) => {
        const send = await capacityOf(() => says(people[who], { group }, message))
        const { updateInbox, pushMessage } = await passOn()
        return { send, inbox: updateInbox, push: pushMessage }
      },
      inbox: () => capacityOf(() => get(me, '/message_groups')),
      page: (who) => capacityOf(() => get(people[who], `/messages/${group}`)),
    }
  },
  begin: async (text) => {
    const [me, other] = (await somePeople(2)) as [Person, Person]
    await get(me, '/users/me')
    const begin = await capacityOf(() => says(me, { handle: other.handle }, text))
    const { updateInbox } = await passOn()
    return sumOf([begin, updateInbox])
  },
}
