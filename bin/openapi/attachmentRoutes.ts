import { examples } from './examples.ts'
import * as parameters from './parameters.ts'
import { oneExample, type Route } from './route.ts'
import { refTo } from './schemas.ts'

export const attachmentRoutes: Route[] = [
  {
    method: 'post',
    path: '/api/attachments',
    operationId: 'createAttachment',
    tag: 'Attachments',
    summary: 'Announce a picture',
    description:
      'Returns a form with which you upload the file to the bucket within 10 minutes. Then send a message with the UUID of the attachment, within 24 hours.',
    body: {
      schema: refTo('NewAttachment'),
      examples: {
        example: { summary: 'A picture', value: examples.newAttachment },
        file: { summary: 'Any PNG file of at most 10 MB', value: examples.newPng },
      },
    },
    response: {
      description: 'The form.',
      schema: refTo('Upload'),
      examples: oneExample('A form', examples.upload),
    },
    codes: [
      'bytes_invalid',
      'content_type_invalid',
      'height_invalid',
      'message_group_not_found',
      'message_group_uuid_blank',
      'recipient_blocked',
      'recipient_unavailable',
      'width_invalid',
    ],
  },
  {
    method: 'get',
    path: '/api/attachments/{attachment_uuid}',
    operationId: 'getAttachment',
    tag: 'Attachments',
    summary: 'Get a picture',
    description:
      'Returns a picture of a message that you can see, with a new URL. Use it when the URL has expired, and for the attachments in frames, which have none.',
    parameters: [parameters.attachmentUuid],
    response: {
      description: 'The picture.',
      schema: refTo('Attachment'),
      examples: oneExample('A picture', examples.attachment),
    },
    codes: ['attachment_not_found'],
  },
]
