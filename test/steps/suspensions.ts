import { runsIn } from './program.ts'
import { allItems } from './table.ts'

/** Runs a command with the gateway of this file, if it has one. */
export const runsHere = (...words: string[]) => {
  const { SOCKETS_ENDPOINT: endpoint } = process.env
  const environment: Record<string, string> = endpoint ? { LOCAL_WEBSOCKET_PORT: new URL(endpoint).port } : {}
  return runsIn({ environment, isAlone: false }, ...words)
}

export const suspends = ({ handle }: { handle: string }) => runsHere('users:suspend', handle)
export const restores = ({ handle }: { handle: string }) => runsHere('users:restore', handle)

export const userItems = async ({ uuid }: { uuid: string }) =>
  (await allItems()).filter((item) => item.uuid === uuid)
