import { hasBegun, isMarked } from '../rows.ts'
import type { Json } from '../scenario.ts'
import { type Final, type Invariant, isErased, isSame, nameOf, pairs, rowOf, text, timeOf } from './final.ts'

const quietForMs = 2 * 60_000

const hasOtherLists = ({ simulation, items }: Final, name: string) =>
  [...items.values()].some(
    (item) => item.pk.S === `GRP#${simulation.person(name).uuid}` && item.list_key?.S.slice(0, 3) !== 'INB',
  )

const isFoundAsUnread = (item: Json, userUuid: string) =>
  !item.moved_to && ((!item.deleted_at && !item.event) || text(item, 'user_uuid') === userUuid)

/** In how many conversations the last three items are pointers, deleted messages and events: the count of all reads no further. */
const uncountable = ({ simulation, items }: Final, name: string): number => {
  const all = [...items.values()]
  const { uuid } = simulation.person(name)
  const groups = all.filter(({ pk }) => pk.S === `GRP#${uuid}`).map(({ sk }) => sk.S)
  return groups.filter((group) => {
    const last = all.filter((item) => item.pk.S === `MSG#${group}`).slice(-3)
    return last.length === 3 && !last.some((item) => isFoundAsUnread(item, uuid))
  }).length
}

/** Original times have microseconds. */
const millisecondsOf = (time: string) => `${time.slice(0, 23)}Z`

export const inboxes: Invariant[] = [
  {
    words: 'Two people have one conversation: both rows or none, and no message without them',
    check: (final) => {
      const { simulation, messages } = final
      for (const [one, other] of pairs(final)) {
        const group = simulation.group(one, other)
        const rows = [one, other].map((name) => rowOf(final, name, group))
        const expected = (messages.get(group)?.length ?? 0) > 0
        for (const [index, name] of [one, other].entries()) {
          const hasRow = hasBegun(rows[index])
          if (isErased(final, name) && simulation.facts.erased.includes(name)) {
            if (hasRow) simulation.problem(`${name} was erased, and still has a row with ${one} or ${other}`)
          } else if (hasRow !== expected)
            simulation.problem(
              `${name} has ${hasRow ? 'a' : 'no'} row of the conversation of ${one} and ${other}`,
            )
        }
      }
    },
  },
  {
    words: 'Both rows of a conversation are at the same message, and none is behind a loud message',
    check: (final) => {
      const { simulation, messages } = final
      for (const [one, other] of pairs(final)) {
        const group = simulation.group(one, other)
        const stored = messages.get(group) ?? []
        const loud = stored.filter((item, index) => index === 0 || !item.quiet)
        for (const item of stored.slice(1).filter(({ quiet }) => quiet)) {
          const time = Date.parse(timeOf(text(item, 'sk') ?? ''))
          const isNear = (other: Json) =>
            Math.abs(time - Date.parse(timeOf(text(other, 'sk') ?? ''))) < quietForMs
          if (!loud.some(isNear)) simulation.problem(`${text(item, 'message')} is quiet after a pause`)
        }
        const shown = [one, other].flatMap((name) => rowOf(final, name, group) ?? []).filter(hasBegun)
        if (new Set(shown.map((row) => text(row, 'last_message_at'))).size > 1)
          simulation.problem(`The rows of ${one} and ${other} are at different messages`)
        for (const row of shown) {
          const place = text(row, 'last_message_at')
          const message = stored.find((item) => text(item, 'sk') === place)
          const newest = text(loud.at(-1), 'sk') ?? ''
          const whose = `The row of ${nameOf(final, String(row.pk.S).slice(4))}`
          // A settled row has the text of the last message that it knows, which can be a later, quiet one.
          const textPlace = row.settled?.M.last_message_at?.S ?? place
          const settledAt = stored.find((item) => text(item, 'sk') === textPlace)
          if (!message) simulation.problem(`${whose} shows no message: ${place}`)
          else if (row.settled && text(settledAt, 'message') !== text(row, 'message'))
            simulation.problem(`${whose} shows another text: ${text(row, 'message')}`)
          if ((place ?? '') < newest)
            simulation.problem(`${whose} has missed a message: ${place}, not ${newest}`)
        }
      }
    },
  },
  {
    words: 'A list shows for each conversation its last message and what is unread',
    check: async (final) => {
      const { simulation, messages } = final
      for (const name of Object.keys(simulation.people)) {
        if (isErased(final, name) || !final.items.has(`USR#${simulation.person(name).uuid} USR`)) continue
        let inbox: Json[] = []
        const others: Json[] = []
        let unreadConversations = 0
        await simulation.runAtEnd(async (process) => {
          await process.inbox(name) // may settle rows
          inbox = await process.inbox(name)
          if (hasOtherLists(final, name))
            for (const list of ['request', 'archived', 'blocked'])
              others.push(...(await process.list(name, list)))
          unreadConversations = (await process.request('getUnread', 'GET', name)).body.conversations
        })
        const hasUnread = inbox.filter(({ unread_count }) => unread_count > 0).length
        const mostUnread = hasUnread + uncountable(final, name)
        if (unreadConversations < hasUnread || unreadConversations > mostUnread)
          simulation.problem(
            `${name} has ${hasUnread} unread conversations, and is told of ${unreadConversations}`,
          )
        for (const other of Object.keys(simulation.people).filter((one) => one !== name)) {
          const group = simulation.group(name, other)
          const row = rowOf(final, name, group)
          const stored = messages.get(group) ?? []
          let listed: Json[] = []
          const shown = [...inbox, ...others].find(({ uuid }) => uuid === group)
          if (!row || !hasBegun(row)) continue
          await simulation.runAtEnd(async (process) => {
            listed = await process.messages(name, group, { limit: '2' })
          })
          const last = stored.at(-1)
          const own = stored.findLast((item) => text(item, 'user_uuid') === simulation.person(name).uuid)
          const read = [text(row, 'last_read_at') ?? '', text(own, 'sk') ?? ''].sort().at(-1) ?? ''
          const unread = stored.filter(
            (item) =>
              text(item, 'user_uuid') !== simulation.person(name).uuid &&
              (text(item, 'sk') ?? '') > read &&
              !item.deleted_at,
          )
          const counts = !isMarked(row, 'has_blocked') && text(row, 'state') !== 'request'
          const unreadCount = counts ? unread.length : 0
          const expected = [
            text(last, 'message') ?? '',
            millisecondsOf(timeOf(text(last, 'sk') ?? '')),
            unreadCount,
            text(last, 'deleted_at'),
          ]
          const actual = [
            shown?.message,
            shown?.created_at,
            shown?.unread_count,
            shown?.last_message.deleted_at,
          ]
          const isListed = isMarked(row, 'has_blocked') || text(row, 'state') !== 'declined'
          if (!isListed && shown) simulation.problem(`${name} has declined, and still sees it`)
          if (isListed && !isSame(actual, expected))
            simulation.problem(`The inbox of ${name} shows ${actual}, not ${expected}`)
          const uuids = stored.map((item) => text(item, 'message_uuid')).sort()
          if (!isSame(listed.map(({ uuid }) => uuid).sort(), uuids))
            simulation.problem(`${name} cannot read every message once`)
        }
      }
    },
  },
]
