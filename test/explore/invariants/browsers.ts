import type { Change, Pushing } from '../facts.ts'
import type { Json } from '../scenario.ts'
import { createHashOfSpace } from '../standIns.ts'
import { type Final, type Invariant, text } from './final.ts'

/** What the recipient of a push, or the sender, can have done so that the message is not pushed. */
const reasons: Record<string, (change: Change, pushing: Pushing) => boolean> = {
  read: ({ as, other }, { from, to }) => as === to && other === from,
  mute: ({ as, other }, { from, to }) => as === to && other === from,
  block: ({ as, other }, { from, to }) => as === to && other === from,
  decline: ({ as, other }, { from, to }) => as === to && other === from,
  'take back': ({ as, other }, { from, to }) => as === from && other === to,
  look: ({ as }, { to }) => as === to,
  'sign-out': ({ as }, { to }) => as === to,
  unregister: ({ as }, { to }) => as === to,
}

/** Changes that were answered when the push began. */
const changesBefore = ({ simulation }: Final, { after }: Pushing): Change[] =>
  simulation.facts.changes.filter(({ id }) => after.includes(id))

const subscriptionsIn = ({ items }: Final) =>
  [...items].filter(([key]) => /^CON#\S* push#/.test(key)).map(([, item]) => item)

const uuidOf = ({ sk }: Json): string => sk.S.slice('push#'.length)

export const browsers: Invariant[] = [
  {
    words: 'A subscription has the item of its endpoint, and an endpoint has one subscription',
    check: (final) => {
      const { simulation, items } = final
      const subscriptions = subscriptionsIn(final)
      for (const item of subscriptions) {
        const endpoint = text(item, 'endpoint') ?? ''
        const name = simulation.facts.browsers[uuidOf(item)]
        const hash = createHashOfSpace('sha256').update(endpoint).digest('base64url')
        const owner = items.get(`PSH#${hash} PSH`)
        if (`CON#${text(owner, 'user_uuid')}` !== item.pk.S || text(owner, 'uuid') !== uuidOf(item))
          simulation.problem(`The endpoint of ${name} belongs to another subscription`)
        const same = subscriptions.filter((other) => text(other, 'endpoint') === endpoint)
        if (same.length > 1) simulation.problem(`The endpoint of ${name} has ${same.length} subscriptions`)
      }
    },
  },
  {
    words: 'Who has registered a browser last gets its pushes, unless something ended that',
    check: (final) => {
      const { simulation } = final
      const { changes, goneEndpoints, erasing, signingOut } = simulation.facts
      const registered = changes.filter(({ what }) => what === 'register')
      const isLast = ({ id, after }: Change) =>
        registered.every((other) => other.id === id || after.includes(other.id))
      for (const { as, other: endpoint } of registered.filter(isLast)) {
        const isOver =
          goneEndpoints.includes(endpoint) ||
          changes.some(({ what }) => what === 'unregister') ||
          [...erasing, ...signingOut].includes(as)
        const { uuid } = simulation.person(as)
        const isThere = subscriptionsIn(final).some(
          (item) => item.pk.S === `CON#${uuid}` && text(item, 'endpoint') === endpoint,
        )
        if (!isThere && !isOver) simulation.problem(`${as} has registered ${endpoint}, and it is not there`)
      }
    },
  },
  {
    words: 'No browser stays registered that was before its person signed out everywhere',
    check: (final) => {
      const { simulation } = final
      for (const name of Object.keys(simulation.facts.signOuts)) {
        const { uuid } = simulation.person(name)
        if (subscriptionsIn(final).some(({ pk }) => pk.S === `CON#${uuid}`))
          simulation.problem(`${name} has signed out everywhere, and a browser is registered`)
      }
    },
  },
  {
    words: 'Nothing is pushed that was read, muted, blocked or taken back before',
    check: (final) => {
      const { simulation } = final
      const { pushes, pushing } = simulation.facts
      for (const { by, endpoint, message } of pushes) {
        const begun = pushing.filter((one) => one.message === message && by.startsWith(one.by))
        const isWrong = (one: Pushing) =>
          changesBefore(final, one).some((change) => reasons[change.what]?.(change, one))
        const isTakenOver = (one: Pushing) =>
          changesBefore(final, one).some(
            ({ what, as, other }) => what === 'register' && as !== one.to && other === endpoint,
          )
        if (begun.length > 0 && begun.every(isWrong))
          simulation.problem(`${simulation.nameOf(message)} was pushed in spite of what was done before`)
        if (begun.length > 0 && begun.every(isTakenOver))
          simulation.problem(`${simulation.nameOf(message)} was pushed to a browser of somebody else`)
      }
    },
  },
  {
    words: 'A client whose person has looked at it last is not away',
    check: ({ simulation, items }) => {
      for (const { as } of simulation.facts.changes.filter(({ what }) => what === 'look')) {
        const { uuid } = simulation.person(as)
        const connections = [...items.values()].filter(({ pk, told_at }) => pk.S === `CON#${uuid}` && told_at)
        if (connections.some(({ is_away }) => is_away.BOOL)) simulation.problem(`${as} looks, and is away`)
      }
    },
  },
  {
    words: 'A message is pushed if nothing speaks against it',
    check: (final) => {
      const { simulation } = final
      const { pushes, pushing, changes, signingOut } = simulation.facts
      if (!simulation.scenario.arePushed || signingOut.length > 0) return
      for (const one of pushing) {
        const isHindered = changes.some((change) => reasons[change.what]?.(change, one))
        if (!isHindered && !pushes.some(({ message }) => message === one.message))
          simulation.problem(`${simulation.nameOf(one.message)} was not pushed`)
      }
    },
  },
]
