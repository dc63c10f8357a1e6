import { useEffect } from 'react'
import { createStore, setEntry } from '../../../client/store.ts'
import type { Messenger } from '../../../client/types.ts'
import { useStore } from '../useStore.ts'

/* The addresses of files on this device, by the ids of their attachments. */

const maxAddresses = 200

const addresses = createStore<ReadonlyMap<string, string>>(new Map())

export const showLocally = (id: string, file: Blob) => {
  if (addresses.get().has(id)) return
  for (const [oldest, address] of [...addresses.get()].slice(0, 1 - maxAddresses)) {
    URL.revokeObjectURL(address)
    setEntry(addresses, oldest, undefined)
  }
  setEntry(addresses, id, URL.createObjectURL(file))
}

/** The address of a file on this device, once it is read; undefined if there is none. */
export const useLocalAddress = (messenger: Messenger, id: string | undefined): string | undefined => {
  const address = useStore(addresses, (all) => (id === undefined ? undefined : all.get(id)))
  const isUnknown = address === undefined
  useEffect(() => {
    if (id === undefined || !isUnknown) return
    messenger
      .attachments()
      .then((attachments) => attachments.file(id))
      .then((file) => file && showLocally(id, file))
      .catch(() => {}) // the message says why it is not sent
  }, [messenger, id, isUnknown])
  return address
}
