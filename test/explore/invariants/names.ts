import { directoryTextsOf } from '../../../src/domain/directory.ts'
import type { Json } from '../scenario.ts'
import { type Final, type Invariant, rowOf, text } from './final.ts'

const userOf = ({ simulation, items }: Final, name: string): Json | undefined => {
  const user = items.get(`USR#${simulation.person(name).uuid} USR`)
  return user && !user.erased_at ? user : undefined
}

const namesIn = (item: Json | undefined, prefix = '') => [
  text(item, `${prefix}display_name`),
  text(item, `${prefix}handle`),
]

export const names: Invariant[] = [
  {
    words: 'Rows show the names that people have now',
    check: (final) => {
      const { simulation } = final
      for (const { own, other, group } of simulation.pairs) {
        const row = rowOf(final, own.name, group)
        const user = userOf(final, other.name)
        if (!user || !row?.message_group_uuid || text(row, 'user_uuid') !== other.uuid) continue
        const [shown, expected] = [namesIn(row, 'user_'), namesIn(user)].map((pair) => pair.join(', '))
        if (shown !== expected) simulation.problem(`${own.name} sees ${shown}, and not ${expected}`)
      }
    },
  },
  {
    words: 'The directory has the names that people have now',
    check: (final) => {
      const { simulation, items } = final
      for (const { name, uuid } of Object.values(simulation.people)) {
        const user = userOf(final, name)
        if (!user?.profile_version) continue
        const [displayName = '', handle = ''] = namesIn(user)
        const expected = directoryTextsOf({ handle, displayName }).map((entry) => `${entry}#${uuid}`)
        const found = [...items.values()].filter(
          (item) => item.pk.S.startsWith('DIR#') && item.sk.S.endsWith(`#${uuid}`),
        )
        const keys = found.map((item) => item.sk.S).sort()
        if (keys.join() !== expected.sort().join()) simulation.problem(`${name} is found as ${keys}`)
        if (found.some((item) => namesIn(item).join() !== namesIn(user).join()))
          simulation.problem(`${name} is found with another name`)
      }
    },
  },
  {
    words: 'A handle that was given up is reserved for its owner',
    check: (final) => {
      const { simulation, items } = final
      for (const { name, uuid, handle } of Object.values(simulation.people)) {
        const user = userOf(final, name)
        if (!user || text(user, 'handle') === handle) continue
        const reservation = items.get(`HDL#${handle} USR`)
        if (text(reservation, 'uuid') !== uuid || !reservation?.reserved_until)
          simulation.problem(`The handle of ${name} belongs to ${text(reservation, 'uuid')}`)
        const reserved = user.reserved_handles?.L?.map(({ M }: { M: Json }) => text(M, 'handle'))
        if (!reserved?.includes(handle)) simulation.problem(`${name} has no note of ${handle}`)
      }
    },
  },
]
