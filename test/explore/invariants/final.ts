import type { Json } from '../scenario.ts'
import type { Simulation } from '../simulation.ts'

/* What a schedule has led to. */

export type Final = {
  simulation: Simulation
  items: Map<string, Json>
  /** The messages of each conversation, oldest first. */
  messages: Map<string, Json[]>
}

export type Invariant = { words: string; check: (final: Final) => void | Promise<void> }

export const text = (item: Json | undefined, name: string): string | undefined => item?.[name]?.S
export const nobody = '00000000-0000-0000-0000-000000000000'

export const isErased = ({ simulation }: Final, name: string) => simulation.facts.erasing.includes(name)
export const nameOf = ({ simulation }: Final, uuid: string | undefined) =>
  Object.values(simulation.people).find((person) => person.uuid === uuid)?.name
export const rowOf = ({ simulation, items }: Final, name: string, group: string) =>
  items.get(`GRP#${simulation.person(name).uuid} ${group}`)

export const pairs = ({ simulation }: Final): [string, string][] =>
  Object.keys(simulation.people).flatMap((one, index, all) =>
    all.slice(index + 1).map((other): [string, string] => [one, other]),
  )

export const timeOf = (place: string) => place.split('#')[0] ?? ''

export const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)
