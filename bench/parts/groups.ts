import { createDesigns } from '../designs.ts'
import { startEnvironment } from '../environment.ts'
import { measureGroupCosts } from '../groupCosts.ts'
import { measureGroupMessages } from '../groupMessages.ts'
import type { Part } from '../part.ts'

const sizes = [2, 10, 50]
const text = 'a'.repeat(170)
const longText = '€'.repeat(1024)

export const groups: Part = {
  title: 'Named groups',
  run: async ({ say }) => {
    const environment = await startEnvironment()
    say('messages')
    const messages = await measureGroupMessages(await createDesigns(), sizes, text)
    say('what members do')
    const changes = await measureGroupCosts(sizes, text, longText)
    await environment.end()
    return {
      tables: [...messages.tables, ...changes.tables],
      findings: [...messages.findings, ...changes.findings],
    }
  },
}
