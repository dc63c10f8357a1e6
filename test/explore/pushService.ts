import { createECDH } from 'node:crypto'
import type { SdkResponse } from './code.ts'
import type { Facts } from './facts.ts'
import type { Footprint } from './footprint.ts'

/* The push service of one schedule: it notes what is sent to which endpoint. */

export const pushOrigin = 'https://push.example'

const curve = createECDH('prime256v1')
curve.setPrivateKey(Buffer.alloc(32, 1))

/** A key of the right kind, with which nothing is encrypted. */
export const publicKey = curve.getPublicKey('base64url')

export const isPushUrl = (url: string): boolean => url.startsWith(`${pushOrigin}/`)

export const endpointOf = (space: string, name: string): string => `${pushOrigin}/${space}-${name}`

const regionOf = (url: string) => ({ pk: 'push service', from: url, to: url })

export const footprintOfPush = (url: string): Footprint => ({ reads: [], writes: [regionOf(url)] })

const answerWith = (statusCode: number): SdkResponse => ({ statusCode, headers: {}, body: Buffer.alloc(0) })

/** Takes a push by this actor. An endpoint that a browser has given up is gone. */
export const acceptPush = ({ pushes, goneEndpoints }: Facts, url: string, text: string, by: string) => {
  if (goneEndpoints.includes(url)) return answerWith(410)
  const { message } = JSON.parse(text)
  pushes.push({ endpoint: url, message: message.uuid, by })
  pushes.sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1))
  return answerWith(201)
}
