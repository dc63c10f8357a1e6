const pushSubscription = {
  uuid: '5b0c7d1e-3f52-4c68-9a8e-d2f1b07c4e93',
  shows_text: true,
  expires_at: '2026-12-02T09:30:00.000Z',
}

const exported = {
  uuid: '019a1f62-7e30-7c42-9b15-8d3f60a1c2e4',
  created_at: '2026-11-02T09:30:00.000Z',
  expires_at: '2026-11-09T09:30:00.000Z',
}

const bucketUrl = 'https://cruddur-attachments.s3.us-east-1.amazonaws.com'

export const accountExamples = {
  newPushSubscription: {
    endpoint: 'https://fcm.googleapis.com/fcm/send/dHk3c0xQ…',
    // The subscription of RFC 8291, appendix A.
    keys: {
      p256dh: 'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
      auth: 'BTBZMqHH6r4Tts7J_aSIgg',
    },
    shows_text: true,
  },
  pushSubscription,
  runningExport: { ...exported, state: 'running', files: [] },
  readyExport: {
    ...exported,
    state: 'ready',
    files: [
      {
        name: 'cruddur-2026-11-02-1.zip',
        bytes: 1_482_733,
        url: `${bucketUrl}/exports/f73f4b05-a59e-468b-8a29-a1c39e7a2222/${exported.uuid}/019a1f62-7f11-7a0d-a3c8-1b2e4d5f6a70?X-Amz-Signature=3b7e…`,
        expires_at: '2026-11-02T10:30:00.000Z',
      },
    ],
  },
}
