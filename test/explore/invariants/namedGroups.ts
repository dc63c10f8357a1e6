import type { Change, Creation } from '../facts.ts'
import {
  hasEnded,
  memberRows,
  membersOf,
  namedDisagreements,
  namedGroupItem,
  userOf,
} from '../namedMonitor.ts'
import type { Json } from '../scenario.ts'
import { type Final, type Invariant, isErased, isSame, nameOf, text, timeOf } from './final.ts'

const quietForMs = 2 * 60_000

/** A named group at the end, with its messages. */
export type Group = { name: string; uuid: string; item: Json | undefined; stored: Json[] }

export const groupsOf = (final: Final): Group[] =>
  Object.entries(final.simulation.facts.namedGroups).map(([name, { uuid }]) => ({
    name,
    uuid,
    item: namedGroupItem(final, uuid),
    stored: final.messages.get(uuid) ?? [],
  }))

export const placeOf = (item: Json | undefined): string => text(item, 'sk') ?? ''

/** The messages that a member sees. */
export const visibleTo = ({ stored }: Group, row: Json): Json[] =>
  stored.filter((item) => placeOf(item) >= (text(row, 'joined_at') ?? ''))

/** Changes of this kind that concern this person. */
export const changesOf = ({ simulation }: Final, what: string, whom: string): Change[] =>
  simulation.facts.changes.filter((change) => change.what === what && change.other === whom)

export const typeOf = (item: Json): string | undefined => item.event?.M.type.S

/** The events that have one of these types, and concern the person. */
export const eventsOf = ({ stored }: Group, types: string[], userUuid?: string): Json[] =>
  stored.filter(
    (item) =>
      types.includes(typeOf(item) ?? '') && (userUuid === undefined || item.event.M.user_uuid.S === userUuid),
  )

/** The first message is quiet, because the rows are written with it. */
const isLoud = (item: Json) => !item.quiet || typeOf(item) === 'created'

/**
 * A row can miss a loud message that was delivered before the member had joined, although a clock that is behind says that it
 * came later. It must not miss one whose sending began when the member was there.
 */
const mustBeShown = (final: Final, row: Json, message: Json): boolean => {
  const adds = changesOf(final, 'add', nameOf(final, userOf(row)) ?? '')
  const wasAdded = adds.length > 0
  const attempts = final.simulation.facts.begun.filter(({ key }) => key === text(message, 'message_uuid'))
  const isAfter = adds.some(({ id }) => attempts.every(({ after }) => after.includes(id)))
  return !wasAdded || (attempts.length > 0 && isAfter)
}

/** The names that a row shows: those of the first three others. */
const othersIn = ({ item }: Group, userUuid: string): Json[] =>
  ((item?.preview.L ?? []) as Json[])
    .filter(({ M }) => M.user_uuid.S !== userUuid)
    .slice(0, 3)
    .map(({ M }) => ({ L: [M.user_uuid, M.user_handle, M.user_display_name] }))

const rowProblems = (final: Final, group: Group, row: Json): string[] => {
  const visible = visibleTo(group, row)
  const place = text(row, 'last_message_at') ?? ''
  const missed = visible.filter((item) => isLoud(item) && placeOf(item) > place)
  const whose = `The row of ${nameOf(final, userOf(row))} in ${group.name}`
  const shownPlace = row.settled?.M.last_message_at?.S ?? place
  const settledAt = visible.find((item) => placeOf(item) === shownPlace)
  const isTextRight = !row.settled || text(settledAt, 'message') === text(row, 'message')
  const shown = [row.title, row.member_count, row.members_preview, row.group_version]
  const { title, group_version } = group.item as Json
  const others = { L: othersIn(group, userOf(row)) }
  const expected = [title, { N: String(membersOf(group.item).length) }, others, group_version]
  return [
    ...(visible.some((item) => placeOf(item) === place && isLoud(item)) ? [] : [`${whose} is at ${place}`]),
    ...(missed.some((item) => mustBeShown(final, row, item)) ? [`${whose} has missed a message`] : []),
    ...(isTextRight ? [] : [`${whose} shows another text: ${text(row, 'message')}`]),
    ...(isSame(shown, expected) ? [] : [`${whose} shows ${JSON.stringify(shown)}`]),
  ]
}

