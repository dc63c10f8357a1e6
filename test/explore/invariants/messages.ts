import type { Client } from '../facts.ts'
import { hasEnded, namedGroupItem } from '../namedMonitor.ts'
import type { Json } from '../scenario.ts'
import { versionOfItem } from '../versions.ts'
import { type Final, type Invariant, isErased, isSame, rowOf, text, timeOf } from './final.ts'

const uuidOf = (item: Json) => text(item, 'message_uuid') ?? ''

/** The messages that a client lacks or holds as they were before. It never asked for those before the first that it holds. */
const outdated = (final: Final, { as, group, held, limit }: Client): string[] => {
  const { simulation, messages } = final
  const row = rowOf(final, as, group)
  if (row?.left_at) return []
  const joinedAt = text(row, 'joined_at') ?? ''
  const stored = (messages.get(group) ?? []).filter((item) => (text(item, 'sk') ?? '') >= joinedAt)
  const first = limit === '100' ? 0 : stored.findIndex((item) => held.has(uuidOf(item)))
  return stored
    .slice(first)
    .filter((item) => !isSame(held.get(uuidOf(item)), versionOfItem(item)))
    .map((item) => simulation.nameOf(uuidOf(item)))
}

export const messages: Invariant[] = [
  {
    words:
      'What was acknowledged is stored, once, and every retry is answered the same, unless it was changed meanwhile',
    check: (final) => {
      const { simulation, messages } = final
      const byKey = Map.groupBy(simulation.facts.sent, ({ key }) => key)
      for (const [key, sent] of byKey) {
        const acknowledged = sent.filter(({ status }) => status === 200)
        const [first] = acknowledged
        if (!first || hasEnded(namedGroupItem(final, first.group))) continue
        const stored = (messages.get(first.group) ?? []).filter((item) => text(item, 'message_uuid') === key)
        const name = simulation.nameOf(key)
        if (stored.length !== 1)
          simulation.problem(`${name} was acknowledged, and is stored ${stored.length} times`)
        for (const answers of Map.groupBy(acknowledged, ({ body }) => body.revision).values()) {
          if (answers.some(({ body }) => !isSame(body, answers[0]?.body)))
            simulation.problem(`Two answers for ${name} differ`)
        }
        if (sent.some(({ status }) => status === 409) && !isErased(final, first.as))
          simulation.problem(`A retry of ${name} was refused`)
        const [item] = stored
        if (!item) continue
        const isChanged = isErased(final, first.as) || item.edited_at || item.deleted_at
        if (text(item, 'message') !== first.text && !isChanged) simulation.problem(`${name} has another text`)
        if (timeOf(text(item, 'sk') ?? '') !== first.body.created_at)
          simulation.problem(`${name} was acknowledged with another time`)
      }
    },
  },
  {
    words: 'No message is stored twice',
    check: ({ simulation, messages }) => {
      for (const stored of messages.values()) {
        const uuids = stored.map((item) => text(item, 'message_uuid') ?? '')
        for (const uuid of uuids.filter((one, index) => uuids.indexOf(one) !== index))
          simulation.problem(`${simulation.nameOf(uuid)} is stored twice`)
      }
    },
  },
  {
    words: 'Who follows the catch-up rule holds every message as it is, by whatever link `since` they go on',
    check: async (final) => {
      const { simulation, messages } = final
      for (const client of simulation.clients.filter(({ as }) => !isErased(final, as))) {
        // A client whose socket is open asks no more.
        const isTold = client.hasCaughtUp && simulation.sockets.has(client.socket ?? '')
        const untold = isTold ? outdated(final, client) : []
        if (untold.length > 0)
          simulation.problem(`${client.as} has an open socket, and was not told of ${untold}`)
        const newest = (messages.get(client.group) ?? []).findLast((item) => client.held.has(uuidOf(item)))
        const links = [...client.cursors, { query: client.since, held: client.held }]
        if (newest) links.push({ query: { since: uuidOf(newest), limit: client.limit }, held: client.held })
        for (const { query, held } of links) {
          const follower: Client = { ...client, since: query, held: new Map(held), cursors: [] }
          await simulation.runAtEnd((process) => process.catchUp(follower))
          const missed = outdated(final, follower)
          if (missed.length > 0)
            simulation.problem(`${client.as} has missed ${missed} after ${JSON.stringify(query)}`)
        }
      }
    },
  },
  {
    words: "A reader's view never goes backwards, unless a read was stale",
    check: ({ simulation }) => {
      if (simulation.facts.hasStaleRead) return
      const hasNothingNew = simulation.facts.sent.length === simulation.facts.sentBefore
      for (const [, views] of Map.groupBy(simulation.facts.views, ({ as, of }) => `${as} ${of}`)) {
        for (const [index, { as, of, rows }] of views.entries()) {
          for (const before of views[index - 1]?.rows ?? []) {
            const after = rows.find(({ uuid }) => uuid === before.uuid)
            if (!after && !simulation.facts.erasing.includes(as))
              simulation.problem(`${as} misses in ${of} what was there`)
            else if (after && after.created_at < before.created_at)
              simulation.problem(`${as} sees in ${of} an older message than before`)
            else if (after && hasNothingNew && after.unread_count > before.unread_count)
              simulation.problem(`${as} has more unread than before`)
          }
        }
      }
    },
  },
]
