// Prints how long it takes to sign the URLs of pages with pictures. A process of its own has the credentials of a function.
import { randomUUID } from 'node:crypto'
import { signLinks } from '../src/attachments/links.ts'
import type { Message } from '../src/domain/message.ts'
import { rowsOnAPage } from './design.ts'
import { medianOf } from './percentiles.ts'

const messagesWith = (count: number): Message[] => {
  const groupUuid = randomUUID()
  const picture = { copy: '5d1e08c27b94f3a6', contentType: 'image/webp', bytes: 1, width: 1, height: 1 }
  const attachments = () => Array.from({ length: count }, () => ({ ...picture, uuid: randomUUID(), alt: '' }))
  const messages = Array.from({ length: rowsOnAPage }, () => ({ groupUuid, attachments: attachments() }))
  return messages as unknown as Message[]
}

const cpuMs = async (work: () => Promise<unknown>): Promise<number> => {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

const measurePage = async (count: number, rounds: number) => {
  const messages = messagesWith(count)
  const times: number[] = []
  for (let round = 0; round < rounds; round += 1)
    times.push(await cpuMs(() => signLinks(messages, Date.now())))
  const links = await signLinks(messages, Date.now())
  const bytes = [...links.values()].reduce((sum, { url }) => sum + url.length, 0)
  return { pictures: rowsOnAPage * count, ms: medianOf(times), bytes }
}

const [rounds = ''] = process.argv.slice(2)
const pages = [await measurePage(1, Number(rounds)), await measurePage(10, Number(rounds))]
process.stdout.write(JSON.stringify(pages))
