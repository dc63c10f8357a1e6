import { type Invariant, isErased, isSame, text, timeOf } from './final.ts'

export const messages: Invariant[] = [
  {
    words: 'What was acknowledged is stored, once, and every retry is answered the same',
    check: (final) => {
      const { simulation, messages } = final
      const byKey = Map.groupBy(simulation.facts.sent, ({ key }) => key)
      for (const [key, sent] of byKey) {
        const acknowledged = sent.filter(({ status }) => status === 200)
        const [first] = acknowledged
        if (!first) continue
        const stored = (messages.get(first.group) ?? []).filter((item) => text(item, 'message_uuid') === key)
        const name = simulation.nameOf(key)
        if (stored.length !== 1)
          simulation.problem(`${name} was acknowledged, and is stored ${stored.length} times`)
        for (const { body } of acknowledged) {
          if (!isSame(body, first.body)) simulation.problem(`Two answers for ${name} differ`)
        }
        const [item] = stored
        if (!item) continue
        const isRedacted = isErased(final, first.as)
        if (text(item, 'message') !== first.text && !isRedacted)
          simulation.problem(`${name} has another text`)
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
    words: 'Who follows the catch-up rule holds every message',
    check: async (final) => {
      const { simulation, messages } = final
      for (const client of simulation.clients) {
        if (isErased(final, client.as)) continue
        const uuids = (messages.get(client.group) ?? []).map((item) => text(item, 'message_uuid') ?? '')
        const missing = () => uuids.filter((uuid) => !client.held.has(uuid)).map(simulation.nameOf)
        // A client whose socket is open asks no more.
        if (client.hasCaughtUp && simulation.sockets.has(client.socket ?? '') && missing().length > 0)
          simulation.problem(`${client.as} has an open socket, and was not told of ${missing()}`)
        await simulation.runAtEnd((process) => process.catchUp(client))
        if (missing().length > 0) simulation.problem(`${client.as} has missed ${missing()}`)
      }
    },
  },
  {
    words: "A reader's view never goes backwards, unless a read was stale",
    check: ({ simulation }) => {
      if (simulation.facts.hasStaleRead) return
      for (const [, views] of Map.groupBy(simulation.facts.views, ({ as, of }) => `${as} ${of}`)) {
        for (const [index, { as, of, rows }] of views.entries()) {
          for (const before of views[index - 1]?.rows ?? []) {
            const after = rows.find(({ uuid }) => uuid === before.uuid)
            if (!after && !simulation.facts.erasing.includes(as))
              simulation.problem(`${as} misses in ${of} what was there`)
            else if (after && after.created_at < before.created_at)
              simulation.problem(`${as} sees in ${of} an older message than before`)
          }
        }
      }
    },
  },
]
