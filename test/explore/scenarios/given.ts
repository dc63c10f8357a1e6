import type { Process } from '../process.ts'
import type { Simulation } from '../simulation.ts'

export const minute = 60_000
export const day = 24 * 60 * minute

type Message = { name: string; from: string; to: string; ageMs: number }

/** These messages were sent this long ago. The first one starts the conversation. */
export const messagesAt =
  (...messages: Message[]) =>
  async (process: Process, simulation: Simulation) => {
    const start = simulation.clock.now
    for (const [index, { name, from, to, ageMs }] of messages.entries()) {
      simulation.key(name, ageMs)
      simulation.clock.now = start - ageMs
      await process.send(from, to, name, { into: index > 0 })
    }
  }

/** Ann has begun a conversation with Bob this long ago. */
export const aConversation = (ageMs: number) => messagesAt({ name: 'm0', from: 'ann', to: 'bob', ageMs })
