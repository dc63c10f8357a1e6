import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from '@jest/globals'
import { createBackoff, onWriteRequest } from '../../local/backoff.ts'

/** A pace whose waits end when the test ends them, or when they are woken. */
const aPace = () => {
  const waits: { ms: number; end: () => void }[] = []
  const sleep = (ms: number, signal?: AbortSignal) =>
    new Promise<void>((resolve) => {
      waits.push({ ms, end: resolve })
      signal?.addEventListener('abort', () => resolve())
    })
  const endsWait = async () => {
    waits.at(-1)?.end()
    await new Promise(setImmediate)
  }
  return { ...createBackoff(50, 1000, sleep), lengths: () => waits.map(({ ms }) => ms), endsWait }
}

test('the wait grows while there are no records, up to a maximum', async () => {
  const { pause, lengths, endsWait } = aPace()
  let emptyPolls = 0
  for (let poll = 0; poll < 7; poll += 1) {
    const pausing = pause(emptyPolls)
    await endsWait()
    await endsWait()
    emptyPolls = await pausing
  }
  const shortest = (...rests: number[]) => rests.flatMap((rest) => [50, rest])
  expect(lengths()).toEqual([50, ...shortest(50, 150, 350, 750, 950, 950)])
  expect(emptyPolls).toBe(7)
})

test('waking ends the wait, and short waits follow', async () => {
  const { pause, wake, endsWait } = aPace()
  const pausing = pause(5)
  await endsWait()
  wake()
  expect(await pausing).toBe(0)
})

test('waking early still keeps the minimum wait', async () => {
  const { pause, wake, lengths, endsWait } = aPace()
  const pausing = pause(5)
  wake()
  await new Promise(setImmediate)
  expect(lengths()).toEqual([50])
  await endsWait()
  expect([await pausing, lengths()]).toEqual([0, [50]])
})

test('a request that may write wakes the reader when it is answered, and one that only reads does not', async () => {
  const server = createServer((_, response) => response.end())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  let count = 0
  const end = onWriteRequest(() => {
    count += 1
  })
  for (const method of ['POST', 'GET', 'OPTIONS', 'PUT', 'HEAD', 'DELETE']) await fetch(url, { method })
  expect(count).toBe(3)
  end()
  await fetch(url, { method: 'POST' })
  expect(count).toBe(3)
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})
