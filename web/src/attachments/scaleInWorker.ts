import { trustedAddress } from '../trustedScripts.ts'
import type { FromScaler, ToScaler } from './scaler.ts'
import type { Sides } from './sides.ts'

type Waiting = Map<number, (blob: Blob | undefined) => void>

const waiting: Waiting = new Map()
let worker: Worker | undefined
let lastId = 0

/** The worker ends with its work, because a decoded picture needs much memory. */
const settle = (id: number, blob: Blob | undefined) => {
  waiting.get(id)?.(blob)
  waiting.delete(id)
  if (waiting.size > 0) return
  worker?.terminate()
  worker = undefined
}

const start = (): Worker => {
  const started = new Worker(trustedAddress('scaler'), { type: 'module' })
  started.onmessage = ({ data: { id, blob } }: MessageEvent<FromScaler>) => settle(id, blob)
  started.onerror = () => {
    for (const id of waiting.keys()) settle(id, undefined)
  }
  return started
}

/** Undefined where there is no worker that can do it. */
export const scaleInWorker = async (file: Blob, sides: Sides): Promise<Blob | undefined> => {
  if (!('OffscreenCanvas' in window && 'Worker' in window)) return undefined
  try {
    worker ??= start()
  } catch {
    return undefined
  }
  lastId += 1
  const request: ToScaler = { id: lastId, file, sides }
  const result = new Promise<Blob | undefined>((resolve) => waiting.set(request.id, resolve))
  worker.postMessage(request)
  return result
}
