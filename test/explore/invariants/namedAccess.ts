import type { Before } from '../facts.ts'
import { memberRows, userOf } from '../namedMonitor.ts'
import type { Json } from '../scenario.ts'
import { attemptsAt } from './changes.ts'
import { type Final, type Invariant, isErased, isSame, nameOf, rowOf, text, timeOf } from './final.ts'
import { changesOf, eventsOf, type Group, groupsOf, placeOf, typeOf, visibleTo } from './namedGroups.ts'

const peopleIn = ({ simulation }: Final) =>
  Object.keys(simulation.people).filter((name) => !simulation.facts.erasing.includes(name))

/** Somebody was removed, or has left, before something began, and was not added again. */
const isGoneBefore = (final: Final, group: Group, name: string, { after }: Before): boolean => {
  const hasJoined = eventsOf(group, ['joined'], final.simulation.person(name).uuid).length > 0
  return !hasJoined && changesOf(final, 'remove', name).some(({ id }) => after.includes(id))
}

/** The messages from before somebody joined, but for those that they have seen as a member before. */
const closedTo = (final: Final, group: Group, name: string): Json[] => {
  const { simulation } = final
  const joined = eventsOf(group, ['joined'], simulation.person(name).uuid).map((event) =>
    timeOf(placeOf(event)),
  )
  const { creations = [] } = simulation.facts.namedGroups[group.name] ?? {}
  const isFounder = creations.some(({ as, others }) => as === name || others.includes(name))
  const firstJoin = isFounder ? '' : (joined[0] ?? '')
  const removals = changesOf(final, 'remove', name).map(({ id }) => id)
  const beganOutside = (item: Json) =>
    attemptsAt(final, item).some(({ after }) => removals.some((id) => after.includes(id)))
  return group.stored.filter(
    (item) => placeOf(item) < firstJoin || (placeOf(item) < (joined.at(-1) ?? '') && beganOutside(item)),
  )
}

/** The texts of edits that began after somebody was removed. */
const closedTextsOf = (final: Final, name: string): string[] => {
  const removals = changesOf(final, 'remove', name).map(({ id }) => id)
  return final.simulation.facts.messageChanges
    .filter(({ after }) => removals.some((id) => after.includes(id)))
    .flatMap(({ text }) => text ?? [])
}

/** What a list has to show of a group. */
const expectedIn = (final: Final, name: string, row: Json, visible: Json[]) => {
  const { uuid } = final.simulation.person(name)
  const own = visible.findLast((item) => text(item, 'user_uuid') === uuid)
  const read = [text(row, 'last_read_at') ?? '', placeOf(own)].sort().at(-1) ?? ''
  const unread = visible.filter(
    (item) => text(item, 'user_uuid') !== uuid && placeOf(item) > read && !item.deleted_at && !typeOf(item),
  )
  const last = visible.at(-1)
  const unreadCount = text(row, 'state') === 'request' ? 0 : unread.length
  return [text(last, 'message') ?? '', timeOf(placeOf(last)), unreadCount, text(last, 'deleted_at')]
}

/** Messages that a member does not see, although they began when the member had been added. */
const missedBy = (final: Final, { stored }: Group, name: string, row: Json): Json[] => {
  const adds = changesOf(final, 'add', name).map(({ id }) => id)
  return stored.filter((item) => {
    const attempts = attemptsAt(final, item)
    const isLater = attempts.every(({ after }) => adds.some((id) => after.includes(id)))
    return placeOf(item) < (text(row, 'joined_at') ?? '') && attempts.length > 0 && isLater
  })
}

const shownIn = (shown: Json | undefined) => [
  shown?.message,
  shown?.created_at,
  shown?.unread_count,
  shown?.last_message.deleted_at,
]

