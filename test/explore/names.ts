import { hash } from 'node:crypto'

/** Names that no other schedule has: its space, and what follows from uuids, which contain the space. */
export const createNames = (space: string, derived: string[]) => {
  const names = [space, ...derived]
  const uuids = new Map<string, number>()
  return {
    /** The same text for every schedule. */
    withoutNames: (text: string): string =>
      names.reduce((rest, name, index) => rest.replaceAll(name, `<${index}>`), text),
    withNames: (text: string): string =>
      names.reduce((rest, name, index) => rest.replaceAll(`<${index}>`, name), text),
    /** What the code takes for a random uuid: the same ones in every schedule. */
    newUuid: (actor: string): string => {
      const number = (uuids.get(actor) ?? 0) + 1
      uuids.set(actor, number)
      return `${space}-0000-4000-a${number.toString(16).padStart(3, '0')}-${hash('sha1', actor).slice(0, 12)}`
    },
  }
}
