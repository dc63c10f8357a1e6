import { minutes, shiftClock } from './clock.ts'
import { rowsOnAPage } from './design.ts'
import { aRichPerson } from './ours.ts'
import { asks, bodyOf, type Person, says, somePeople } from './people.ts'
import type { Act } from './sample.ts'
import { passOn } from './stream.ts'

const text = 'a'.repeat(170)

const get = async (as: Person, path: string) => bodyOf(await asks(as, 'GET', path))

const linkIn = (headers: Headers): string => /<\/api(.+?)>/.exec(headers.get('link') ?? '')?.[1] ?? ''

/** Everything that a client asks, of people whom the process knows already. */
export const routes = async (rounds: number): Promise<Act[]> => {
  const { me, others, groups } = await aRichPerson(2 * rowsOnAPage + 5, text)
  const [other, group] = [others[0] as Person, groups[0] as string]
  const uuids: string[] = []
  shiftClock(-minutes(30))
  for (let count = 0; count < 3 * rowsOnAPage; count += 1)
    uuids.push((await says(count % 2 ? me : other, { group }, text)).uuid)
  await passOn()
  shiftClock(0)
  const middle = uuids[rowsOnAPage + rowsOnAPage / 2]
  const next = async () => linkIn((await asks(me, 'GET', '/message_groups')).headers)
  const beforeOneMoved = await next()
  await says(others[1] as Person, { group: groups[1] as string }, text)
  await passOn()
  const second = await next()
  await get(other, '/users/me')
  // These write, and not me: no stream runs here, so that their rows fall behind, and an inbox with such rows asks more.
  const [writer, reader, known, ...strangers] = (await somePeople(2 * rounds + 3)) as [Person, Person, Person]
  const { message_group_uuid: written } = await says(writer, { handle: reader.handle }, text)
  await Promise.all([writer, reader, known].map((person) => get(person, '/users/me')))
  const everybody = (strangers as Person[]).values()
  let stranger = known
  const nextStranger = () => {
    stranger = everybody.next().value as Person
    return stranger
  }
  let newest = ''
  const send = async () => {
    newest = (await says(writer, { group: written }, text)).uuid
  }
  return [
    { name: 'GET health-check', act: () => get(me, '/health-check') },
    { name: 'GET users/me', act: () => get(me, '/users/me') },
    { name: 'GET users/@…/short', act: () => get(me, `/users/@${other.handle}/short`) },
    { name: 'GET message_groups', act: () => get(me, '/message_groups') },
    { name: 'GET message_groups, next page', act: () => get(me, second) },
    { name: 'GET message_groups, next page, one moved', act: () => get(me, beforeOneMoved) },
    { name: 'GET message_groups/…', act: () => get(other, `/message_groups/${group}`) },
    { name: 'GET messages/…', act: () => get(me, `/messages/${group}`) },
    { name: 'GET messages/…?before', act: () => get(me, `/messages/${group}?before=${middle}`) },
    { name: 'GET messages/…?around', act: () => get(me, `/messages/${group}?around=${middle}`) },
    { name: 'GET messages/…?since', act: () => get(me, `/messages/${group}?since=${middle}`) },
    { name: 'POST messages, to a group', act: send },
    { name: 'POST messages, to a handle', act: () => says(writer, { handle: reader.handle }, text) },
    {
      name: 'POST messages, to begin',
      before: () => says(known, { handle: nextStranger().handle }, text),
      act: () => says(writer, { handle: stranger.handle }, text),
    },
    {
      name: 'POST messages, to begin, handle never seen',
      before: async () => nextStranger(),
      act: () => says(writer, { handle: stranger.handle }, text),
    },
    {
      name: 'PUT message_groups/…/read',
      before: send,
      act: async () =>
        bodyOf(await asks(reader, 'PUT', `/message_groups/${written}/read`, { message_uuid: newest })),
    },
  ]
}
