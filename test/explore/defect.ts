import type { Edit } from './code.ts'
import type { Mutation } from './mutations.ts'

/** A deliberate defect: it changes commands on their way to the table, or a piece of source text. */
export type Defect = {
  name: string
  /** The scenario that is made for it, and is tried first. */
  scenario: string
  mutation?: Mutation
  edits?: Edit[]
}
