import { maxAltLength } from '../../src/domain/attachment.ts'
import { altSchema, newAttachmentSchema } from '../../src/domain/bodySchemas.ts'
import { attachmentSchema, uploadSchema } from '../../src/domain/viewSchemas.ts'
import { describeSchema, metadata } from './registry.ts'

metadata.add(altSchema, { type: 'string', maxLength: maxAltLength })

const pictureFields = {
  content_type: 'The format of the picture.',
  bytes: 'The size of the file.',
  width: 'In pixels, 1 to 10,000.',
  height: 'In pixels, 1 to 10,000.',
}

describeSchema('NewAttachment', newAttachmentSchema, 'A picture to upload.', {
  ...pictureFields,
  message_group_uuid: 'The conversation for which it is.',
  bytes: 'The size of the file, at most 10 MB. A larger file cannot be uploaded.',
})

describeSchema('Upload', uploadSchema, 'How to upload a picture.', {
  uuid: 'The UUID with which a message refers to the attachment, within 24 hours.',
  upload:
    'Send a form (`multipart/form-data`) with these `fields`, followed by the field `file`, to `url` by POST.',
  expires_at: 'Until when the form is accepted.',
})

describeSchema('Attachment', attachmentSchema, 'A picture in a message.', {
  ...pictureFields,
  uuid: "The attachment's UUID.",
  alt: 'Describes the picture to people who cannot see it. It can be empty.',
  url: 'Where to read the file, without a token. In frames, it is absent.',
  expires_at:
    'Until when `url` is valid: at most an hour. `GET /api/attachments/{attachment_uuid}` renews it.',
})
