import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

type ProcessInfo = { command: string; parentPid: number; isRunning: boolean }

const notFound: ProcessInfo = { command: '', parentPid: 0, isRunning: false }

const inspect = (pid: number): ProcessInfo => {
  try {
    if (process.platform === 'linux') {
      const [, command = '', state, parentPid] =
        /^\d+ \((.*)\) (\S) (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? []
      return { command, parentPid: Number(parentPid), isRunning: state !== 'Z' }
    }
    const [parentPid, command = ''] = execFileSync('ps', ['-o', 'ppid=,comm=', '-p', String(pid)], {
      encoding: 'utf8',
    })
      .trim()
      .split(/\s+/)
    return { command: command.replace(/^.*\//, ''), parentPid: Number(parentPid), isRunning: true }
  } catch {
    return notFound
  }
}

const intervalMs = 1000

/**
 * Exits when the npm or npx process that started this one is gone: npm forwards signals, but it cannot forward SIGKILL.
 * Does nothing for a process that was started without npm, for example in the background of a script.
 */
export const exitWithNpm = () => {
  if (!process.env.npm_lifecycle_event) return
  const parent = inspect(process.ppid)
  const npmPid = /^(da|ba|z|k)?sh$/.test(parent.command) ? parent.parentPid : process.ppid
  setInterval(() => {
    if (!inspect(npmPid).isRunning) process.exit(0)
  }, intervalMs).unref()
}
