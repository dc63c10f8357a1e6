import { runProgram } from './program.ts'

const writeStderr = (text: string) => process.stderr.write(`${text}\n`)

// The functions log to stdout, which is for the results of this program.
process.env.LOG_LEVEL ??= 'silent'

process.once('SIGINT', () => {
  writeStderr('\nStopped. Run the same command again to continue.')
  process.exit(130)
})
process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
  if (code === 'EPIPE') process.exit(0) // the reader, such as head or less, has closed the pipe
  writeStderr(`Can't write to standard output: ${message}`)
  process.exit(1)
})

process.exitCode = await runProgram(process.argv.slice(2), process)
