import type { Json } from './scenario.ts'
import type { Simulation } from './simulation.ts'

/* What must hold at the end of every schedule. What must hold after every write: monitor.ts. */

type Final = {
  simulation: Simulation
  items: Map<string, Json>
  /** The messages of each conversation, oldest first. */
  messages: Map<string, Json[]>
}

type Invariant = { words: string; check: (final: Final) => void | Promise<void> }

const text = (item: Json | undefined, name: string): string | undefined => item?.[name]?.S
const nobody = '00000000-0000-0000-0000-000000000000'

const isErased = ({ simulation }: Final, name: string) => simulation.facts.erasing.includes(name)
const nameOf = ({ simulation }: Final, uuid: string | undefined) =>
  Object.values(simulation.people).find((person) => person.uuid === uuid)?.name
const rowOf = ({ simulation, items }: Final, name: string, group: string) =>
  items.get(`GRP#${simulation.person(name).uuid} ${group}`)

const pairs = ({ simulation }: Final): [string, string][] =>
  Object.keys(simulation.people).flatMap((one, index, all) =>
    all.slice(index + 1).map((other): [string, string] => [one, other]),
  )

const timeOf = (place: string) => place.split('#')[0] ?? ''

const quietForMs = 2 * 60_000

const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)

export const invariants: Invariant[] = [
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
    words: 'Two people have one conversation: both rows or none, and no message without them',
    check: (final) => {
      const { simulation, messages } = final
      for (const [one, other] of pairs(final)) {
        const group = simulation.group(one, other)
        const rows = [one, other].map((name) => rowOf(final, name, group))
        const expected = (messages.get(group)?.length ?? 0) > 0
        for (const [index, name] of [one, other].entries()) {
          const hasRow = rows[index] !== undefined
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
        const shown = [one, other].flatMap((name) => rowOf(final, name, group) ?? [])
        if (new Set(shown.map((row) => text(row, 'last_message_at'))).size > 1)
          simulation.problem(`The rows of ${one} and ${other} are at different messages`)
        for (const row of shown) {
          const place = text(row, 'last_message_at')
          const message = stored.find((item) => text(item, 'sk') === place)
          const newest = text(loud.at(-1), 'sk') ?? ''
          const whose = `The row of ${nameOf(final, String(row.pk.S).slice(4))}`
          // A row that was settled has the text of a later, quiet message.
          const texts = stored.filter((item) => (text(item, 'sk') ?? '') >= (place ?? ''))
          if (!message) simulation.problem(`${whose} shows no message: ${place}`)
          else if (!texts.some((item) => text(item, 'message') === text(row, 'message')))
            simulation.problem(`${whose} shows another text: ${text(row, 'message')}`)
          if ((place ?? '') < newest)
            simulation.problem(`${whose} has missed a message: ${place}, not ${newest}`)
        }
      }
    },
  },
  {
    words: 'An inbox shows for each conversation its last message and what is unread',
    check: async (final) => {
      const { simulation, messages } = final
      for (const name of Object.keys(simulation.people)) {
        if (isErased(final, name) || !final.items.has(`USR#${simulation.person(name).uuid} USR`)) continue
        let inbox: Json[] = []
        let unreadConversations = 0
        await simulation.runAtEnd(async (process) => {
          await process.inbox(name) // may settle rows
          inbox = await process.inbox(name)
          unreadConversations = (await process.request('getUnread', 'GET', name)).body.conversations
        })
        const hasUnread = inbox.filter(({ unread_count }) => unread_count > 0).length
        if (unreadConversations !== hasUnread)
          simulation.problem(
            `${name} has ${hasUnread} unread conversations, and is told of ${unreadConversations}`,
          )
        for (const other of Object.keys(simulation.people).filter((one) => one !== name)) {
          const group = simulation.group(name, other)
          const row = rowOf(final, name, group)
          const stored = messages.get(group) ?? []
          let listed: Json[] = []
          const shown = inbox.find(({ uuid }) => uuid === group)
          if (!row) continue
          await simulation.runAtEnd(async (process) => {
            listed = await process.messages(name, group, { limit: '2' })
          })
          const last = stored.at(-1)
          const own = stored.findLast((item) => text(item, 'user_uuid') === simulation.person(name).uuid)
          const read = [text(row, 'last_read_at') ?? '', text(own, 'sk') ?? ''].sort().at(-1) ?? ''
          const unread = stored.filter(
            (item) =>
              text(item, 'user_uuid') !== simulation.person(name).uuid && (text(item, 'sk') ?? '') > read,
          )
          const expected = [text(last, 'message'), timeOf(text(last, 'sk') ?? ''), unread.length]
          const actual = [shown?.message, shown?.created_at, shown?.unread_count]
          if (!isSame(actual, expected))
            simulation.problem(`The inbox of ${name} shows ${actual}, not ${expected}`)
          const uuids = stored.map((item) => text(item, 'message_uuid')).sort()
          if (!isSame(listed.map(({ uuid }) => uuid).sort(), uuids))
            simulation.problem(`${name} cannot read every message once`)
        }
      }
    },
  },
  {
    words: "A reader's view never goes backwards",
    check: ({ simulation }) => {
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
  {
    words: 'Erased data does not come back',
    check: ({ simulation, items }) => {
      for (const name of simulation.facts.erased) {
        const { uuid, handle, display_name, cognitoUserId } = simulation.person(name)
        const traces = [handle, display_name, cognitoUserId, ...(simulation.facts.texts[name] ?? [])]
        for (const [key, item] of items) {
          // Whoever signs up again is somebody else, with the name and the handle that they wish for.
          if (/^(USR|HDL|COG)#/.test(key) && text(item, 'uuid') !== uuid) continue
          const json = JSON.stringify(item)
          const found = traces.filter((trace) => json.includes(trace))
          if (found.length > 0) simulation.problem(`${name} was erased, and ${key} has ${found[0]}`)
          const isTheirs = [`GRP#${uuid}`, `CON#${uuid}`].some((pk) => key.startsWith(pk))
          if (isTheirs || (key === `USR#${uuid} USR` && !item.erased_at))
            simulation.problem(`${name} was erased, and ${key} is there`)
        }
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
    words: 'A handle and a Cognito id have one owner',
    check: ({ simulation, items }) => {
      const users = [...items].filter(([key, item]) => key.startsWith('USR#') && !item.erased_at)
      const names = [...items].filter(([key]) => /^(HDL|COG)#/.test(key))
      const without = ({ pk, sk, ...user }: Json) => JSON.stringify(Object.entries(user).sort())
      for (const [key, item] of names) {
        const owner = users.find(([, user]) => text(user, 'uuid') === text(item, 'uuid'))?.[1]
        if (!owner) simulation.problem(`${key} leads to nobody`)
        else if (without(owner) !== without(item)) simulation.problem(`${key} differs from its user`)
      }
      for (const [key, user] of users) {
        for (const [prefix, name] of [
          ['HDL', text(user, 'handle')],
          ['COG', text(user, 'cognito_user_id')],
        ]) {
          if (name && text(items.get(`${prefix}#${name} USR`), 'uuid') !== text(user, 'uuid'))
            simulation.problem(`${key} has no item by ${prefix} of its own`)
        }
      }
      const owners = users.map(([, user]) => text(user, 'cognito_user_id')).filter(Boolean)
      if (new Set(owners).size < owners.length) simulation.problem('A Cognito id has two owners')
    },
  },
  {
    words: 'Messages of an erased person name nobody',
    check: ({ simulation, messages }) => {
      for (const name of simulation.facts.erased) {
        for (const stored of messages.values()) {
          for (const item of stored) {
            const isTheirs = text(item, 'user_uuid') === simulation.person(name).uuid
            if (isTheirs) simulation.problem(`A message of ${name} still names them, and not ${nobody}`)
          }
        }
      }
    },
  },
]

export const checkInvariants = async (simulation: Simulation, all: Json[]) => {
  const items = new Map(all.map((item) => [`${item.pk.S} ${item.sk.S}`, item]))
  const messages = Map.groupBy(
    [...items.values()].filter((item) => String(item.pk.S).startsWith('MSG#') && !item.moved_to),
    (item) => String(item.pk.S).slice('MSG#'.length),
  )
  for (const stored of messages.values())
    stored.sort((one, other) => (String(one.sk.S) < String(other.sk.S) ? -1 : 1))
  const final = { simulation, items, messages }
  for (const { words, check } of invariants) {
    const before = simulation.facts.problems.length
    await check(final)
    const found = simulation.facts.problems.splice(before)
    simulation.facts.problems.push(...found.map((problem) => `${words}. ${problem}.`))
  }
}
