import type { SendFile } from '../../../client/types.ts'

/** An upload that does not move on for so long is ended, and repeated later. */
const stallMs = 30_000

/** Posts a form by an XMLHttpRequest, because `fetch` does not tell how much was sent. */
export const sendFile: SendFile = ({ url, fields, file, signal, onProgress }) =>
  new Promise((resolve) => {
    const form = new FormData()
    for (const [name, value] of Object.entries(fields)) form.append(name, value)
    form.append('file', file)
    const request = new XMLHttpRequest()
    const abort = () => request.abort()
    let timer = setTimeout(abort, stallMs)
    request.upload.onprogress = ({ loaded, total }) => {
      clearTimeout(timer)
      timer = setTimeout(abort, stallMs)
      onProgress(total > 0 ? loaded / total : 0)
    }
    request.onloadend = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', abort)
      resolve(request.status)
    }
    signal.addEventListener('abort', abort)
    request.open('POST', url)
    request.send(form)
  })
