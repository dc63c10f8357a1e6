import { editSchema } from '../domain/bodySchemas.ts'
import { idempotencyKeyFrom } from '../domain/message.ts'
import { answerChange } from '../middleware/answerChange.ts'
import { authenticated } from '../middleware/authenticate.ts'
import { jsonBody, validate } from '../middleware/jsonBody.ts'
import { editMessage } from '../repository/changeMessage.ts'

export const handler = authenticated()
  .use(jsonBody())
  .use(validate(editSchema))
  .handler(async (event) => {
    const key = idempotencyKeyFrom(event.headers['idempotency-key'], Date.now())
    const edit = { text: event.body.message, key, clock: Date.now }
    return answerChange(event, (membership, message) => editMessage(membership, message, edit))
  })
