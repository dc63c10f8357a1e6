import { createContext, type ReactNode, useContext, useEffect, useState } from 'react'
import { createStore } from '../../client/store.ts'
import type { Messenger, Profile } from '../../client/types.ts'
import { useServices } from './services.ts'
import { useStore } from './useStore.ts'

/** A message, and how far its top edge is above the top edge of the log. */
export type ScrollPosition = { uuid: string; offset: number }

type SignedIn = {
  messenger: Messenger
  /**
   * By the id of a conversation, unless it is at its end. A position in pixels alone would be wrong as soon as older messages
   * are loaded or the window is resized.
   */
  scrollPositions: Map<string, ScrollPosition>
  /** People who were found, by handle: one can write to them without another lookup. */
  foundProfiles: Map<string, Profile>
}

const SignedInContext = createContext<SignedIn | undefined>(undefined)

/** Provides the messenger of the signed-in user, which connects as long as this is mounted. */
export const MessengerProvider = ({ userId, children }: { userId: string; children: ReactNode }) => {
  const { createMessengerOf } = useServices()
  const [signedIn] = useState(() => ({
    messenger: createMessengerOf(userId),
    scrollPositions: new Map(),
    foundProfiles: new Map(),
  }))
  useEffect(() => signedIn.messenger.start(), [signedIn])
  return <SignedInContext value={signedIn}>{children}</SignedInContext>
}

const useSignedIn = (): SignedIn => {
  const signedIn = useContext(SignedInContext)
  if (!signedIn) throw new Error('There is no MessengerProvider')
  return signedIn
}

export const useMessenger = (): Messenger => useSignedIn().messenger

export const useScrollPositions = () => useSignedIn().scrollPositions

export const useFoundProfiles = () => useSignedIn().foundProfiles

/** The uuid of the signed-in user, once it is known. */
export const useOwnUuid = (): string | undefined => useStore(useMessenger().status, ({ me }) => me?.uuid)

const nothingUnread = createStore({ conversations: 0 })

/** In how many conversations something is unread. 0 on pages without a user. */
export const useUnreadConversations = (): number =>
  useStore<{ conversations: number }, number>(
    useContext(SignedInContext)?.messenger.unread ?? nothingUnread,
    ({ conversations }) => conversations,
  )
