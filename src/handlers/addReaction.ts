import { reactionSchema } from '../domain/bodySchemas.ts'
import { emojiFrom } from '../domain/emoji.ts'
import { VisibleError } from '../domain/error.ts'
import { answerChange } from '../middleware/answerChange.ts'
import { authenticated } from '../middleware/authenticate.ts'
import { jsonBody, validate } from '../middleware/jsonBody.ts'
import { addReaction } from '../repository/changeMessage.ts'

export const handler = authenticated()
  .use(jsonBody())
  .use(validate(reactionSchema))
  .handler(async (event) => {
    const emoji = emojiFrom(event.body.emoji)
    if (!emoji) throw new VisibleError('emoji_invalid')
    const reaction = { emoji, clock: Date.now }
    return answerChange(event, (membership, message) => addReaction(membership, message, reaction))
  })
