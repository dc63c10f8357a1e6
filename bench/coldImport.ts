import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { medianOf } from './percentiles.ts'

const run = promisify(execFile)

const program = `
  const before = process.cpuUsage()
  require(process.argv[1])
  const { user, system } = process.cpuUsage(before)
  process.stdout.write(String((user + system) / 1000))
  process.exit()`

/**
 * What of the processor a process that has just begun takes to load a file, in milliseconds, without the start of Node
 * itself. Not the time on the clock: that is long as well when others use the machine.
 */
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
