import { inParallel } from '../../src/inParallel.ts'
import { type Command, CommandError } from '../command.ts'
import { startProgress } from '../progress.ts'
import type { Outputs } from '../stack.ts'
import { targetOptions, useStage } from '../target.ts'
import { buildWeb, filesIn, isHashed, type WebFile } from '../webFiles.ts'
import { webHost } from '../webHost.ts'

const atOnce = 8

/** What the client has to know of its stage: web/src/network.ts reads it. */
const configOf = ({ ApiUrl, SocketsUrl, UserPoolId, UserPoolClientId }: Outputs) => ({
  apiUrl: ApiUrl,
  webSocketUrl: SocketsUrl,
  cognitoUrl: `https://cognito-idp.${process.env.AWS_REGION}.amazonaws.com/`,
  userPoolId: UserPoolId,
  clientId: UserPoolClientId,
  signIn: 'srp',
})

export const deployWeb: Command = {
  summary: "build the web client and bring it to a stage's bucket; only what has changed",
  usage: '--stage <stage> [--from <folder>] [--dry-run]',
  example: 'npm run deploy:web -- --stage dev',
  notes: [
    '--from takes a build that is there (npm run build:web writes web/dist) instead of making one.',
    'Nothing is removed: an older page that is open can still load its files.',
  ].join('\n'),
  options: { ...targetOptions, from: { type: 'string' }, 'dry-run': { type: 'boolean' } },
  run: async (values, _, io) => {
    const { print, say } = io
    const outputs = await useStage(values)
    const { WebBucketName, WebDistributionId, WebUrl } = outputs
    if (!WebBucketName || !WebDistributionId)
      throw new CommandError(
        `The stage ${values.stage} has no place for the web client yet: deploy it with "npx sls deploy --stage ${values.stage}".`,
      )
    const steps = filesIn(typeof values.from === 'string' ? values.from : await buildWeb(), configOf(outputs))
    const host = webHost(WebBucketName, WebDistributionId)
    const all = steps.flat()
    const missing = new Set<WebFile>()
    await inParallel(all, async (file) => (await host.has(file)) || missing.add(file), atOnce)

    const dryRun = values['dry-run'] === true
    const uploaded = all.filter((file) => missing.has(file)).map(({ key }) => key)
    const counts = { web: WebUrl, uploaded, unchanged: all.length - uploaded.length }
    if (dryRun) {
      print(JSON.stringify({ dry_run: true, ...counts }))
      return
    }
    const progress = startProgress(io, 'Files uploaded:', uploaded.length)
    for (const step of steps) {
      const due = step.filter((file) => missing.has(file))
      await inParallel(
        due,
        async (file) => {
          await host.put(file)
          progress.tick()
        },
        atOnce,
      )
    }
    progress.end()
    const invalidation = await host.invalidate(all.map(({ key }) => key).filter((key) => !isHashed(key)))
    print(JSON.stringify({ ...counts, invalidation }))
    say(`${WebUrl} has it. Elsewhere in the world that can take a minute.`)
  },
}
