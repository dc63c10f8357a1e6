import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { basename } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

// From /proc where there is one: a minimal Linux has no ps.
const fromProc = (): [number, number][] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid): [number, number][] => {
      try {
        const [, parent] = readFileSync(`/proc/${pid}/stat`, 'utf8')
          .replace(/^.*\) /, '')
          .split(' ')
        return [[Number(pid), Number(parent)]]
      } catch {
        return [] // it ended while we looked
      }
    })

const fromPs = (): [number, number][] =>
  execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number) as [number, number])

/** A process and all of its descendants. */
export const processTree = (pid: number): number[] => {
  const parents = process.platform === 'linux' ? fromProc() : fromPs()
  const grow = (one: number): number[] => [
    one,
    ...parents.filter(([, parent]) => parent === one).flatMap(([child]) => grow(child)),
  ]
  return grow(pid)
}

/** The program that a process runs. */
const programOf = (pid: number): string => {
  try {
    return process.platform === 'linux'
      ? readFileSync(`/proc/${pid}/comm`, 'utf8').trim()
      : basename(execFileSync('ps', ['-o', 'comm=', '-p', String(pid)], { encoding: 'utf8' }).trim())
  } catch {
    return '' // it has ended
  }
}

/** The process of a tree that runs a program. */
export const findInTree = (pid: number, program: string): number => {
  const found = processTree(pid).find((one) => programOf(one) === program)
  if (!found) throw new Error(`nobody of the family of ${pid} is ${program}`)
  return found
}

export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return process.platform !== 'linux' || !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

export const isFree = (port: number) =>
  new Promise<boolean>((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })

export const isReached = (host: string, port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, host)
    const done = (isConnected: boolean) => {
      socket.destroy()
      resolve(isConnected)
    }
    socket.once('connect', () => done(true)).once('error', () => done(false))
  })

/** Polls until the condition is true. Fails with the last value seen. */
export const eventually = async <T>(
  look: () => T | Promise<T>,
  isSo: (seen: T) => boolean,
  limitMs = 60_000,
): Promise<T> => {
  for (const until = performance.now() + limitMs; ; await sleep(20)) {
    const isLastLook = performance.now() > until
    const seen = await look()
    if (isSo(seen)) return seen
    if (isLastLook) throw new Error(`not within ${limitMs} ms; last seen: ${JSON.stringify(seen)}`)
  }
}
