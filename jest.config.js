const ring = (name, extra = {}) => ({
  displayName: name,
  testMatch: [`<rootDir>/test/${name}/**/*.test.ts`],
  transform: {},
  extensionsToTreatAsEsm: ['.ts'],
  ...extra,
})

export default {
  testTimeout: 30_000,
  projects: [
    ring('unit'),
    ring('integration', { setupFiles: ['<rootDir>/test/steps/setUp.ts'] }),
    ring('e2e', {
      globalSetup: '<rootDir>/test/e2e/startStack.ts',
      globalTeardown: '<rootDir>/test/e2e/stopStack.ts',
      setupFiles: ['<rootDir>/test/steps/setUp.ts'],
    }),
  ],
}
