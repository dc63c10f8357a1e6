import { runProgram } from './program.ts'

const say = (text: string) => process.stderr.write(`${text}\n`)

// What the functions log is not what this program says: only its results go to stdout.
process.env.LOG_LEVEL ??= 'silent'

process.once('SIGINT', () => {
  say('\nStopped. What is done stays done: the same command goes on from there.')
  process.exit(130)
})
// Whoever reads the results has read enough: head, less.
process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
  if (code === 'EPIPE') process.exit(0)
  say(`The results cannot be written: ${message}`)
  process.exit(1)
})

process.exitCode = await runProgram(process.argv.slice(2), process)
