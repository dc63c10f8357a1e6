import { createStore } from '../../../client/store.ts'
import type { Conversation } from '../../../client/types.ts'

/** The picture that is shown on the whole screen. */
export type Viewed = { conversation: Conversation; key: string }

export const viewed = createStore<Viewed | undefined>(undefined)

export const openPhoto = (conversation: Conversation, key: string) => viewed.set({ conversation, key })
