import { spawn } from 'node:child_process'

// Our end of the shell's standard input closes however this process ends: then `cat` returns and the program is ended.
const endsWithUs = `
  exec 3<&0
  "$0" "$@" </dev/null 3<&- &
  program=$!
  { cat <&3 >/dev/null; kill $program; } 2>/dev/null &
  exec 3<&-
  wait $program`

export type Child = {
  readonly name: string
  /** The last of what it printed. */
  said: () => string
  /** Settles when the program has ended, by itself or by us. */
  ended: Promise<void>
  end: () => Promise<void>
}

const maxRemembered = 4000

/** Starts a program that cannot outlive us, not even when we are killed. */
export const startChild = (
  name: string,
  [program, ...parameters]: [string, ...string[]],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Child => {
  let said = ''
  // A process group of its own: Ctrl+C reaches it through us, after we have said goodbye to it.
  const shell = spawn('/bin/sh', ['-c', endsWithUs, program, ...parameters], { ...options, detached: true })
  for (const stream of [shell.stdout, shell.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-maxRemembered)
    })
  }
  const ended = new Promise<void>((resolve) => {
    shell.on('error', () => resolve())
    shell.on('exit', () => {
      shell.stdin.destroy()
      resolve()
    })
  })
  shell.stdin.on('error', () => {})
  return {
    name,
    said: () => said.trim(),
    ended,
    end: () => {
      shell.stdin.end()
      return ended
    },
  }
}
