import { createServer } from 'node:net'

const isFree = (host: string, port: number) =>
  new Promise<boolean>((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, host, () => server.close(() => resolve(true)))
  })

type Port = { port: number; purpose: string; setting: string }

/** Nothing is started before every port is known to be free: half a stack helps nobody. */
export const refuseTakenPorts = async (host: string, ports: Port[]) => {
  const free = await Promise.all(ports.map(({ port }) => isFree(host, port)))
  const taken = ports.filter((_, index) => !free[index])
  if (taken.length === 0) return
  const lines = taken.map(
    ({ port, purpose, setting }) =>
      `Port ${port} (${purpose}) is taken: free it, or set ${setting} to another.`,
  )
  throw new Error(
    [...lines, 'If that is another Cruddur on this machine, end it or give this one its own ports.'].join(
      '\n',
    ),
  )
}
