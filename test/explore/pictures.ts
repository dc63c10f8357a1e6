import { footprintOfUpload } from './bucket.ts'
import { withClock } from './footprint.ts'
import type { Lambda, Request } from './process.ts'
import type { Json } from './scenario.ts'
import type { Simulation } from './simulation.ts'

const pngOf = (side: number): string => {
  const bytes = Buffer.alloc(24)
  bytes.write('\x89PNG\r\n\x1a\n', 'latin1')
  bytes.write('IHDR', 12)
  bytes.writeUInt32BE(side, 16)
  bytes.writeUInt32BE(side, 20)
  return bytes.toString('latin1')
}

/** What can be uploaded. The files of the pictures differ in their sizes. */
export const contents = {
  small: pngOf(10),
  large: `${pngOf(20)}the rest`,
  text: 'no picture',
}
export type Content = keyof typeof contents

const announced = { content_type: 'image/png', bytes: 100, width: 10, height: 10 }

/** An attachment as a request names it, if it was announced. */
export const attachmentOf = ({ facts, space }: Simulation, picture: string) => {
  const upload = facts.uploads[picture]
  return upload ? [{ uuid: upload.uuid, alt: `The picture ${picture} in ${space}` }] : []
}

/** A message without its URLs, which change with the time. */
export const withoutLinks = (body: Json): Json => {
  const { attachments } = body
  return attachments
    ? { ...body, attachments: attachments.map(({ url, expires_at, ...rest }: Json) => rest) }
    : body
}

type Means = { request: Request; moment: Lambda['moment'] }

/** What people do with pictures. */
export const picturesFor = (simulation: Simulation, { request, moment }: Means) => {
  const { facts, bucket, clock } = simulation

  /** What a form uploads, until it expires. */
  const upload = async (picture: string, content: Content) => {
    const { key, until } = facts.uploads[picture] ?? { key: '', until: 0 }
    await moment(`upload ${picture} ${content}`, withClock(footprintOfUpload(key)), () => {
      if (clock.now < until) bucket.upload(key, contents[content])
    })
  }

  return {
    upload,
    /** Announces a picture for a conversation, and uploads it. */
    addPicture: async (as: string, other: string, picture: string, content: Content = 'small') => {
      const group = simulation.group(as, other)
      const { status, body } = await request('createAttachment', 'POST', as, {
        body: { message_group_uuid: group, ...announced },
      })
      if (status !== 200) return
      facts.uploads[picture] = {
        uuid: body.uuid,
        key: body.upload.fields.key,
        until: Date.parse(body.expires_at),
      }
      await upload(picture, content)
    },
    report: async (as: string, other: string, message: string) => {
      const message_uuid = simulation.key(message)
      const { status } = await request('createReport', 'POST', as, {
        body: { message_group_uuid: simulation.group(as, other), message_uuid, reason: 'spam' },
      })
      if (status === 200 && !facts.reported.includes(message_uuid)) facts.reported.push(message_uuid)
    },
  }
}
