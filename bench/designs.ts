import { previewOf } from '../src/domain/message.ts'
import { createCommon } from './common.ts'
import type { Design } from './design.ts'
import { ours } from './ours.ts'
import { createTransactional } from './transactional.ts'

/** This project, and the two designs that it is compared with. */
export const createDesigns = async (): Promise<Design[]> => [
  ours,
  await createCommon(),
  await createTransactional(),
]

/** The common design with inbox rows that keep 200 characters of a message, as ours do. */
export const createCommonWithPreviews = () => createCommon('common, 200 characters kept', previewOf)
