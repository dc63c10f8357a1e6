import type { Frame } from './types.ts'

const channel = new BroadcastChannel('cruddur')

/** Sends the other tabs of this browser what this tab has just done, so that they need not ask the server. */
export const postToTabs = (frame: Frame) => channel.postMessage(frame)

export const onTabMessage = (listener: (frame: Frame) => void) => {
  channel.onmessage = ({ data }) => listener(data as Frame)
}