const quietProblems = ({ stored }: Group): string[] => {
  const timesOf = (items: Json[]) => items.map((item) => Date.parse(timeOf(placeOf(item))))
  const loud = timesOf(stored.filter(isLoud))
  const alone = timesOf(stored).filter((time) => !loud.some((other) => Math.abs(time - other) < quietForMs))
  return alone.length > 0 ? ['A message is quiet after a pause'] : []
}

const report = ({ simulation }: Final, problems: string[]) => {
  for (const problem of problems) simulation.problem(problem)
}

export const namedGroups: Invariant[] = [
  {
    words: 'A named group has rows for exactly its members, one of whom is the owner',
    check: (final) => report(final, namedDisagreements({ ...final.simulation, items: final.items })),
  },
  {
    words: 'The rows of a named group show it as it is, at the last loud message',
    check: (final) => {
      for (const group of groupsOf(final)) {
        report(final, quietProblems(group))
        for (const row of memberRows(final, group.uuid)) report(final, rowProblems(final, group, row))
      }
    },
  },
  {
    words: 'Every member who came or went is in an event',
    check: (final) => {
      for (const group of groupsOf(final)) {
        const [created] = final.simulation.facts.namedGroups[group.name]?.creations.filter(
          ({ status }) => status === 200,
        ) ?? [undefined]
        if (!created || !group.item || hasEnded(group.item)) continue
        const joined = eventsOf(group, ['joined']).length
        const gone = eventsOf(group, ['left', 'removed']).length
        const count = membersOf(group.item).length
        if (1 + created.others.length + joined - gone !== count)
          final.simulation.problem(`${count} members, of whom ${joined} have joined, and ${gone} are gone`)
      }
    },
  },
  {
    words: 'A key makes one group, and only for one request',
    check: (final) => {
      const { simulation } = final
      for (const group of groupsOf(final)) {
        const { creations = [] } = simulation.facts.namedGroups[group.name] ?? {}
        const answered = creations.filter(({ status }) => status === 200)
        if (new Set(answered.map(({ as, others, title }) => `${as} ${others} ${title}`)).size > 1)
          simulation.problem('Two different requests have made one group')
        const [first] = answered
        const isSameRequest = ({ as, others, title }: Creation) =>
          isSame([as, others, title], [first?.as, first?.others, first?.title])
        if (creations.some((creation) => creation.status === 409 && isSameRequest(creation)))
          simulation.problem('A repeated request is refused')
        if (answered.some(({ body }) => body.uuid !== group.uuid))
          simulation.problem('The uuid is another one')
        if (answered.length > 0 && !group.item)
          simulation.problem(`${group.name} was created, and is not there`)
        const count = eventsOf(group, ['created']).length
        if (group.item && !hasEnded(group.item) && count !== 1)
          simulation.problem(`${group.name} was created ${count} times`)
      }
    },
  },
  {
    words: 'A group that has ended leaves nothing',
    check: (final) => {
      for (const { name, uuid, item } of groupsOf(final).filter((group) => hasEnded(group.item))) {
        const rest = [...final.items.keys()].filter((key) => /^(MSG|CHG)#/.test(key) && key.includes(uuid))
        if (rest.length > 0)
          final.simulation.problem(`${name} has ended at ${text(item, 'ended_at')}: ${rest}`)
      }
    },
  },
  {
    words: 'The first members of a group have the names that they have now',
    check: (final) => {
      for (const { name, item } of groupsOf(final)) {
        for (const { M } of item?.preview?.L ?? []) {
          const user = final.items.get(`USR#${M.user_uuid.S} USR`)
          const isRight = text(M, 'user_display_name') === text(user, 'display_name')
          const isKnown = user && !isErased(final, nameOf(final, M.user_uuid.S) ?? '')
          if (isKnown && !isRight) final.simulation.problem(`${name} shows ${text(M, 'user_display_name')}`)
        }
      }
    },
  },
]
