import { bundlePackages } from './test/bundlePackages.js'

const moduleNameMapper = await bundlePackages()

// What the contract says is tested in process and over HTTP alike: test/contract belongs to both rings.
const ring = (name, extra = {}, folders = [name]) => ({
  displayName: name,
  testMatch: folders.map((folder) => `<rootDir>/test/${folder}/**/*.test.ts`),
  transform: {},
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper,
  ...extra,
})

export default {
  testTimeout: 300_000, // ends what hangs; a machine under load takes ten times as long, and is right
  maxWorkers: 2,
  projects: [
    ring('unit'),
    ring('integration', { setupFiles: ['<rootDir>/test/steps/setUp.ts'] }, [
      'integration',
      'contract',
      'explore',
    ]),
    ring('package', {
      globalSetup: '<rootDir>/test/package/packageStages.ts',
      globalTeardown: '<rootDir>/test/package/removePackages.ts',
      setupFiles: ['<rootDir>/test/steps/setUp.ts'],
    }),
    ring(
      'e2e',
      {
        globalSetup: '<rootDir>/test/e2e/startStack.ts',
        globalTeardown: '<rootDir>/test/e2e/stopStack.ts',
        setupFiles: ['<rootDir>/test/e2e/findStack.ts', '<rootDir>/test/steps/setUp.ts'],
      },
      ['e2e', 'contract'],
    ),
    ring('web', {
      globalSetup: '<rootDir>/test/web/startWeb.ts',
      globalTeardown: '<rootDir>/test/web/stopWeb.ts',
      setupFiles: ['<rootDir>/test/web/findWeb.ts', '<rootDir>/test/steps/setUp.ts'],
    }),
  ],
}
