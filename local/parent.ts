import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

type Seen = { command: string; parent: number; isAlive: boolean }

const gone: Seen = { command: '', parent: 0, isAlive: false }

const look = (pid: number): Seen => {
  try {
    if (process.platform === 'linux') {
      const [, command = '', state, parent] =
        /^\d+ \((.*)\) (\S) (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? []
      return { command, parent: Number(parent), isAlive: state !== 'Z' }
    }
    const [parent, command = ''] = execFileSync('ps', ['-o', 'ppid=,comm=', '-p', String(pid)], {
      encoding: 'utf8',
    })
      .trim()
      .split(/\s+/)
    return { command: command.replace(/^.*\//, ''), parent: Number(parent), isAlive: true }
  } catch {
    return gone
  }
}

const everyMs = 1000

/**
 * Ends this process when npm or npx, which started it, is gone: they pass signals on, but nobody passes on a SIGKILL.
 * Whoever was started without them, in the background of a script for example, follows nobody.
 */
export const followParent = () => {
  if (!process.env.npm_lifecycle_event) return
  const parent = look(process.ppid)
  const npm = /^(da|ba|z|k)?sh$/.test(parent.command) ? parent.parent : process.ppid
  setInterval(() => {
    if (!look(npm).isAlive) process.exit(0)
  }, everyMs).unref()
}
