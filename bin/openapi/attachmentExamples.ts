import { maxAttachmentBytes } from '../../src/domain/attachment.ts'

const attachmentUuid = '019a1f60-9a42-7f15-8c3e-6b0d94e7a251'
const picture = { content_type: 'image/webp', bytes: 184_320, width: 2048, height: 1365 }
const alt = 'A cat on a sofa, with a remote control'
const bucketUrl = 'https://cruddur-attachments.s3.us-east-1.amazonaws.com'

const attachmentOf = (group: string) => ({
  uuid: attachmentUuid,
  ...picture,
  alt,
  url: `${bucketUrl}/attachments/${group}/${attachmentUuid}/5d1e08c27b94f3a6?X-Amz-Signature=3b7e…`,
  expires_at: '2025-10-26T13:00:00.000Z',
})

/** A picture in a conversation: announced, sent and read. */
export const attachmentExamplesOf = (group: string) => ({
  newAttachment: { message_group_uuid: group, ...picture },
  // The server finds the real sides in the file.
  newPng: {
    message_group_uuid: group,
    content_type: 'image/png',
    bytes: maxAttachmentBytes,
    width: 800,
    height: 600,
  },
  upload: {
    uuid: attachmentUuid,
    upload: {
      url: bucketUrl,
      fields: {
        key: `pending/${group}/${attachmentUuid}`,
        'Content-Type': picture.content_type,
        'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
        'X-Amz-Credential': 'ASIAEXAMPLE/20251026/us-east-1/s3/aws4_request',
        'X-Amz-Date': '20251026T120000Z',
        Policy: 'eyJleHBpcmF0aW9uIjoi…',
        'X-Amz-Signature': '9f2c…',
      },
    },
    expires_at: '2025-10-26T12:10:00.000Z',
  },
  attachment: attachmentOf(group),
  sendPicture: { message_group_uuid: group, attachments: [{ uuid: attachmentUuid, alt }] },
})
