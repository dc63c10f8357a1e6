/* Forms, byte by byte. */

export const boundary = 'a-boundary'
export const multipart = `multipart/form-data; boundary=${boundary}`
export const part = (name: string, value: string) =>
  `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
export const filePart = (content: string) =>
  `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\nContent-Type: text/html\r\n\r\n${content}\r\n`
export const end = `--${boundary}--\r\n`

/** The parts of a form, in their order. */
export const partsOf = (fields: Record<string, string>) =>
  Object.entries(fields)
    .map(([name, value]) => part(name, value))
    .join('')
