import webPush from 'web-push'
import { isContact } from '../../src/domain/pushKeys.ts'
import { type Command, CommandError } from '../command.ts'
import { storePushKeys } from '../pushKeysParameter.ts'
import { targetOptions, useStage } from '../target.ts'

const everybodyAgain = 'All browsers have to subscribe again: the client does so when it is opened.'

export const pushKeys: Command = {
  summary: 'Create the keys for push messages of a deployed stage',
  options: {
    stage: { value: 'stage', description: 'The deployed stage', isRequired: true },
    contact: {
      value: 'url',
      description: 'Where push services can reach you: mailto:… or https://…',
      isRequired: true,
    },
    replace: { description: 'Replace the keys that the stage has' },
    region: targetOptions.region,
  },
  notes: [
    'Stores the keys in SSM, encrypted, and prints the public one. Run "npm run deploy:web" afterwards: only then',
    'can people turn push messages on.',
  ].join('\n'),
  example: 'npm run push:keys -- --stage prod --contact mailto:ops@cruddur.example',
  run: async (values, _, { writeStdout, writeStderr }) => {
    const { stage, contact, replace = false } = values
    if (typeof contact !== 'string' || !isContact(contact))
      throw new CommandError(`--contact must be a mailto: or https: URL, not ${contact}`)
    const { PushKeysParameter: name } = await useStage(values)
    if (!name)
      throw new CommandError(
        `The stage ${stage} has no place for the keys. Deploy the stage first: npx sls deploy --stage ${stage}`,
      )
    const keys = { ...webPush.generateVAPIDKeys(), contact }
    if (!(await storePushKeys(name, keys, { replaces: replace === true })))
      throw new CommandError(
        `The stage ${stage} has keys, which were not changed. To replace them, pass --replace. ${everybodyAgain}`,
      )
    writeStdout(JSON.stringify({ parameter: name, public_key: keys.publicKey }))
    if (replace) writeStderr(everybodyAgain)
    writeStderr(`Next: npm run deploy:web -- --stage ${stage}`)
  },
}
