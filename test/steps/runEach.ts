import { PassThrough, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { runProgram } from '../../bin/program.ts'

// A program: runs several commands of bin/, one after the other, and prints their results as JSON.
const results = []
for (const words of JSON.parse(process.argv[2] ?? '[]') as string[][]) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const printed = Promise.all([text(stdout), text(stderr)])
  const code = await runProgram(words, { stdin: Readable.from([]), stdout, stderr })
  stdout.end()
  stderr.end()
  const [out, error] = await printed
  results.push({ code, stdout: out, stderr: error })
}
console.log(JSON.stringify(results))
