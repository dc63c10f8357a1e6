import { allPictures, type Shown } from '../pictureMonitor.ts'
import { contents } from '../pictures.ts'
import type { Json } from '../scenario.ts'
import { type Final, type Invariant, nobody, text } from './final.ts'

const shownIn = ({ items }: Final): Shown[] => allPictures(items.values())

/** The width of a picture of this content. */
const widthOf = (content: string): number => Buffer.from(content, 'latin1').readUInt32BE(16)

/** The message that a report is about: others in it are its context. */
const reportedIn = ({ pk, sk, messages }: Json): Json[] =>
  pk.S === 'RPT'
    ? messages.L.map(({ M }: Json) => M).filter((message: Json) => sk.S.startsWith(message.message_uuid.S))
    : []

export const pictures: Invariant[] = [
  {
    words: 'A message shows the pictures that were checked, each with its file',
    check: (final) => {
      const { simulation } = final
      for (const { key, bytes, width, message } of shownIn(final)) {
        const content = simulation.bucket.files.get(key)
        const name = simulation.nameOf(message)
        if (content === undefined) simulation.problem(`${name} has no file`)
        else if (content === contents.text) simulation.problem(`${name} shows what is no picture`)
        else if (content.length !== bytes || widthOf(content) !== width)
          simulation.problem(`${name} shows another picture than the one that was checked`)
      }
    },
  },
  {
    words: 'A message that was acknowledged shows what was sent',
    check: (final) => {
      const { simulation, messages } = final
      const stored = [...messages.values()].flat()
      for (const { key, status, body } of simulation.facts.sent) {
        const item = stored.find((one) => text(one, 'message_uuid') === key)
        if (status !== 200 || !item || item.deleted_at) continue
        const sent = (body.attachments ?? []).map(({ uuid }: { uuid: string }) => uuid)
        const shown = (item.attachments?.L ?? []).map(({ M }: { M: { uuid: { S: string } } }) => M.uuid.S)
        if (sent.join() !== shown.join())
          simulation.problem(`${simulation.nameOf(key)} was answered with other pictures`)
      }
    },
  },
  {
    words: 'A retry of a message that is stored is not refused because of its pictures',
    check: ({ simulation }) => {
      for (const { key, wasStored, status, body } of simulation.facts.sent)
        if (wasStored && status === 422) simulation.problem(`${simulation.nameOf(key)}: ${body[0]}`)
    },
  },
  {
    words: 'No file and no item stays without a message, apart from uploads that were not sent',
    check: (final) => {
      const { simulation, items } = final
      const shown = shownIn(final)
      for (const [key] of simulation.bucket.all()) {
        const [folder, , uuid] = key.split('/')
        if (folder === 'attachments' && !shown.some((one) => one.key === key))
          simulation.problem(`No message shows ${key}`)
        if (folder === 'pending' && shown.some((one) => one.uuid === uuid))
          simulation.problem(`The picture was sent, and its upload is there: ${key}`)
      }
      for (const item of items.values()) {
        if (!item.pk.S.startsWith('ATT#') || item.expires_at) continue
        const uuid = text(item, 'attachment_uuid')
        const message = text(item, 'message_uuid')
        if (!shown.some((one) => one.uuid === uuid && one.message === message))
          simulation.problem(`No message shows ${item.pk.S}`)
      }
    },
  },
  {
    words: 'Moderators see the pictures of a message that was reported',
    check: ({ simulation, items }) => {
      for (const item of items.values()) {
        for (const { message_uuid, attachments } of reportedIn(item)) {
          if (!simulation.facts.reported.includes(message_uuid.S)) continue
          const kept = `reports/${item.group_uuid.S}/${message_uuid.S}`
          for (const { M } of attachments?.L ?? [])
            if (!simulation.bucket.files.has(`${kept}/${M.uuid.S}`))
              simulation.problem(`The report of ${simulation.nameOf(message_uuid.S)} has no picture`)
        }
      }
    },
  },
  {
    words: 'No picture of an erased person is kept for moderators',
    check: ({ simulation, items, messages }) => {
      for (const [key] of simulation.bucket.all().filter(([one]) => one.startsWith('reports/'))) {
        const [, group = '', uuid = ''] = key.split('/')
        const stored = messages.get(group)?.find((item) => text(item, 'message_uuid') === uuid)
        const reported = [...items.values()].flatMap(reportedIn).find((one) => one.message_uuid.S === uuid)
        if ([stored, reported].some((one) => text(one, 'user_uuid') === nobody))
          simulation.problem(`${simulation.nameOf(uuid)} is of an erased person: ${key}`)
      }
    },
  },
]
