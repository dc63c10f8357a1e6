import type { Edit } from './code.ts'
import type { Json } from './world.ts'

/** Changes a command before it is sent, or answers it without sending it. */
export type Tamper = (operation: string, input: Json) => Json | undefined

export type Defect = { name: string; tamper?: Tamper; edits?: Edit[] }

export const defects: Defect[] = []
