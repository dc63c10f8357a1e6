import { firstCursor, type Section, sections } from '../../src/domain/export.ts'
import type { User } from '../../src/domain/user.ts'
import { exportedProfile, type Piece, readSection } from '../../src/exports/pieces.ts'
import type { Command } from '../command.ts'
import { createPictureExport, type PictureExport } from '../exportedPictures.ts'
import { findUser } from '../findUser.ts'
import { targetOptions, useTarget } from '../target.ts'

const indented = (value: unknown) => JSON.stringify(value, null, 2)

/** A JSON property with an array, element by element. */
async function* list(name: string, elements: AsyncIterable<unknown>): AsyncGenerator<string> {
  let separator = `"${name}": [`
  for await (const element of elements) {
    yield `${separator}\n${indented(element)}`
    separator = ','
  }
  yield separator === ',' ? '\n]' : `${separator}]`
}

type Content = Record<string, unknown>

/** Appends the lists of the next piece of a conversation. */
const append = (conversation: Content, { content }: Piece): Content => {
  for (const [name, value] of Object.entries((content ?? {}) as Content)) {
    const before = conversation[name]
    if (Array.isArray(before) && Array.isArray(value)) before.push(...value)
    else conversation[name] = value
  }
  return conversation
}

/** The elements of a section: conversations as a whole, and the entries of lists. */
async function* elementsOf(user: User, section: Section, pictures: PictureExport) {
  let conversation: Content | undefined
  for await (const piece of readSection(user, { ...firstCursor, section })) {
    await pictures.save(piece.pictures)
    if (Array.isArray(piece.content)) yield* piece.content
    else if (piece.content ?? conversation) {
      conversation = append(conversation ?? {}, piece)
      if (piece.continues) continue
      yield conversation
      conversation = undefined
    }
  }
}

async function* everything(user: User, pictures: PictureExport): AsyncGenerator<string> {
  yield `{\n"profile": ${indented(exportedProfile(user))}`
  for (const section of sections) {
    yield ',\n'
    yield* list(section, elementsOf(user, section, pictures))
  }
  yield '\n}\n'
}

export const exportUser: Command = {
  summary: 'Print everything that the table stores about a user, as JSON',
  arguments: [{ name: 'handle', description: 'The user' }],
  options: {
    files: { value: 'folder', description: 'Save the pictures that the user has sent in this folder' },
    ...targetOptions,
  },
  notes:
    "Includes the user's own messages, with the names of the files of their pictures, and reports, their reactions to messages of others, but not those messages, and of groups what they did and what was done to them. The e-mail address is only in the user pool.",
  example: 'npm run --silent users:export -- bayko --files pictures > bayko.json',
  run: async (values, [handle = ''], io) => {
    await useTarget(values)
    const user = await findUser(handle)
    const pictures = createPictureExport(typeof values.files === 'string' ? values.files : undefined, io)
    await io.streamToStdout(everything(user, pictures), '')
    io.writeStderr(`Exported everything that the table stores about ${user.handle}.${pictures.describe()}`)
  },
}
