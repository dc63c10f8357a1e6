import type { MessageChange } from '../facts.ts'
import type { Json } from '../scenario.ts'
import { isBlockedBefore } from './changes.ts'
import { type Final, type Invariant, isErased, nameOf, text } from './final.ts'

const answered = ({ simulation }: Final, kind: MessageChange['kind']): MessageChange[] =>
  simulation.facts.messageChanges.filter((change) => change.kind === kind)

/** The messages with this uuid: one. */
const storedWith = ({ messages }: Final, uuid: string): Json[] =>
  [...messages.values()].flat().filter((item) => text(item, 'message_uuid') === uuid)

const isDeleted = (final: Final, uuid: string): boolean =>
  storedWith(final, uuid).some((item) => item.deleted_at)

/** Reports contain copies of messages. */
const itemsWith = (items: Json[], wording: string): Json[] =>
  items.filter((item) => item.pk.S !== 'RPT' && JSON.stringify(item).includes(wording))

const checkTexts = ({ simulation, messages }: Final, items: Json[]) => {
  for (const item of [...messages.values()].flat().filter((one) => one.deleted_at)) {
    const uuid = text(item, 'message_uuid') ?? ''
    for (const wording of simulation.facts.wordings[uuid] ?? [])
      for (const { pk } of itemsWith(items, wording))
        simulation.problem(`${simulation.nameOf(uuid)} was deleted, and ${pk.S} has its text`)
  }
}

/** Each attempt of the change began after its author was blocked. */
const isLate = (final: Final, { as, id }: MessageChange): boolean => {
  const { simulation } = final
  const attempts = simulation.facts.changesBegun.filter((begun) => begun.id === id)
  if (attempts.length === 0) return false
  return simulation.pairs
    .filter(({ own }) => own.name === as)
    .some(({ other }) => attempts.every((begun) => isBlockedBefore(final, begun, other.name, as)))
}

const isRemoved = ({ simulation }: Final, name: string): boolean =>
  simulation.facts.changes.some(({ what, other }) => what === 'remove' && other === name)

export const messageChanges: Invariant[] = [
  {
    words: 'The text of a deleted message is in no item',
    check: (final) => checkTexts(final, [...final.items.values()]),
  },
  {
    words: 'What was deleted stays deleted',
    check: (final) => {
      for (const { uuid, status } of answered(final, 'deletion'))
        if (status === 200 && !isDeleted(final, uuid))
          final.simulation.problem(`${final.simulation.nameOf(uuid)} is back`)
    },
  },
  {
    words: 'A text is that of the edit with the greatest key that was answered',
    check: (final) => {
      const { simulation } = final
      const edits = answered(final, 'edit').filter(({ status }) => status === 200)
      for (const [uuid, ofMessage] of Map.groupBy(edits, (edit) => edit.uuid)) {
        const [item] = storedWith(final, uuid)
        if (!item || item.deleted_at) continue
        const name = simulation.nameOf(uuid)
        const keys = ofMessage.flatMap(({ key }) => key ?? [])
        const greatest = keys.sort().at(-1) ?? ''
        const last = text(item, 'edit_key') ?? ''
        if (last < greatest) simulation.problem(`${name} has an older edit than was answered`)
        const ofLast = ofMessage.find(({ key }) => key === last)
        const texts = ofMessage
          .filter(({ key }) => (ofLast ? key === last : key === undefined))
          .map((edit) => edit.text)
        if (!texts.includes(text(item, 'message'))) simulation.problem(`${name} has another text`)
      }
    },
  },
  {
    words: 'The last reaction of each user stands',
    check: (final) => {
      const { simulation, messages } = final
      for (const item of [...messages.values()].flat().filter((one) => !one.deleted_at)) {
        const uuid = text(item, 'message_uuid') ?? ''
        for (const { name, uuid: userUuid } of Object.values(simulation.people)) {
          const emoji = item.reactions?.M[userUuid]?.S ?? null
          const last = simulation.facts.reactions[`${name} ${uuid}`]
          if (isErased(final, name)) {
            if (emoji !== null) simulation.problem(`${name} was erased, and their reaction is there`)
          } else if (last && !Object.values(last).includes(emoji))
            simulation.problem(`${name} has reacted with ${Object.values(last)}, not ${emoji}`)
        }
      }
    },
  },
  {
    words: 'A change is refused only for a reason, and a deletion never',
    check: (final) => {
      const { simulation } = final
      for (const change of simulation.facts.messageChanges) {
        const { as, kind, uuid, status, code } = change
        if (isErased(final, as)) continue
        const { changes, erasing } = simulation.facts
        const isBlocked = changes.some(({ what, other }) => what === 'block' && other === as)
        const reasons = [
          ...(isDeleted(final, uuid) ? ['message_deleted'] : []),
          ...(isBlocked || erasing.length > 0 ? ['recipient_unavailable'] : []),
          ...(isRemoved(final, as) ? ['message_group_not_found'] : []),
        ]
        const isRefusable = (kind !== 'deletion' || isRemoved(final, as)) && reasons.includes(code ?? '')
        const what = `The ${kind} of ${simulation.nameOf(uuid)} by ${as}`
        if (status !== 200 && !isRefusable) simulation.problem(`${what} was answered ${status} ${code}`)
        if (status === 200 && kind === 'edit' && isLate(final, change))
          simulation.problem(`${what} began after a block`)
      }
    },
  },
  {
    words: 'A retry of an edit that was made is not refused',
    check: (final) => {
      const byId = Map.groupBy(answered(final, 'edit'), ({ id }) => id)
      for (const [id, attempts] of byId)
        if (attempts.some(({ status }) => status === 200) && attempts.some(({ status }) => status !== 200))
          final.simulation.problem(`${id} was answered ${attempts.map(({ status }) => status)}`)
    },
  },
  {
    words: 'A reaction of a blocked person is refused',
    check: (final) => {
      for (const change of answered(final, 'reaction')) {
        const isRemoval = change.id.endsWith(' none')
        if (change.status === 200 && !isRemoval && isLate(final, change))
          final.simulation.problem(`${nameOf(final, change.uuid) ?? change.as} has reacted after a block`)
      }
    },
  },
  {
    words: 'No later reading brings the text of a deleted message back',
    check: async (final) => {
      const { simulation } = final
      await simulation.runAtEnd(async (process) => {
        for (const name of Object.keys(simulation.people)) await process.inbox(name)
      })
      checkTexts(final, simulation.items())
    },
  },
]
