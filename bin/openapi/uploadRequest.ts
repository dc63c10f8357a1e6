import { examples } from './examples.ts'

/* The request of the collection that uploads a file: it goes to the bucket, and not to this API. */

const { fields } = examples.upload.upload

const variableOf = (field: string) => `form_${field.toLowerCase().replaceAll('-', '_')}`

/** In the order of the form. */
const names = Object.keys(fields)

/** On AWS, the form also has the session token of the function. S3 ignores a field with the prefix x-ignore-. */
const tokenField = { name: 'X-Amz-Security-Token', ignored: 'x-ignore-token' }

export const uploadVariables: Record<string, string> = {
  upload_url: '',
  ...Object.fromEntries(names.map((name) => [variableOf(name), ''])),
  form_token_name: tokenField.ignored,
  form_token: '',
}

/** The lines of a script that store the form of the response in the variables. */
export const storeForm = [
  'const { url, fields } = pm.response.json().upload',
  "pm.collectionVariables.set('upload_url', url)",
  ...names.map((name) => `pm.collectionVariables.set('${variableOf(name)}', fields['${name}'])`),
  `const token = fields['${tokenField.name}']`,
  `pm.collectionVariables.set('form_token_name', token ? '${tokenField.name}' : '${tokenField.ignored}')`,
  "pm.collectionVariables.set('form_token', token || 'none')",
]

const text = (key: string, value: string) => ({ key, value, type: 'text' })

export const uploadRequest = {
  name: 'Upload the picture',
  request: {
    method: 'POST',
    description:
      'Sends the file to the bucket, with the form of the previous response. Select a PNG file of at most 10 MB as `file`, the last field. For another format, change `content_type` in the previous request, and send that again.',
    auth: { type: 'noauth' },
    header: [],
    url: { raw: '{{upload_url}}', host: ['{{upload_url}}'], path: [] },
    body: {
      mode: 'formdata',
      formdata: [
        ...names.map((name) => text(name, `{{${variableOf(name)}}}`)),
        text('{{form_token_name}}', '{{form_token}}'),
        { key: 'file', type: 'file', src: 'seed/pictures/seating-plan.png' },
      ],
    },
  },
  event: [
    {
      listen: 'test',
      script: {
        type: 'text/javascript',
        exec: ["pm.test('returns 204', () => pm.response.to.have.status(204))"],
      },
    },
  ],
}
