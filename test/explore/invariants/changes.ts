import type { Attempt, Before, Change, Sent } from '../facts.ts'
import { disagreements, hasBegun, isMarked } from '../rows.ts'
import type { Json } from '../scenario.ts'
import { type Final, type Invariant, isErased, nameOf, rowOf, text, timeOf } from './final.ts'

const isStored = ({ messages }: Final, { key, group }: Pick<Sent, 'key' | 'group'>): boolean =>
  (messages.get(group) ?? []).some((item) => text(item, 'message_uuid') === key)

/** The requests that have sent this message. */
const attemptsOf = ({ simulation }: Final, key: string | undefined): Sent[] =>
  simulation.facts.sent.filter((sent) => sent.key === key)

const changesBy = ({ simulation }: Final, whats: string[], as: string, other: string): Change[] =>
  simulation.facts.changes.filter((one) => whats.includes(one.what) && one.as === as && one.other === other)

/** A block was answered before a send began, and was not taken back: each unblocking was answered before the block began. */
export const isBlockedBefore = (final: Final, { after }: Before, as: string, other: string): boolean => {
  const unblocks = changesBy(final, ['unblock'], as, other)
  return changesBy(final, ['block'], as, other).some(
    (block) => after.includes(block.id) && unblocks.every(({ id }) => block.after.includes(id)),
  )
}

/** The requests that can have stored this message. */
export const attemptsAt = ({ simulation }: Final, message: Json): Attempt[] =>
  simulation.facts.begun.filter(({ key, wasStored }) => key === text(message, 'message_uuid') && !wasStored)

/** The message has begun after the member has hidden the conversation, and after each time that they did. */
export const isNewFor = (final: Final, message: Json, putAway: Change[]): boolean => {
  const attempts = attemptsAt(final, message)
  return attempts.length > 0 && attempts.every(({ after }) => putAway.every(({ id }) => after.includes(id)))
}

