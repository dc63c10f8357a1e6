import { isFree } from './processes.ts'

// Below the ephemeral ports, so that the system gives none of these away before it is used. Each process searches a range
// of its own.
const [first, places, perPlace] = [12_000, 400, 50]
let next = (process.pid % places) * perPlace + Math.floor(Math.random() * perPlace)

/** Finds different ports that are free. */
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
