import { minutesInMs, shiftClock } from './clock.ts'
import { rowsOnAPage } from './design.ts'
import { createPersonWithConversations } from './ours.ts'
import { bodyOf, createPeople, type Person, request, sendMessage } from './people.ts'
import type { Action } from './sample.ts'
import { deliverStream } from './stream.ts'

const text = 'a'.repeat(170)

const get = async (as: Person, path: string) => bodyOf(await request(as, 'GET', path))

const linkIn = (headers: Headers): string => /<\/api(.+?)>/.exec(headers.get('link') ?? '')?.[1] ?? ''

/** A person with twenty conversations that have rested for days and are settled, all but `activeCount` of them. */
const createSettledInbox = async (activeCount: number): Promise<Person> => {
  const threeDays = minutesInMs(3 * 24 * 60)
  const { me, others, groups } = await createPersonWithConversations(rowsOnAPage, text, threeDays)
  for (let count = 0; count < 2; count += 1) await get(me, '/message_groups') // each settles ten rows
  shiftClock(-minutesInMs(60))
  for (let row = 0; row < activeCount; row += 1)
    await sendMessage(others[row] as Person, { group: groups[row] as string }, text)
  await deliverStream()
  shiftClock(0)
  return me
}

/** Every request of a client, by people whose profiles the process has cached. */
export const routes = async (rounds: number): Promise<Action[]> => {
  const { me, others, groups } = await createPersonWithConversations(2 * rowsOnAPage + 5, text)
  const [other, group] = [others[0] as Person, groups[0] as string]
  const uuids: string[] = []
  shiftClock(-minutesInMs(30))
  for (let count = 0; count < 3 * rowsOnAPage; count += 1)
    uuids.push((await sendMessage(count % 2 ? me : other, { group }, text)).uuid)
  await deliverStream()
  shiftClock(0)
  const middle = uuids[rowsOnAPage + rowsOnAPage / 2]
  const next = async () => linkIn((await request(me, 'GET', '/message_groups')).headers)
  const second = await next()
  await get(other, '/users/me')
  // Other people do the writing: no stream runs here, so their inbox rows become outdated, and reading those costs more.
  const [writer, reader, known, ...strangers] = (await createPeople(2 * rounds + 3)) as [
    Person,
    Person,
    Person,
  ]
  const { message_group_uuid: writtenGroup } = await sendMessage(writer, { handle: reader.handle }, text)
  await Promise.all([writer, reader, known].map((person) => get(person, '/users/me')))
  const unusedStrangers = (strangers as Person[]).values()
  let stranger = known
  const nextStranger = () => {
    stranger = unusedStrangers.next().value as Person
    return stranger
  }
  const [settled, active] = [await createSettledInbox(0), await createSettledInbox(3)]
  let newest = ''
  const send = async () => {
    newest = (await sendMessage(writer, { group: writtenGroup }, text)).uuid
  }
  let edits = 0
  const changed = () => `/messages/${writtenGroup}/${newest}`
  return [
    { name: 'GET health-check', run: () => get(me, '/health-check') },
    { name: 'GET users/me', run: () => get(me, '/users/me') },
    { name: 'GET users/@…/short', run: () => get(me, `/users/@${other.handle}/short`) },
    { name: 'GET message_groups, all settled', run: () => get(settled, '/message_groups') },
    { name: 'GET message_groups, 3 active', run: () => get(active, '/message_groups') },
    { name: 'GET message_groups, none settled', run: () => get(me, '/message_groups') },
    { name: 'GET message_groups, next page', run: () => get(me, second) },
    { name: 'GET message_groups/…', run: () => get(other, `/message_groups/${group}`) },
    { name: 'GET messages/…', run: () => get(me, `/messages/${group}`) },
    { name: 'GET messages/…?before', run: () => get(me, `/messages/${group}?before=${middle}`) },
    { name: 'GET messages/…?around', run: () => get(me, `/messages/${group}?around=${middle}`) },
    { name: 'GET messages/…?since', run: () => get(me, `/messages/${group}?since=${middle}`) },
    { name: 'POST messages, to a group', run: send },
    {
      name: 'POST messages, a reply',
      before: send,
      run: () =>
        request(writer, 'POST', '/messages', {
          message: text,
          message_group_uuid: writtenGroup,
          reply_to: newest,
        }).then(bodyOf),
    },
    {
      name: 'PATCH messages/…/…',
      before: send,
      run: async () => {
        edits += 1
        return bodyOf(await request(writer, 'PATCH', changed(), { message: `${text}${edits}` }))
      },
    },
    {
      name: 'PUT messages/…/…/reaction',
      before: send,
      run: async () => bodyOf(await request(reader, 'PUT', `${changed()}/reaction`, { emoji: '👍' })),
    },
    { name: 'POST messages, to a handle', run: () => sendMessage(writer, { handle: reader.handle }, text) },
    {
      name: 'POST messages, to start',
      before: () => sendMessage(known, { handle: nextStranger().handle }, text),
      run: () => sendMessage(writer, { handle: stranger.handle }, text),
    },
    {
      name: 'POST messages, to start, new handle',
      before: async () => nextStranger(),
      run: () => sendMessage(writer, { handle: stranger.handle }, text),
    },
    {
      name: 'PUT message_groups/…/read',
      before: send,
      run: async () =>
        bodyOf(
          await request(reader, 'PUT', `/message_groups/${writtenGroup}/read`, { message_uuid: newest }),
        ),
    },
  ]
}
