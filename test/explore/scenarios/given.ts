import type { Process } from '../process.ts'
import type { Simulation } from '../simulation.ts'

export const minute = 60_000
export const day = 24 * 60 * minute

type Given = (process: Process, simulation: Simulation) => Promise<unknown>

export const inOrder =
  (...steps: Given[]): Given =>
  async (process, simulation) => {
    for (const step of steps) await step(process, simulation)
  }

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
    simulation.clock.now = start
  }

/** Ann has begun a conversation with Bob this long ago. */
export const aConversation = (ageMs: number) => messagesAt({ name: 'm0', from: 'ann', to: 'bob', ageMs })

/** Bob has written to Ann, who had chosen requests, this long ago. */
export const aRequest = (ageMs: number) =>
  inOrder(
    (process) => process.setStrangers('ann', 'requests'),
    messagesAt({ name: 'm0', from: 'bob', to: 'ann', ageMs }),
  )

/** Keys of edits, from the oldest to the newest. */
export const editKeys = (simulation: Simulation, ...names: string[]) => {
  for (const [index, name] of names.entries()) simulation.key(name, -index)
}

/** The jobs that were sent have run. */
export const tidyUp = async (process: Process, { facts }: Simulation) => {
  for (const { body } of facts.jobs) await process.deliverJob(body)
  facts.jobs = []
}
