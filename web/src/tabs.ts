import type { Frame } from './types.ts'

const channel = new BroadcastChannel('cruddur')

/** Tells the other tabs of this browser what this one has just done, so that they agree without a server. */
export const tellTabs = (frame: Frame) => channel.postMessage(frame)

export const hearTabs = (told: (frame: Frame) => void) => {
  channel.onmessage = ({ data }) => told(data as Frame)
}
