import './steps/setUp.ts'
import { writeFileSync } from 'node:fs'
import { killLeftovers } from './steps/stack.ts'
import { startWebSuite } from './steps/webSuite.ts'

process.once('exit', killLeftovers)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))
const { environment } = await startWebSuite()
writeFileSync('/tmp/web24-env.json', JSON.stringify(environment))
console.log('ready')
setTimeout(() => process.exit(), 90 * 60_000)
