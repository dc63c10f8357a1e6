import { startGateway } from '../../test/steps/gateway.ts'
import { startEnvironment } from '../environment.ts'
import type { Part } from '../part.ts'
import { startPushService } from '../pushBrowser.ts'
import { measurePushCosts } from '../pushCosts.ts'
import { measurePushDesigns } from '../pushDesigns.ts'
import { measureDevices } from '../pushDevices.ts'
import { measureEncryption } from '../pushEncryption.ts'

const text = 'a'.repeat(170)

export const push: Part = {
  title: 'Web Push',
  run: async ({ say }) => {
    const environment = await startEnvironment()
    const [gateway, pushService] = await Promise.all([startGateway(), startPushService()])
    say('looking for devices')
    const devices = await measureDevices(text, gateway, pushService.origin)
    say('subscriptions and recipients')
    const costs = await measurePushCosts(text, pushService.origin)
    say('other designs')
    const designs = await measurePushDesigns(text, pushService.origin)
    say('encryption')
    const encryption = measureEncryption()
    await Promise.all([environment.end(), gateway.end(), pushService.end()])
    return { tables: [devices.table, costs, designs, encryption], findings: devices.findings }
  },
}