const checkMember = async (final: Final, group: Group, name: string, row: Json) => {
  const { simulation } = final
  const visible = visibleTo(group, row)
  let read: Json[] = []
  let shown: Json | undefined
  await simulation.runAtEnd(async (process) => {
    read = await process.messages(name, group.uuid, { limit: '2' })
    const list = await process.list(name, text(row, 'state') ?? 'inbox')
    shown = list.find(({ uuid }) => uuid === group.uuid)
  })
  const uuids = visible.map((item) => text(item, 'message_uuid')).sort()
  if (!isSame(read.map(({ uuid }) => uuid).sort(), uuids))
    simulation.problem(`${name} reads ${read.map(({ message }) => message)} in ${group.name}`)
  for (const item of missedBy(final, group, name, row))
    simulation.problem(`${name} misses ${text(item, 'message')}`)
  const [actual, expected] = [shownIn(shown), expectedIn(final, name, row, visible)]
  if (text(row, 'state') !== 'declined' && !isSame(actual, expected))
    simulation.problem(`The list of ${name} shows ${actual}, not ${expected}`)
}

const checkStranger = async ({ simulation }: Final, { uuid, name: title }: Group, name: string) => {
  await simulation.runAtEnd(async (process) => {
    for (const [route, more] of [
      ['getGroup', {}],
      ['listMessages', {}],
      ['listMembers', {}],
      ['createMessage', { body: { message: 'x', message_group_uuid: uuid } }],
    ] as const) {
      const { status } = await process.request(route, 'GET', name, { group: uuid, ...more })
      if (status !== 404) simulation.problem(`${name} is no member of ${title}: ${route} answers ${status}`)
    }
    for (const list of ['inbox', 'request', 'archived'])
      if ((await process.list(name, list)).some((row) => row.uuid === uuid))
        simulation.problem(`${name} is no member of ${title}, and has it in ${list}`)
  })
}

export const namedAccess: Invariant[] = [
  {
    words:
      'A member reads all messages since they have joined, and a list shows the last one and what is unread',
    check: async (final) => {
      for (const group of groupsOf(final))
        for (const row of memberRows(final, group.uuid)) {
          const name = nameOf(final, userOf(row)) ?? ''
          if (!isErased(final, name)) await checkMember(final, group, name, row)
        }
    },
  },
  {
    words: 'Who is no member of a group reads and writes nothing in it',
    check: async (final) => {
      for (const group of groupsOf(final))
        for (const name of peopleIn(final))
          if (rowOf(final, name, group.uuid)?.left_at) await checkStranger(final, group, name)
    },
  },
  {
    words: 'What begins after a member was removed is refused',
    check: (final) => {
      const { facts, problem, nameOf } = final.simulation
      for (const group of groupsOf(final)) {
        const requests = [
          ...facts.readings.map((reading) => ({ ...reading, what: `the reading of ${reading.what}` })),
          ...facts.sent.map((sent) => ({ ...sent, what: nameOf(sent.key) })),
          ...facts.messageChanges.map((change) => ({ ...change, group: group.uuid, what: change.kind })),
        ]
        for (const { as, what, status, ...request } of requests)
          if (status === 200 && request.group === group.uuid && isGoneBefore(final, group, as, request))
            problem(`${as} was removed, and ${what} is answered`)
      }
    },
  },
  {
    words: 'Nobody is told what was sent before they joined, or after they were removed',
    check: (final) => {
      const { simulation } = final
      for (const group of groupsOf(final))
        for (const name of peopleIn(final)) {
          const isLater = (item: Json) => {
            const attempts = attemptsAt(final, item)
            return attempts.length > 0 && attempts.every((one) => isGoneBefore(final, group, name, one))
          }
          const closed = [...closedTo(final, group, name), ...group.stored.filter(isLater)].map(
            (item) => text(item, 'message_uuid') ?? '',
          )
          const views = simulation.facts.views.filter(({ as, of }) => as === name && of === group.name)
          const clients = simulation.clients.filter(
            (client) => client.as === name && client.group === group.uuid,
          )
          const texts = closedTextsOf(final, name)
          const content = clients.flatMap(({ held }) => [...held.values()].map((version) => version.content))
          if (texts.some((edited) => content.some((one) => one.includes(edited))))
            simulation.problem(`${name} is told of an edit`)
          for (const uuid of closed) {
            const isViewed = views.some(({ rows }) => rows.some((row) => row.uuid === uuid))
            if (isViewed || clients.some(({ held }) => held.has(uuid)))
              simulation.problem(`${name} is told ${simulation.nameOf(uuid)}`)
          }
        }
    },
  },
]
