import type { Before } from '../facts.ts'
import { memberRows, userOf } from '../namedMonitor.ts'
import { isBlockedBefore, isNewFor } from './changes.ts'
import { type Final, type Invariant, nameOf, rowOf, text } from './final.ts'
import { groupsOf } from './namedGroups.ts'

/** Not known without an order. */
const attemptsOf = ({ simulation }: Final, id: string): Before[] => {
  const begun = simulation.facts.changesBegun.filter((one) => one.id === id)
  return begun.length > 0 ? begun : [{ after: [] }]
}

export const namedLists: Invariant[] = [
  {
    words: 'A message that began after a group was hidden brings it back',
    check: (final) => {
      for (const group of groupsOf(final))
        for (const row of memberRows(final, group.uuid)) {
          const name = nameOf(final, userOf(row)) ?? ''
          const putAway = final.simulation.facts.changes.filter(
            ({ what, as, other }) =>
              ['archive', 'decline'].includes(what) && as === name && other === group.name,
          )
          const isHidden = ['archived', 'declined'].includes(text(row, 'state') ?? '')
          const isNew = group.stored.some((message) => isNewFor(final, message, putAway))
          if (isHidden && isNew)
            final.simulation.problem(`${group.name} is ${text(row, 'state')} for ${name}`)
        }
    },
  },
  {
    words:
      'A group comes among the requests of somebody who has chosen that before, and is not made in spite of a block',
    check: (final) => {
      const { facts, problem } = final.simulation
      for (const { as, other } of facts.changes.filter(({ what }) => what === 'add')) {
        const attempts = attemptsOf(final, `add ${as} ${other}`)
        const choice = facts.changes.find((change) => change.what === 'requests' && change.as === other)
        const isLate = choice !== undefined && attempts.every(({ after }) => after.includes(choice.id))
        const isInInbox = groupsOf(final).some(({ uuid }) => {
          const row = rowOf(final, other, uuid)
          return text(row, 'message_group_uuid') && (text(row, 'state') ?? 'inbox') === 'inbox'
        })
        if (isLate && isInInbox) problem(`${other} has it in the inbox`)
        if (attempts.every((attempt) => isBlockedBefore(final, attempt, other, as)))
          problem(`${as} has added ${other} in spite of a block`)
      }
      for (const { creations } of Object.values(facts.namedGroups)) {
        const [created] = creations.filter(({ status }) => status === 200)
        const attempts = attemptsOf(final, `create ${created?.as} ${created?.title}`)
        const isBlocked = (attempt: Before) =>
          created?.others.some((other) => isBlockedBefore(final, attempt, other, created.as))
        if (created && attempts.every(isBlocked)) problem('A group was made in spite of a block')
      }
    },
  },
]
