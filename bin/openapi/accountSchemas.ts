import { pushSubscriptionSchema } from '../../src/domain/bodySchemas.ts'
import { exportSchema, pushSubscriptionViewSchema } from '../../src/domain/viewSchemas.ts'
import { describeSchema } from './registry.ts'

const showsText = 'Whether a push contains the text of the message.'

describeSchema(
  'NewPushSubscription',
  pushSubscriptionSchema,
  'A subscription of the browser, as `PushSubscription.toJSON()` returns it.',
  {
    endpoint: 'The URL of the push service for this browser. At most 1,024 characters.',
    keys: 'The keys with which pushes are encrypted for the browser, in base64url.',
    shows_text: `${showsText} True by default.`,
  },
)

describeSchema('PushSubscription', pushSubscriptionViewSchema, 'A subscription of a browser for Web Push.', {
  uuid: 'The UUID that the browser chose.',
  shows_text: showsText,
  expires_at: 'When it expires, unless it is registered again.',
})

describeSchema('Export', exportSchema, 'An export of everything that is stored about you.', {
  uuid: "The export's UUID.",
  state: '`running`: its files are being written. `ready`: it is complete. `failed`: begin another one.',
  created_at: 'When it was begun.',
  expires_at: 'When it is deleted.',
  files:
    'Its ZIP files, of about 20 MB each, once it is ready: JSON files, and the pictures that you have sent. Each URL is valid for up to an hour. List the exports again for new ones.',
})
