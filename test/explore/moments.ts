import type { Attempt, Begun } from './facts.ts'
import { footprintOfAnswer, footprintOfBeginning } from './footprint.ts'
import type { Lambda } from './process.ts'
import type { Simulation } from './simulation.ts'

/* What had been answered when something began. */

/** An order that does not depend on what came first. */
export const byText = (one: object, other: object) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1)

export const momentsFor = (simulation: Simulation, moment: Lambda['moment']) => {
  const { facts, scenario } = simulation
  const answered = () => facts.changes.map(({ id }) => id).sort()

  /** Somebody gives a message this text. */
  const noteText = (as: string, uuid: string, text: string) => {
    facts.texts[as] = [...(facts.texts[as] ?? []), text]
    facts.wordings[uuid] = [...new Set([...(facts.wordings[uuid] ?? []), text])].sort()
  }

  return {
    answered,
    noteText,
    /** Somebody begins to change a message or a named group, or to read there. */
    begins: async (id: string): Promise<Begun> => {
      const begun: Begun = { id, after: [] }
      const note = () => {
        begun.after = answered()
        facts.changesBegun.push(begun)
        facts.changesBegun.sort(byText)
      }
      if (scenario.isOrdered) await moment(`${id} begins`, footprintOfBeginning(), note)
      return begun
    },
    /** Somebody sends a message. If it is sent again, it matters whether it is stored. */
    sendBegins: async (key: string, group: string, isRetry: boolean): Promise<Attempt> => {
      const attempt: Attempt = { key, after: [], wasStored: false }
      const note = () => {
        Object.assign(attempt, { after: answered(), wasStored: simulation.isStored(group, key) })
        facts.begun.push(attempt)
        facts.begun.sort(byText)
      }
      if (scenario.isOrdered)
        await moment('send begins', footprintOfBeginning(isRetry ? group : undefined), note)
      return attempt
    },
    changeIsAnswered: async (what: string, as: string, other: string, after: string[]) => {
      const note = () => {
        const same = facts.changes.filter((one) => one.what === what && one.as === as && one.other === other)
        const id = `${what} ${as} ${other} ${same.length + 1}`
        facts.changes.push({ id, what, as, other, after })
        facts.changes.sort((one, two) => (one.id < two.id ? -1 : 1))
      }
      if (scenario.isOrdered) await moment(`${what} is answered`, footprintOfAnswer, note)
      else note()
    },
  }
}

export type Moments = ReturnType<typeof momentsFor>
