// npm run screenshots: takes the pictures of the README from the demo data. The time is always the same, so that a picture
// changes only when the client does.
import './steps/setUp.ts'
import { writeFileSync } from 'node:fs'
import { killLeftovers } from './steps/stack.ts'
import { startWebSuite } from './steps/webSuite.ts'

const images = new URL('../docs/images/', import.meta.url)

process.once('exit', killLeftovers)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130))

const { environment, end } = await startWebSuite()
// Imported after this, because the modules read the stack's addresses from the environment.
Object.assign(process.env, environment)
const { seedAtFixedTime, takePictures } = await import('./steps/pictures.ts')
await seedAtFixedTime()
for (const [name, content] of Object.entries(await takePictures())) {
  writeFileSync(new URL(name, images), content)
  process.stdout.write(`docs/images/${name}: ${Math.round(content.length / 1000)} KB\n`)
}
await end()
process.exit() // the SDK keeps connections open