export const changes: Invariant[] = [
  {
    words:
      'A block is an item and a mark on both rows, or nothing, and each row is in the list that its marks name',
    check: ({ simulation, items }) => {
      const { pairs, facts } = simulation
      for (const problem of disagreements({ items, pairs, facts })) simulation.problem(problem)
    },
  },
  {
    words: 'No message is stored whose sending began after a block was answered',
    check: (final) => {
      const { simulation, messages } = final
      for (const { own, other, group } of simulation.pairs) {
        for (const message of messages.get(group) ?? []) {
          const attempts = attemptsAt(final, message)
          if (
            attempts.length > 0 &&
            attempts.every((one) => isBlockedBefore(final, one, own.name, other.name))
          )
            simulation.problem(
              `${text(message, 'message')} is stored, and ${own.name} has blocked ${other.name}`,
            )
        }
      }
    },
  },
  {
    words: 'A refused send has stored nothing, and what is stored is not refused in a retry',
    check: (final) => {
      const { simulation } = final
      for (const sent of simulation.facts.sent.filter(({ status }) => status === 403)) {
        const name = simulation.nameOf(sent.key)
        if (isErased(final, sent.as)) continue // nothing that they send is accepted
        if (sent.wasStored) simulation.problem(`A retry of ${name} was refused`)
        const isAccepted = attemptsOf(final, sent.key).some(({ status }) => status === 200)
        if (!sent.wasStored && !isAccepted && isStored(final, sent))
          simulation.problem(`${name} was refused, and is stored`)
      }
    },
  },
  {
    words: 'A message that began after a conversation was hidden brings it back, and so does an answer',
    check: (final) => {
      const { simulation } = final
      for (const { own, other, group } of simulation.pairs) {
        const row = rowOf(final, own.name, group)
        const state = text(row, 'state') ?? 'inbox'
        const putAway = changesBy(final, ['archive', 'decline'], own.name, other.name)
        for (const message of final.messages.get(group) ?? []) {
          const name = simulation.nameOf(text(message, 'message_uuid') ?? '')
          const isOwn = text(message, 'user_uuid') === own.uuid
          const isHidden = state === 'archived' || state === 'declined'
          if (isHidden && isNewFor(final, message, putAway))
            simulation.problem(`${name} is ${state} for ${own.name}`)
          if (isOwn && (state === 'request' || state === 'declined'))
            simulation.problem(`${own.name} has answered with ${name}, and the conversation is ${state}`)
        }
      }
    },
  },
  {
    words: 'Accepting wins over declining',
    check: (final) => {
      const { simulation } = final
      for (const { what, as, other } of simulation.facts.changes.filter(({ what }) => what === 'accept')) {
        const state = text(rowOf(final, as, simulation.group(as, other)), 'state') ?? 'inbox'
        if (state === 'request' || state === 'declined')
          simulation.problem(`${as}: ${what}ed, and is ${state}`)
      }
    },
  },
  {
    words: 'A first message after the setting is a request',
    check: (final) => {
      const { simulation } = final
      for (const { id, as } of simulation.facts.changes.filter(({ what }) => what === 'requests')) {
        for (const { own, other, group } of simulation.pairs.filter((pair) => pair.own.name === as)) {
          const stored = final.messages.get(group) ?? []
          const [first] = stored[0] ? attemptsAt(final, stored[0]) : []
          const isAnswered = stored.some((item) => text(item, 'user_uuid') === own.uuid)
          const isAccepted = changesBy(final, ['accept'], as, other.name).length > 0
          const hasAnswered = simulation.facts.changing.includes(as) && isAccepted
          const isInInbox = (text(rowOf(final, as, group), 'state') ?? 'inbox') === 'inbox'
          if (first?.after.includes(id) && isInInbox && !isAnswered && !hasAnswered)
            simulation.problem(`${other.name} came to the inbox of ${as}`)
        }
      }
    },
  },
  {
    words: 'What a blocked person sees of how far the other has read stays as it was, and never goes back',
    check: async (final) => {
      const { simulation } = final
      for (const { own, other, group } of simulation.pairs) {
        const row = rowOf(final, own.name, group)
        if (!hasBegun(row) || isErased(final, own.name) || isErased(final, other.name)) continue
        await simulation.runAtEnd((process) => process.lookAtSeen(own.name, other.name))
        const times = simulation.facts.seen.filter(({ as }) => as === own.name).map(({ time }) => time)
        if (times.some((time, index) => time < (times[index - 1] ?? '')))
          simulation.problem(`${own.name} sees ${times}`)
        if (!isMarked(row, 'is_blocked')) continue
        const sent = (final.messages.get(group) ?? []).filter(
          (item) => text(item, 'user_uuid') === other.uuid,
        )
        const known = [text(row, 'seen_when_blocked'), ...sent.map((item) => text(item, 'sk'))]
        const last =
          known
            .map((place) => timeOf(place ?? '').slice(0, 23))
            .sort()
            .at(-1) ?? ''
        if ((times.at(-1) ?? '').slice(0, 23) > last)
          simulation.problem(`${own.name} sees that ${other.name} has read further: ${times.at(-1)}`)
      }
    },
  },
  {
    words: 'After an erasure, no block and no mark of the erased person is left',
    check: (final) => {
      const { simulation, items } = final
      for (const name of simulation.facts.erased) {
        const { uuid } = simulation.person(name)
        for (const key of items.keys()) {
          if (key.startsWith(`BLK#${uuid}`) || key.startsWith(`GRP#${uuid}`))
            simulation.problem(`${key} is there`)
        }
        for (const { own, group } of simulation.pairs.filter(({ other }) => other.uuid === uuid)) {
          const row = rowOf(final, own.name, group)
          for (const mark of ['is_blocked', 'seen_when_blocked', 'other_state'])
            if (row?.[mark]) simulation.problem(`The row of ${nameOf(final, own.uuid)} has ${mark}`)
        }
      }
    },
  },
]
