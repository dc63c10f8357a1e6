// From the 200 of a send to the other's inbox showing it, on a local stack that is up: npm run bench:inbox
import { readSettings } from '../local/settings.ts'
import { signIn } from '../local/signIn.ts'
import { percentiles } from './percentiles.ts'

const rounds = 200
const warmUp = 10

const { host, httpPort, cognitoPort } = readSettings()
const api = `http://${host}:${httpPort}/api`
const [me, other] = await Promise.all(
  ['bayko', 'nadia'].map(
    async (handle) => (await signIn(handle, `http://${host}:${cognitoPort}`)).AccessToken,
  ),
)

const as = (token = '') => ({ authorization: `Bearer ${token}`, 'content-type': 'application/json' })

const newestInInbox = async (): Promise<string> => {
  const response = await fetch(`${api}/message_groups?limit=1`, { headers: as(other) })
  const [group] = (await response.json()) as { message: string }[]
  return group?.message ?? ''
}

const lags: number[] = []
for (let round = -warmUp; round < rounds; round += 1) {
  const message = `round ${round}`
  const body = JSON.stringify({ message, handle: 'nadia' })
  const response = await fetch(`${api}/messages`, { method: 'POST', headers: as(me), body })
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`)
  const sentAt = performance.now()
  while ((await newestInInbox()) !== message);
  if (round >= 0) lags.push(performance.now() - sentAt)
}

process.stdout.write(`${rounds} messages, ms from the 200 to the other's inbox: ${percentiles(lags)}\n`)
