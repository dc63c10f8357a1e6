import { spawn } from 'node:child_process'

// Stops the program when this process ends, even on SIGKILL: the shell's standard input then closes and `cat` returns.
const stopWithParent = `
  exec 3<&0
  "$0" "$@" </dev/null 3<&- &
  program=$!
  { cat <&3 >/dev/null; kill $program; } 2>/dev/null &
  exec 3<&-
  wait $program`

export type Child = {
  readonly name: string
  /** The end of what the program has printed. */
  output: () => string
  /** Resolves when the program has exited. */
  exited: Promise<void>
  /** Stops the program. */
  end: () => Promise<void>
}

const maxOutputLength = 4000

/** Starts a program that is stopped when this process ends. */
export const startChild = (
  name: string,
  [program, ...parameters]: [string, ...string[]],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Child => {
  let output = ''
  // In its own process group, so that Ctrl+C does not reach it before this process stops it.
  const shell = spawn('/bin/sh', ['-c', stopWithParent, program, ...parameters], {
    ...options,
    detached: true,
  })
  for (const stream of [shell.stdout, shell.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-maxOutputLength)
    })
  }
  const exited = new Promise<void>((resolve) => {
    shell.on('error', () => resolve())
    shell.on('exit', () => {
      shell.stdin.destroy()
      resolve()
    })
  })
  shell.stdin.on('error', () => {})
  return {
    name,
    output: () => output.trim() || '(no output)',
    exited,
    end: () => {
      shell.stdin.end()
      return exited
    },
  }
}
