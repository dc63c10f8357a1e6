import { inParallel } from '../../src/inParallel.ts'
import { type Command, CommandError, dryRunOption } from '../command.ts'
import { startProgress } from '../progress.ts'
import { readPublicPushKey } from '../pushKeysParameter.ts'
import type { Outputs } from '../stackOutputs.ts'
import { targetOptions, useStage } from '../target.ts'
import { buildWeb, filesIn, isHashed, type WebFile } from '../webFiles.ts'
import { webHost } from '../webHost.ts'

const maxConcurrent = 8

/** The configuration of the web client, which web/src/config.ts reads. */
const configOf = (
  { ApiUrl, SocketsUrl, AttachmentsUrl, UserPoolId, UserPoolClientId }: Outputs,
  pushKey: string | undefined,
) => ({
  apiUrl: ApiUrl,
  webSocketUrl: SocketsUrl,
  cognitoUrl: `https://cognito-idp.${process.env.AWS_REGION}.amazonaws.com/`,
  attachmentsUrl: AttachmentsUrl,
  userPoolId: UserPoolId,
  clientId: UserPoolClientId,
  signIn: 'srp',
  pushKey,
})

/** Without keys, the client offers no push messages. */
const pushKeyOf = async ({ PushKeysParameter }: Outputs) =>
  PushKeysParameter ? readPublicPushKey(PushKeysParameter) : undefined

export const deployWeb: Command = {
  summary: 'Build the web client and upload the files that have changed to a deployed stage',
  options: {
    stage: { value: 'stage', description: 'The deployed stage', isRequired: true },
    region: targetOptions.region,
    from: { value: 'folder', description: 'Upload this build, instead of making one' },
    ...dryRunOption,
  },
  notes: 'Older files are kept, because pages that are open may still load them.',
  example: 'npm run deploy:web -- --stage dev',
  run: async (values, _, io) => {
    const outputs = await useStage(values)
    const { WebBucketName, WebDistributionId, WebUrl } = outputs
    if (!WebBucketName || !WebDistributionId)
      throw new CommandError(
        `The stage ${values.stage} has no bucket for the web client. Deploy the stage first: npx sls deploy --stage ${values.stage}`,
      )
    const config = configOf(outputs, await pushKeyOf(outputs))
    const steps = filesIn(typeof values.from === 'string' ? values.from : await buildWeb(), config)
    const host = webHost(WebBucketName, WebDistributionId)
    const all = steps.flat()
    const missing = new Set<WebFile>()
    await inParallel(all, async (file) => (await host.has(file)) || missing.add(file), maxConcurrent)

    const isDryRun = values['dry-run'] === true
    const uploaded = all.filter((file) => missing.has(file)).map(({ key }) => key)
    const counts = { web: WebUrl, uploaded, unchanged: all.length - uploaded.length }
    if (isDryRun) {
      io.writeStdout(JSON.stringify({ dry_run: true, ...counts }))
      return
    }
    const progress = startProgress(io, 'Files uploaded:', uploaded.length)
    for (const step of steps) {
      const changed = step.filter((file) => missing.has(file))
      await inParallel(
        changed,
        async (file) => {
          await host.put(file)
          progress.tick()
        },
        maxConcurrent,
      )
    }
    progress.end()
    const invalidation = await host.invalidate(all.map(({ key }) => key).filter((key) => !isHashed(key)))
    io.writeStdout(JSON.stringify({ ...counts, invalidation }))
    io.writeStderr(`Deployed to ${WebUrl}. It can take a minute until all edge locations serve it.`)
  },
}
