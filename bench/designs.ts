import { previewOf } from '../src/domain/message.ts'
import { createCommon } from './common.ts'
import type { Design } from './design.ts'
import { ours } from './ours.ts'
import { createTransactional } from './transactional.ts'

/** Ours and the two that it is measured beside. */
export const createDesigns = async (): Promise<Design[]> => [
  ours,
  await createCommon(),
  await createTransactional(),
]

/** The common design, if it kept as little of a message in the inbox as we do. */
export const createThriftyCommon = () => createCommon('common, 200 characters kept', previewOf)
