import { bundlePackages } from './test/bundlePackages.js'

const moduleNameMapper = await bundlePackages()

// test/contract runs twice: in process (integration), and over HTTP against a stack (e2e). These files run over HTTP in
// .ci/run only: HTTP hardly changes their results.
const inProcess = process.env.TEST_ALL_HISTORIES ? [] : ['/test/contract/(barrage|group|resync)\\.']

const suite = (name, extra = {}, folders = [name]) => ({
  displayName: name,
  testMatch: folders.map((folder) => `<rootDir>/test/${folder}/**/*.test.ts`),
  testEnvironment: '<rootDir>/test/fastEnvironment.cjs',
  transform: {},
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper,
  ...extra,
})

export default {
  testTimeout: 300_000, // only ends what hangs: a loaded machine takes ten times as long
  maxWorkers: 2,
  projects: [
    suite('unit'),
    suite('integration', { setupFiles: ['<rootDir>/test/steps/setUp.ts'] }, ['integration', 'contract']),
    suite('explore'),
    suite('package', {
      globalSetup: '<rootDir>/test/package/packageStages.ts',
      globalTeardown: '<rootDir>/test/package/removePackages.ts',
      setupFiles: ['<rootDir>/test/steps/setUp.ts'],
    }),
    suite(
      'e2e',
      {
        globalSetup: '<rootDir>/test/e2e/startStack.ts',
        globalTeardown: '<rootDir>/test/e2e/stopStack.ts',
        setupFiles: ['<rootDir>/test/e2e/findStack.ts', '<rootDir>/test/steps/setUp.ts'],
        testPathIgnorePatterns: ['/node_modules/', ...inProcess],
      },
      ['e2e', 'contract'],
    ),
    suite('web', {
      globalSetup: '<rootDir>/test/web/startWeb.ts',
      globalTeardown: '<rootDir>/test/web/stopWeb.ts',
      setupFiles: ['<rootDir>/test/web/findWeb.ts', '<rootDir>/test/steps/setUp.ts'],
    }),
  ],
}
