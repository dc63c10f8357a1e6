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
    ring('integration', { setupFiles: ['<rootDir>/test/steps/refuseRealEndpoints.ts'] }),
    ring('e2e', {
      globalSetup: '<rootDir>/test/e2e/startStack.ts',
      setupFiles: ['<rootDir>/test/steps/refuseRealEndpoints.ts'],
    }),
  ],
}
