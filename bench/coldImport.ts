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
 * The CPU time that a new process takes to load a file, in milliseconds, without the start of Node itself. CPU time depends
 * less on the machine's other load than elapsed time.
 */
const measureImport = async (file: string): Promise<number> => {
  const { stdout } = await run(process.execPath, ['-e', program, file], { env: {} })
  return Number(stdout)
}

/** Medians over new processes, measured in turn, so that other load on the machine affects all files alike. */
export const measureColdImports = async (
  files: string[],
  rounds: number,
  reportRound: (round: number) => void,
): Promise<number[]> => {
  const times: number[][] = files.map(() => [])
  for (let round = 0; round < rounds; round += 1) {
    reportRound(round)
    for (const [index, file] of files.entries()) times[index]?.push(await measureImport(file))
  }
  return times.map(medianOf)
}
