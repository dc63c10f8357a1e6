import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { medianOf } from './percentiles.ts'

const run = promisify(execFile)

const program = `
  const startedAt = performance.now()
  require(process.argv[1])
  process.stdout.write(String(performance.now() - startedAt))
  process.exit()`

/** How long a process that has just begun takes to load a file, in milliseconds; the start of Node itself is not in it. */
const importOnce = async (file: string): Promise<number> => {
  const { stdout } = await run(process.execPath, ['-e', program, file], { env: {} })
  return Number(stdout)
}

/** The medians of many fresh processes for each file, by turns, so that what else the machine does falls on all alike. */
export const coldImports = async (
  files: string[],
  rounds: number,
  say: (round: number) => void,
): Promise<number[]> => {
  const times: number[][] = files.map(() => [])
  for (let round = 0; round < rounds; round += 1) {
    say(round)
    for (const [index, file] of files.entries()) times[index]?.push(await importOnce(file))
  }
  return times.map(medianOf)
}
