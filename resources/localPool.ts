/** The local user pool. Its signing key is public, so resources/validateUserPool.ts refuses it for a deployed stage. */
export const localPool = { userPoolId: 'us-east-1_Local', clientId: 'local-web-client' } as const
