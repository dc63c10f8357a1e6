import { isDeepStrictEqual } from 'node:util'
import type { Json } from '../scenario.ts'
import { type Invariant, nobody, text } from './final.ts'

export const people: Invariant[] = [
  {
    words: 'Erased data does not come back',
    check: ({ simulation, items }) => {
      for (const name of simulation.facts.erased) {
        const { uuid, handle, display_name, cognitoUserId } = simulation.person(name)
        const renames = simulation.facts.renames.filter(({ as }) => as === name)
        const traces = [
          ...[handle, display_name, cognitoUserId],
          ...renames.map((rename) => rename.display_name),
          ...(simulation.facts.texts[name] ?? []),
        ]
        for (const [key, item] of items) {
          // Whoever signs up again is somebody else, with the name and the handle that they wish for.
          if (/^(USR|HDL|COG)#/.test(key) && text(item, 'uuid') !== uuid) continue
          if (key.startsWith('DIR#') && !key.endsWith(`#${uuid}`)) continue
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

  {
    words: 'A handle and a Cognito id have one owner',
    check: ({ simulation, items }) => {
      const users = [...items].filter(([key, item]) => key.startsWith('USR#') && !item.erased_at)
      const names = [...items].filter(([key]) => /^(HDL|COG)#/.test(key))
      // The job of a rename notes its end in the item by uuid only.
      const attributesOf = ({ pk, sk, shown_version, ...user }: Json) => user
      for (const [key, item] of names.filter(([, { reserved_until }]) => !reserved_until)) {
        const owner = users.find(([, user]) => text(user, 'uuid') === text(item, 'uuid'))?.[1]
        if (!owner) simulation.problem(`${key} leads to nobody`)
        else if (!isDeepStrictEqual(attributesOf(owner), attributesOf(item)))
          simulation.problem(`${key} differs from its user`)
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
]
