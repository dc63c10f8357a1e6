import { isFree } from './processes.ts'

// Below those that systems give away by themselves: between its being found free and being used, none goes to a connection,
// or to a server that asks for any. Processes that run side by side look each in a place of their own.
const [first, places, perPlace] = [12_000, 400, 50]
let next = (process.pid % places) * perPlace + Math.floor(Math.random() * perPlace)

/** Ports that nobody listens on, all different. */
export const freePorts = async (count: number): Promise<number[]> => {
  const ports: number[] = []
  while (ports.length < count) {
    const port = first + (next % (places * perPlace))
    next += 1
    if (await isFree(port)) ports.push(port)
  }
  return ports
}

export const freePort = async () => (await freePorts(1))[0] as number
